# Handing a seat on.
hand-whom-title = Please choose who takes over: { $title }
hand-whom-note = Only those who may review this item are listed. Or reply: 转交 { $code } name reason
hand-whom-nobody = Nobody else can take this item over now. If somebody else has to, please ask the office.
hand-person = { $name } ({ $posts })
hand-why-title = Please reply with the reason for handing on: { $title }
hand-why-note = { $name } takes this item over and reads your reason. Reply “取消” to leave it.
hand-done = { $number } is with { $name } now; you need do nothing more.
hand-came-handed = { $name }, reason: { $why }
label-came-handed = Handed on by
review-moved-to = This step went to { $name }; you need do nothing more.
hand-came-deputy = you sit for { $name } here
label-came-deputy = Deputy
review-sign-for = “Approve” signs for { $name }: { $sign }. Content check code: { $hash }

button-hand-on = Hand on
