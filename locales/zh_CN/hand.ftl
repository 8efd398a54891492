# 转交。
hand-whom-title = 请选择转交给谁：{ $title }
hand-whom-note = 只列出有权审核此件的人员。也可回复：转交 { $code } 姓名 理由
hand-whom-nobody = 目前没有其他人员可以接办此件。确需由他人办理的，请联系办公室。
hand-person = { $name }（{ $posts }）
hand-why-title = 请回复转交理由：{ $title }
hand-why-note = 此件将转交{ $name }，理由将原文转给对方。回复“取消”可不转交。
hand-done = 已将{ $number }转交{ $name }，您无需再办。
hand-came-handed = { $name }，理由：{ $why }
label-came-handed = 转交人
review-moved-to = 此环节已转交{ $name }办理，您无需再办。
hand-came-deputy = 您代{ $name }办理此件
label-came-deputy = 代理
review-sign-for = 点“同意”即代{ $name }签署：{ $sign }。内容校验码：{ $hash }

button-hand-on = 转交
