# 时限。
clock-reminder-title = 请办理：{ $count }件临近期限
clock-reminder-one = 请办理：{ $title }
clock-reminder-overdue = 请尽快办理：{ $over }件逾期（共{ $count }件）
clock-reminder-summary = { $name }，{ $left }
clock-reminder-go = 去办理 { $name }
clock-reminder-up = 请督促办理：{ $count }件逾期
clock-reminder-see = 查看 { $name }
clock-not-set-title = 请设定：{ $count }项时限未配置
clock-not-set-line = 依据{ $cite }，原文为“{ $figure }”，没有天数
clock-not-set-where =
    请在设置 organisation.overlay 所指的文件中写上天数，例如：
    clocks:
    { "  " }- {"{"}id: { $rule }, within: 5 workdays{"}"}
clock-not-set-note = 设定前这些时限不计算、不提醒，信息照常办理。此消息只发一次。
clock-reminder-trial = 试运行：{ $count }件临近期限或逾期
clock-reminder-trial-note = 尚未到启用日，此提醒只发给管理员，不发经办人和工作群。
clock-overdue-title = 请尽快办理：{ $count }件已逾期
clock-overdue-summary = { $number }（{ $office }）{ $left }
unnumbered = 未编号
clock-why-title = 为什么是这天：{ $name }
clock-why-head = { $name }：{ $due }
clock-why-more = 其余的请发送“为什么 编号”查看。
clock-list-title = 您的期限：{ $count }项
clock-list-week = 本周到期：{ $count }项
clock-list-first = { $name }，{ $left }
clock-list-none = 您没有在办的期限
clock-list-none-week = 本周没有到期事项
clock-list-none-told = 没有需要办理的
clock-list-rest = 另有{ $count }项，发送“待办”查看全部。
clock-board-title = 逾期：{ $count }项
clock-board-line = { $name }：{ $due }
clock-board-none = 没有逾期事项
clock-board-none-told = 各科室均在期限内
clock-snoozed = 已设定：{ $day }上班后再提醒（{ $count }项）
button-clock-why = 为什么是这天
button-clock-snooze = 明早再提醒
