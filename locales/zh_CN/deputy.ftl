# 代理。
deputy-whom-title = 请选择代理人
deputy-whom-note = 代理期间，等您审核、发布的事项由代理人办理，并注明代办。也可回复：代理 姓名 3天，或：代理 姓名 到2月13日
deputy-whom-nobody = 目前没有可以代理的人员，请联系办公室。
deputy-days-title = 请选择代理期限：{ $name }
deputy-days-note = 自今天起计算，到期自动恢复。也可回复：代理 { $name } 到2月13日
deputy-days-one = 今天
deputy-days-many = { $days }天
deputy-span = { $first }至{ $last }
deputy-all = 全部审核、发布事项
deputy-asked-title = 请代理：{ $name }
deputy-asked-note = 代理期间由您代{ $name }办理，现有{ $n }件。您报送或已在其他环节审核的，不由您代办。
deputy-standing-title = 代理已生效：{ $deputy }代{ $name }
deputy-standing-note = 期间的审核、发布事项由{ $deputy }代办，现有{ $n }件。到期自动恢复，也可随时收回，回复：收回代理
deputy-over-title = 代理已结束：{ $deputy }代{ $name }
deputy-ended-early = 代理已收回，未办的事项由{ $name }办理。
deputy-ended-by-itself = 代理到期，未办的事项由{ $name }办理。
label-deputy-span = 期限
label-deputy-scope = 范围
label-deputy-by = 指定人

button-deputy-end = 收回代理
