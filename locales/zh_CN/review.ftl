# 审批。
review-asked-publish = 请审批：{ $title }
review-asked-modify = 请审批修改：{ $title }
review-asked-delete = 请审批删除：{ $title }
review-asked-secrecy = 请作保密审查：{ $title }
review-asked-approved = 已同意：{ $title }
review-asked-returned = 已退回：{ $title }
review-asked-void = 已失效：{ $title }
review-asked-moved = 已转交：{ $title }
review-asked-withdrawn = 已撤回：{ $title }
review-asked-summary = { $submitter }报送，请在“{ $step }”环节审批。{ $deadline }
review-decided = { $name }已于{ $at }{ $verdict ->
   *[approved] 同意
    [returned] 退回
    [withheld] 决定不予公开
}，无需再办。
review-decided-mine = 您已于{ $at }{ $verdict ->
   *[approved] 同意
    [returned] 退回
    [withheld] 决定不予公开
}。
review-void = 内容已有变动，本卡不再有效，请以新卡为准。
review-moved = 此环节已转由其他人员办理，您无需再办。
review-withdrawn = 报送人已撤回，无需审批。
review-step = { $label }，{ $cite }
review-secrecy-open = 待审查
review-secrecy-ok = 全部符合
review-secrecy-exception = 有例外
review-sign = 点“同意”即签署：{ $sign }。内容校验码：{ $hash }
review-code = 也可回复：同意 { $code }，或：退回 { $code } 理由
review-code-return = 也可回复：退回 { $code } 理由
review-undo-until = { $at }前可撤销，也可回复：撤销 { $code }
review-undo-until-plain = { $at }前可撤销。
review-sign-sure = 点“确认同意”即签署：{ $sign }。
review-proof-missing = 同意前还缺：{ $missing }。
risk-exempt = 报送时注明免予保密审查：{ $ground }，依据：{ $evidence }。请核对。
risk-hidden-characters = 文中有{ $count }处隐藏字符，已用标记显示，请核对。
risk-lookalikes = 文中有{ $count }个形近的异体字符（{ $shown }），请核对是否冒用名称、编号。
risk-file-active = 附件“{ $name }”含宏或脚本，请勿直接打开。
risk-target-url = 涉及的原网址：{ $url }
review-reasons-title = 请选择退回理由：{ $title }
review-reasons-note = 退回后由报送人修改再报。
review-own-reason-title = 请回复退回理由：{ $title }
review-own-reason-note = 理由将原文转给报送人。回复“取消”可不退回。
review-exceptions-title = 请选择不符合项：{ $title }
review-exceptions-note = 选定后按该项退回。
review-exceptions-tick = 勾选不符合的各项后提交，再在审批卡上决定。
review-ticked-title = 已记录不符合项：{ $title }
review-ticked-body = 不符合：{ $names }。请在审批卡上决定。
review-ticked-none = 这些项均符合。请继续审查其余各项。
review-confirm-title = 请再次确认同意：{ $title }
review-confirm-body = 此件为重要信息，您的同意是最后一道审批。
review-more-title = 查看：{ $title }
review-told-title = 已重新报送：{ $title }
review-told-body = 第{ $round }轮报送。您此前已审，无需再办，特此告知。
review-files-title = 附件：{ $title }
review-files-empty = 此件没有附件。

button-review-approve = 同意
button-review-approve-sure = 确认同意
button-review-return = 退回
button-review-more = 更多
button-review-undo = 撤销
button-review-back = 返回
button-review-own-reason = 自己写理由
button-review-files = 看附件
button-review-propose = 建议改写
button-secrecy-all = 全部符合
button-secrecy-exception = 有例外
button-secrecy-return = 按例外退回
button-secrecy-ticked = 提交不符合项
button-item-raise = 标为重要
button-item-lower = 取消重要

review-recorded-approved = 已同意{ $number }。{ $seconds }秒后送下一环节，{ $minutes }分钟内可撤销。
review-recorded-returned = 已退回{ $number }。{ $seconds }秒后告知报送人，{ $minutes }分钟内可撤销。
review-recorded-approved-later = 已同意{ $number }。下一环节上班时收到，{ $minutes }分钟内可撤销。
review-recorded-returned-later = 已退回{ $number }。报送人上班时收到，{ $minutes }分钟内可撤销。
review-recorded-waiting = 已记录您对{ $number }的意见，此环节尚待其他人员办理。{ $minutes }分钟内可撤销。
review-undone = 已撤销对{ $number }的办理，请重新审批。
secrecy-recorded = 保密审查意见已记录，请继续审批。
secrecy-ticked = 不符合项已记录，请在审批卡上决定。
risk-exempt-bare = 报送时注明免予保密审查：{ $ground }，未写依据。请核对。
review-ask-wording-title = 请回复改写建议：{ $title }
review-ask-wording-note = 请回复建议的{ $label }，由报送人决定是否采用。回复“取消”可不建议。
review-code-sure = 也可回复：同意 { $code } 确认
review-gathered-title = 请审批：{ $count }件
review-gathered-rest = 另有{ $count }件没有按钮，发送“待办”逐件打开。
review-reasons-note-to = 退回至“{ $step }”环节，由其重新审批后再回到您这里；报送人不必修改。
review-again = { $who }退回本环节重新审批：{ $reason }
review-recorded-set-back = 已将{ $number }退回至“{ $step }”环节重新审批，{ $minutes }分钟内可撤销。
button-review-return-to = 退回至{ $step }
review-asked-withheld = 已决定不予公开：{ $title }
review-recorded-withheld = 已决定{ $number }不予公开，此件终止。{ $minutes }分钟内可撤销。
button-review-withhold = 不予公开
batch-offer-title = 请核对：{ $count }件可批量同意
batch-sign = 批量同意即对每一件分别签署其环节的审批意见，逐件留存记录。
batch-note = 点编号可先看全文。也可回复：同意 全部 确认，或：同意 编码 编码
batch-tick = 勾选要同意的各件后提交。
batch-others = 另有{ $count }件须逐件审批，发送“待办”打开。
batch-approve-all = 同意以上{ $count }件
batch-recorded = 已同意{ $count }件：{ $numbers }。{ $minutes }分钟内可逐件撤销。
batch-recorded-left = 另有{ $count }件有变动，未办理。
button-batch-offer = 批量同意
button-batch-approve = 同意所选
