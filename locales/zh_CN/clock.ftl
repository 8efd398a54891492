# 时限。
clock-reminder-title = 请办理：{ $count }件临近期限
clock-reminder-one = 请办理：{ $title }
clock-reminder-overdue = 请尽快办理：{ $over }件逾期（共{ $count }件）
clock-reminder-summary = { $name }，{ $left }
clock-reminder-go = 去办理 { $name }
clock-reminder-up = 请督促办理：{ $count }件逾期
clock-reminder-see = 查看 { $name }
clock-overdue-title = 请尽快办理：{ $count }件已逾期
clock-overdue-summary = { $number }（{ $office }）{ $left }
unnumbered = 未编号
