# 离职移交。
departure-receipt-title = 已办理离职移交：{ $name }移交{ $to }
departure-receipt-note = 提醒和时限随事项转给现办理人。请核对以上内容，并通知双方当面交接材料。
departure-taken-title = 请接办：{ $name }的工作移交给您
departure-taken-note = 以上岗位自今天起由您担任。发送“待办”查看等您办的事项。
departure-nothing = 无
departure-left = 以下信息没有人接办，请另行指定：{ $numbers }。
departure-kept = 以下岗位未随同移交，须由另一名{ -administrator }同意增加：{ $posts }。
departure-asked-title = 请报备人员变动：{ $office }
departure-asked-note = 请核对联系方式后点“已报备”，由本助手告知{ -office }。也可回复：已报备
departure-filed-title = 已报备人员变动：{ $office }
departure-filed = 已于{ $at }向{ -office }报备。
departure-change = { $name }离任，{ $to }接任
departure-told-title = 人员变动已报备：{ $office }
departure-told-body = { -liaison }由{ $name }变更为{ $to }，变动日期{ $on }。请更新名单。
label-departure-posts = 岗位
label-departure-seats = 待审待发
label-departure-items = 报送的信息
label-departure-letters = 来信申请
label-departure-opinions = 待提意见
label-departure-change = 变动
label-departure-on = 变动日期
state-liaison-changed = 人员变动，待报备
state-liaison-filed = 人员变动，已报备

button-departure-filed = 已报备
