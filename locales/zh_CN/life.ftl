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
