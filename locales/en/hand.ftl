# Handing a seat on.
hand-whom-title = Please choose who takes over: { $title }
hand-whom-note = Only those who may review this item are listed. Or reply: 转交 { $code } name reason
hand-whom-nobody = Nobody else can take this item over now. If somebody else has to, please ask the office.
hand-person = { $name } ({ $posts })
hand-why-title = Please reply with the reason for handing on: { $title }
hand-why-note = { $name } takes this item over and reads your reason. Reply “取消” to leave it.
hand-done = { $number } is with { $name } now; you need do nothing more.
hand-came-handed = { $name }, reason: { $why }
hand-came-named = { $name } named you, reason: { $why }
hand-no-reason = nobody else is there
hand-came-added = { $name } asks you to sign too, reason: { $why }
label-came-added = Added
label-came-named = Named
label-came-handed = Handed on by
review-moved-to = This step went to { $name }; you need do nothing more.
hand-came-deputy = you sit for { $name } here
label-came-deputy = Deputy
review-sign-for = “Approve” signs for { $name }: { $sign }. Content check code: { $hash }

button-hand-on = Hand on

# Naming somebody for an empty seat.
vacancy-asked-title = Please name somebody: { $title }
vacancy-asked-unbound = { $names } could not be reached for a working day; nobody acts on this item.
vacancy-asked-empty = This step has stood empty for a working day; nobody acts on this item.
vacancy-words = Or reply: 指定代办 { $number } name
vacancy-whom-title = Please choose who acts: { $title }
vacancy-filled-title = Somebody acts: { $title }
vacancy-filled = Somebody acts at this step; nobody need be named.
vacancy-done = { $name } acts on { $number } now.

button-vacancy-name = Name somebody

# Adding signers.
signers-where-title = Please choose where others sign: { $title }
signers-where-before = Before me
signers-where-beside = Beside me
signers-where-after = After me
signers-words = For several people, any one of them or one after the other, reply such as: 加签 { $code } name,name 前 依次 reason
signers-whom-title = Please choose who signs too: { $title }
signers-added-title = Signers added: { $title }
signers-added-note = { $where ->
    [before] They sign first, then you decide.
    [after] They sign after you.
   *[beside] They sign at the same time as you.
} { $quorum ->
    [any] One of them is enough.
    [in_turn] One after the other.
   *[all] All of them sign.
} Whoever has not signed can be taken off; or reply: 减签 number name
signers-none = Nobody is added.
signers-verdict = { $verdict ->
    [approved] approved
    [returned] returned
   *[open] waiting
}
signers-off = Take off { $name }
signers-taken-off = { $name } was taken off { $number }.

button-signers-add = Add signers

# Asking for an opinion.
delegation-whom-title = Please choose whom to ask: { $title }
delegation-whom-note = The opinion comes back to you and you decide. Or reply: 委派 { $code } name question
delegation-words-title = Please reply with your question: { $title }
delegation-words-note = Say what { $name } is to give an opinion on. Reply “取消” to leave it.
delegation-opinion-title = Please reply with your opinion: { $title }
delegation-opinion-note = { $name } reads your words and decides. Reply “取消” to answer later.
delegation-asked-title = Please give your opinion: { $title }
delegation-closed-title = No opinion needed any more: { $title }
delegation-state-open = { $name } asks for your opinion and decides afterwards.
delegation-state-given = Your opinion went to { $name }.
delegation-state-called-back = { $name } asks no more; you need do nothing.
delegation-state-over = { $name } has dealt with this item; you need do nothing.
delegation-twin = Or reply: 回复委派 { $number } opinion
delegation-waiting = asked, no answer yet
delegation-done = { $name } is asked about { $number }; you may decide yourself at any time.
delegation-given = Your opinion on { $number } went to { $name }.
label-delegation-words = Question
label-delegation-opinion = Opinion
signed-opinion = { $name } says

button-delegation-ask = Ask an opinion
button-delegation-give = Give opinion
