# 办理中的其他事项：催办、抄送、撤回、恢复等。
urge-asked-title = 请尽快办理：{ $title }
urge-asked-by = 催办
urge-asked-since = 到手时间
urge-asked-note = 此件正等您办理，请抽空处理。有困难的，请与催办人联系。
urge-recorded = 已催办{ $number }：{ $names }。
urge-recorded-later = 已登记催办{ $number }：{ $names }，{ $at }上班时送达。

button-item-urge = 催办
