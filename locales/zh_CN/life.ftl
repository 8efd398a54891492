# 办理中的其他事项：催办、抄送、撤回、恢复等。
urge-asked-title = 请尽快办理：{ $title }
urge-asked-by = 催办
urge-asked-since = 到手时间
urge-asked-note = 此件正等您办理，请抽空处理。有困难的，请与催办人联系。
urge-recorded = 已催办{ $number }：{ $names }。
urge-recorded-later = 已登记催办{ $number }：{ $names }，{ $at }上班时送达。

button-item-urge = 催办
inform-told-title = 抄送：{ $title }
inform-told-read = 已阅：{ $title }
inform-told-by = 抄送人
inform-told-note = 此件供您阅知，无需审批。也可回复：已阅 { $number }
inform-told-done = 您已于{ $at }阅知。
inform-ask-title = 请回复抄送人员：{ $title }
inform-ask-note = 请写姓名，多人用空格或顿号分开。对方只看不批。回复“取消”可不抄送。
inform-recorded = 已将{ $number }抄送：{ $names }。
read-recorded = 已记录您阅知{ $number }。
progress-title = 办理进度：{ $title }
progress-asked = 现在办理：
progress-told = 抄送：
progress-line = { $name }：{ $state ->
   *[unopened] 未打开
    [opened] 已打开，{ $at }
    [read] 已阅，{ $at }
}
progress-note = 打开详情、附件或网页即为已打开；点“已阅”即为已阅。

button-item-inform = 抄送
button-item-read = 已阅
button-item-progress = 进度
withhold-grounds-title = 请选择不予公开的法定情形：{ $title }
withhold-grounds-note = 选定后写明理由，此件即终止，不再发布。只是需要修改的，请用“退回”。也可回复：不予公开 { $code } 情形 理由
withhold-ask-title = 请回复不予公开的理由：{ $title }
withhold-ask-note = 法定情形：{ $ground }，{ $cite }。理由将记入审批表。回复“取消”可不办。
withheld-title = 不予公开：{ $title }
withheld-ground = 法定情形
withheld-by = 决定
withheld-note = 此件不再发布，时限终止。有异议的，请与{ -office }联系，由其恢复办理。
restore-ask-title = 请回复恢复理由：{ $title }
restore-ask-note = 理由将告知报送人并记入办理记录。回复“取消”可不恢复。
restore-recorded-review = 已恢复{ $number }，从停下的环节继续审批。
restore-recorded-handover = 已恢复{ $number }，已请网站管理员改正网页。
restore-recorded-withdrawn = 已恢复{ $number }，由报送人修改后再报。
restored-title = 已恢复办理：{ $title }
restored-by = 恢复
restored-note = 此件继续办理。发送“进度”加编号可查看。

button-item-restore = 恢复
recalled-title = 请勿发布，已撤回：{ $title }
recalled-by = 撤回
recalled-note = 报送人已撤回此件，移交作废，请不要在网站操作。

button-item-reclaim = 拿回
remark-told-title = 意见：{ $title }
remark-told-by = 意见人
remark-told-note = 此意见不代替审批。
remark-ask-title = 请回复意见：{ $title }
remark-ask-note = 可写文字，也可发文件并附说明。意见不代替审批。回复“取消”可不写。
remark-recorded = 已记录您对{ $number }的意见，并告知报送人和现办理人。
remark-file-only = 见附件。
remark-field = 意见
remark-line = { $name }：{ $text }

button-item-remark = 意见
misplaced-ask-title = 请确认误传处置：{ $number }
misplaced-extent = 将销毁：稿件{ $versions }份、附件{ $files }个、消息副本{ $messages }条，以及预览、意见、理由和收到的原始消息。编号、人员、时间和校验码保留。
misplaced-final = 销毁后不可恢复。也可回复：误传处置 { $number } 确认
misplaced-steps = 请同时做好：一、要求所有人员停止转发，各自删除聊天中的原消息和已下载的文件；二、已发布的，立即撤下网页并清理缓存；三、涉密或疑似涉密的，立即报告本单位保密工作机构，按要求保护现场；四、由系统管理员执行 duwang backup --purge，清除此前的备份。
misplaced-people = 曾收到：{ $names }
misplaced-published = 此件已发布，请立即撤下网页。
misplaced-done-title = 已销毁误传内容：{ $number }
misplaced-done = 已销毁：稿件{ $versions }份、附件{ $files }个、消息副本{ $messages }条。能更新的卡片已改为不显示内容。
misplaced-told-title = 误传处置：{ $number }
misplaced-told = { $by }已于{ $at }按误传处置销毁{ $number }的内容。请立即删除聊天中的原消息和已下载的文件，不得转发。

button-misplaced-erase = 确认销毁
