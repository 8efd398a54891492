# 人员与工作群。
role-liaison = { -liaison }
role-head = { -head }
role-leader = { -leader }
role-office = { -office }人员
role-secrecy = { -secrecy-reviewer }
role-webadmin = { -webadmin }
role-administrator = { -administrator }
roster-post = { $office }（{ $role }）
roster-welcome-title = 已登记：{ $name }
roster-welcome-body = 您的岗位：{ $posts }。
roster-welcome-note = 发送“交稿”新建稿件，“待办”看等您办的事，“帮助”看全部用法。
roster-invited-title = 请转交邀请：{ $name }
roster-invited-body = 邀请{ $name }担任{ $post }。请私下转交本人，一次有效，{ $expires }前使用。
roster-invited-link = 链接
roster-invited-code = 邀请码
roster-stranger-title = 未登记
roster-stranger-body = 您尚未登记，请联系本单位{ -office }索取邀请。
roster-unreachable-title = 请联系：{ $name }收不到消息
roster-unreachable-body = { $office }的{ $name }{ $why ->
    [blocked] 停用了本助手，
    [invisible] 已不在本应用的可见范围，
    [left] 已离开聊天，
    [no_account] 尚未登记，
   *[other] {""}
}收不到消息。请联系本人恢复，或另行指定人员。
roster-suspended-title = 已停用：{ $name }
roster-suspended-body = 原账号、按钮和邀请均已失效。
roster-suspended-taps = 请核对该账号最近的办理：
roster-suspended-tap = { $number }：{ $verb }，{ $at }
roster-suspended-no-taps = 该账号最近没有办理记录。
roster-suspended-seats = 待办已转其他有权人员，无人可转的另行提示：{ $numbers }。
roster-rebind-title = 请确认更换账号：{ $name }
roster-rebind-body = { $name }要求改用新账号。请先与本人核实，再点“确认更换”。
group-asked-title = 请选择工作群所属单位：{ $title }
group-asked-body = 本助手已被加入该群，绑定前不在群内发言。
group-bound-title = 已绑定工作群
group-bound-body = 本群由{ $office }使用。群内只发逾期提示，办件请私聊本助手。
group-left-title = 请知悉，已离开工作群：{ $title }
group-left-body = 本助手已不在该群，群内提示停止。如需恢复，请重新加入。
group-saved = 工作群设置已保存。

button-roster-confirm = 确认更换
button-group-leave = 离开该群
button-copy-link = 复制链接
button-copy-code = 复制邀请码
roster-waiting = 新账号须由他人确认后才能使用，请稍候。
roster-ended-title = 您的岗位有变动：{ $post }
roster-ended-last = 该岗位到{ $day }为止。
roster-ended-now = 该岗位已经结束。
roster-ended-note = 由您办理的事项转给其他有权人员。如有疑问，请与{ -office }联系。
roster-post-ended-title = 已解除岗位：{ $name }
roster-post-ended-body = { $post }：{ $when }
roster-post-ended-seats = 待办席位已转其他有权人员，无人可转的另行提示：{ $numbers }。
roster-post-ended-items = 报送的信息已转本{ -unit }其他{ -liaison }：{ $numbers }。
roster-post-ended-left = 以下信息没有{ -liaison }接办，请邀请一位：{ $numbers }。
roster-handed-on-title = 请接办：{ $n }件转由您办理
roster-handed-on-body = 原由{ $name }报送，现由您负责。发送“我的”或“查看 编号”办理。
roster-unattended-title = 请指定{ -liaison }：{ $office }有{ $n }件无人接办
roster-unattended-body = { $name }不再担任{ -liaison }。邀请新的{ -liaison }后，这些信息自动转给新人。
roster-and-more = 另有{ $n }件。
roster-grant-title = 请确认增加{ -administrator }：{ $name }
roster-grant-body = { $by }提出邀请{ $name }（{ $office }）担任{ -administrator }。请核实后点“同意增加”；不同意的不必操作，24小时后失效。
roster-grant-closed = 增加{ -administrator }：{ $name }
roster-granted = { $by }已同意增加。
roster-grant-lapsed = 此项已失效，没有增加。
roster-grant-waiting = 增加{ -administrator }“{ $name }”须由另一名{ -administrator }同意，已发送确认；{ $hours }小时内同意后，邀请会发给您。
item-left-title = 已转交：{ $title }
item-left-body = 此件现由{ $name }负责，您不必再办。
button-roster-grant = 同意增加
