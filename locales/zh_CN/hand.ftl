# 转交。
hand-whom-title = 请选择转交给谁：{ $title }
hand-whom-note = 只列出有权审核此件的人员。也可回复：转交 { $code } 姓名 理由
hand-whom-nobody = 目前没有其他人员可以接办此件。确需由他人办理的，请联系办公室。
hand-person = { $name }（{ $posts }）
hand-why-title = 请回复转交理由：{ $title }
hand-why-note = 此件将转交{ $name }，理由将原文转给对方。回复“取消”可不转交。
hand-done = 已将{ $number }转交{ $name }，您无需再办。
hand-came-handed = { $name }，理由：{ $why }
hand-came-named = { $name }指定您代办，理由：{ $why }
hand-no-reason = 原办理人不在岗
hand-came-added = { $name }请您加签，理由：{ $why }
label-came-added = 加签
label-came-named = 指定代办
label-came-handed = 转交人
review-moved-to = 此环节已转交{ $name }办理，您无需再办。
hand-came-deputy = 您代{ $name }办理此件
label-came-deputy = 代理
review-sign-for = 点“同意”即代{ $name }签署：{ $sign }。内容校验码：{ $hash }

button-hand-on = 转交

# 指定代办人。
vacancy-asked-title = 请指定代办人：{ $title }
vacancy-asked-unbound = { $names }收不到消息已有一个工作日，此件无人办理。
vacancy-asked-empty = 此环节空缺已有一个工作日，此件无人办理。
vacancy-words = 也可回复：指定代办 { $number } 姓名
vacancy-whom-title = 请选择代办人：{ $title }
vacancy-filled-title = 已有人办理：{ $title }
vacancy-filled = 此环节已有人办理，无需再指定。
vacancy-done = 已指定{ $name }办理{ $number }。

button-vacancy-name = 指定代办人

# 加签。
signers-where-title = 请选择加签位置：{ $title }
signers-where-before = 在我之前
signers-where-beside = 与我并行
signers-where-after = 在我之后
signers-words = 加签多人或任一、依次签的，请回复，如：加签 { $code } 张三、李四 前 依次 理由
signers-whom-title = 请选择加签人：{ $title }
signers-added-title = 已加签：{ $title }
signers-added-note = { $where ->
    [before] 加签人先签，之后再由您审批。
    [after] 您审批后由加签人签。
   *[beside] 加签人与您同时签。
}{ $quorum ->
    [any] 一人签即可。
    [in_turn] 依次签。
   *[all] 全部签完。
}未签的可以减签，也可回复：减签 编号 姓名
signers-none = 没有加签人。
signers-verdict = { $verdict ->
    [approved] 已同意
    [returned] 已退回
   *[open] 待签
}
signers-off = 减签{ $name }
signers-taken-off = 已从{ $number }减签{ $name }。

button-signers-add = 加签

# 委派。
delegation-whom-title = 请选择委派给谁：{ $title }
delegation-whom-note = 对方提出意见后退回您决定。也可回复：委派 { $code } 姓名 事由
delegation-words-title = 请回复委派事由：{ $title }
delegation-words-note = 请写明请{ $name }就什么提意见。回复“取消”可不委派。
delegation-opinion-title = 请回复意见：{ $title }
delegation-opinion-note = 意见将原文转给{ $name }，由其决定。回复“取消”可暂不答复。
delegation-asked-title = 请提出意见：{ $title }
delegation-closed-title = 委派已结束：{ $title }
delegation-state-open = { $name }请您提出意见，由其决定是否同意。
delegation-state-given = 您的意见已转给{ $name }。
delegation-state-called-back = { $name }已收回委派，您无需再办。
delegation-state-over = { $name }已办理此件，您无需再办。
delegation-twin = 也可回复：回复委派 { $number } 意见
delegation-waiting = 已委派，待提出意见
delegation-done = 已就{ $number }请{ $name }提出意见；您可随时自行决定。
delegation-given = 您对{ $number }的意见已转给{ $name }。
label-delegation-words = 委派事由
label-delegation-opinion = 您的意见
signed-opinion = { $name }意见

button-delegation-ask = 委派
button-delegation-give = 提出意见
