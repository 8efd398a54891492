# 值班读网：值班表、换班、请假、每日清单。
label-duty-reader = 值班
label-duty-leader = 带班
label-duty-stand-in = 替补
label-duty-progress = 进度
label-duty-next = 下一班
label-duty-week = 下周值班
label-duty-often = 频次
label-duty-office = 科室
label-duty-instead = 接班
duty-board-title = 今日读网：{ $office }（{ $day }）
duty-board-none = 今天没有读网清单
duty-board-over = { $told }；{ $count }件已逾期
duty-board-how = 值班人或替补逐项点选；一切正常的，点“全部正常”。
duty-nobody = 无人
duty-progress = { $period ->
    [week] 本周
    [month] 本月
    [two-months] 这两个月
    [year] 本年
   *[day] 今天
}已读{ $done }/{ $n }次，截至{ $last }
duty-shift = { $day } { $names }{ $kind ->
    [festival] （节假日）
    [rest] （休息日）
   *[work] { "" }
}
duty-shift-state = { $shift }：{ $state ->
    [signed] 已签名
    [unfinished] 未完成
    [missed] 漏发
    [vacant] 无人值班
   *[open] 未完成
}
duty-shifts-more = 另有{ $count }班
duty-open = 共{ $lines }项，{ $count }项待查
duty-signed-ok = { $name }于{ $at }签名，一切正常
duty-signed-exception = { $name }于{ $at }签名，{ $count }项有情况
duty-missed = 服务中断，当天清单漏发
duty-vacant = 当天无人值班
duty-unfinished = 当天没有完成
duty-line = { $n }．{ $text }
duty-line-machine-ok = { $text }（机器检查正常）
duty-line-machine-exception = { $text }（机器检查有异常）
duty-before = 上一班{ $name }交接：{ $text }
duty-tick-ok = { $n } 正常
duty-tick-except = { $n } 有情况
button-duty-ok = 正常
button-duty-except = 有情况
button-duty-all-ok = 全部正常
button-duty-rest-ok = 其余正常，签名
button-duty-sign = 签名
button-duty-which = 有情况
button-duty-ticked = 提交
button-duty-open = 去读网
button-duty-take = 接班
duty-asked-title = 请读网：{ $office }（{ $day }）
duty-asked-stand-in = 请协助读网：{ $office }（{ $day }）
duty-asked-over = 读网已结束：{ $office }（{ $day }）
duty-asked-how = 也可回复：全部正常；有情况 行号 说明；交接 说明
duty-handover-how = 需要告知下一班的，请回复：交接 说明
duty-red = 机器检查有异常的{ $count }项，请先逐项回答。
duty-which-title = 哪些项有情况：{ $office }（{ $day }）
duty-which-note = 点有情况的一项，再用一句话说明。
duty-which-tick = 勾选有情况的项后提交，其余记为正常。
duty-tell-title = 请说明：{ $n }．{ $text }
duty-tell-note = 请回复这一项的情况，可带网址，如：通知公告第2条附件打不开 https://…。下一条消息记为第{ $n }项的说明。
duty-reminder-title = 请完成今日读网：{ $office }
duty-reminder-stand-in = 今日读网尚未完成：{ $office }
duty-reminder-body = 共{ $lines }项，{ $count }项待查，今天内有效。
duty-reminder-for = { $office }今天由{ $names }值班，您是替补，必要时请代为完成。
duty-reminder-also = 另有{ $office }，{ $count }项待查。
duty-recorded-answered = 第{ $n }项已记录：{ $value ->
    [exception] 有情况
   *[ok] 正常
}。
duty-recorded-signed-ok = 已签名：{ $day }一切正常。
duty-recorded-signed-exception = 已签名：{ $day }有{ $count }项有情况。
duty-recorded-handed-over = { $day }的说明已记入日志。
duty-often = { $how ->
    [daily] 每天
    [workdays] 每个工作日
    [always] 全天24小时
    [week] 每周{ $n }次
    [month] 每月{ $n }次
    [two-months] 每两个月{ $n }次
   *[year] 每年{ $n }次
}，{ $at }发出清单
duty-often-by = { $often }，{ $by ->
    [week] 按周轮换
   *[day] 按班轮换
}
duty-entered-title = 已排班：{ $office }
duty-entered-note = 到时清单自动发出。换班、请假、调班请发送：换班 日期；值班请假 日期；调班 科室 日期 姓名。
duty-none-soon = 七天内没有值班
duty-none-then = 这段时间没有值班
duty-ended-title = 已取消排班：{ $office }
duty-ended-note = 不再发出清单，已有的读网日志保留。
duty-list-title = { $span ->
    [week] 本周值班
    [month] 本月值班
   *[today] 今日值班
}：{ $span ->
    [today] { $first }
   *[other] { $first }至{ $last }
}
duty-list-none = 还没有与您有关的值班表。
duty-list-mine = 您的下一班：{ $day }
duty-list-not-mine = 一个月内没有您的班
duty-list-how = 换班请发送：换班 日期；请假请发送：值班请假 日期至日期。
duty-span-today = 今天
duty-span-week = 本周
duty-span-month = 本月
duty-gaps = 无人值班：{ $days }
duty-share = { $name }{ $days }班（休息日{ $heavy }）
duty-shares = 分担：{ $shares }
duty-swap-title = { $giver }请人接班：{ $day }
duty-swap-over = { $giver }的换班：{ $day }
duty-swap-note = 点“接班”即由您值班，先点先得；也可回复：接班 { $day }
duty-swap-mine = 已由您接班。
duty-swap-taken = 已由{ $name }接班。
duty-swap-withdrawn = 不再需要接班。
duty-swapped-title = 值班变动：{ $office }（{ $day }）
duty-swapped-body = 原值班{ $givers }，改由{ $takers }值班。
duty-away-title = { $name }值班请假：{ $first }至{ $last }
duty-away-nothing = 其间没有值班
duty-away-note = 提前回来的，请发送：值班销假
duty-changed-offered = { $day }的班已请{ $count }人接，有人接班即告知您。
duty-changed-taken = 已由您接{ $day }的班。
duty-changed-withdrawn = { $day }的换班已取消。
duty-changed-back = 已销假，自{ $day }起照常轮班。
duty-changed-settled = { $day }的值班已调整。
duty-vacancy-title = 请安排值班：{ $office }（{ $count }天无人）
duty-vacancy-days = 无人值班：{ $days }
duty-vacancy-how = 请回复：调班 { $office } { $day } 姓名
duty-unread-title = 未完成读网：{ $count }项
duty-unread-line = { $day } { $state ->
    [missed] 漏发（服务中断）
    [vacant] 无人值班
   *[unfinished] 未签名
}
duty-unread-reason = { $state }，说明：{ $reason }
duty-unread-note = 只告知{ -office }，不在工作群通报。
refused-duty-no-post = 您还没有岗位，请与{ -office }联系。
refused-duty-not-keeper = { $office }的值班表由{ -office }、{ -administrator }或该科室负责人安排。
refused-duty-office-missing = 请写明科室，如：排班 法制股 每天 张三 李四。可选：{ $allowed }。
refused-duty-usage = 请写明科室、频次和人员，如：排班 法制股 每天 张三 李四 王五。可加：带班、替补、节假日 姓名，按周轮换，从2月10日，9:05。
refused-duty-none-here = 本单位所依办法没有读网清单。
refused-duty-cadence-missing = 办法没有规定频次，请写明，如：每天、工作日、每周2次、每月1次。
refused-duty-too-seldom = 频次低于{ $cite }的要求：{ $says }。
refused-duty-time = “{ $found }”不合适，清单应在{ $first }至{ $last }之间发出。
refused-duty-name-unknown = 没有在岗的“{ $name }”，请核对姓名。
refused-duty-no-roster = { $office }还没有值班表。
refused-duty-list-usage = 可发送：值班、值班 本周、值班 本月。
refused-duty-round-unknown = 没有这份读网清单。
refused-duty-none-open = 现在没有等您完成的读网清单。发送“值班”看轮到谁。
refused-duty-not-reader = 这份清单由{ $names }或替补完成。
refused-duty-over = { $day }的清单已结束，不能再改。
refused-duty-line-unknown = 没有这一项，行号为1至{ $last }。
refused-duty-line-usage = 请写明行号，如：有情况 3 附件打不开。
refused-duty-lines-open = 还有{ $count }项没有回答，请先逐项回答或点“全部正常”。
refused-duty-note-missing = 第{ $n }项有情况，请先说明，如：有情况 { $n } 附件打不开。
refused-duty-red = 机器检查有异常的{ $count }项须逐项回答：{ $names }。
refused-duty-handover-missing = 请写明内容，如：交接 法律援助栏目附件待修复。
refused-duty-swap-usage = 请写明日期，可指定人，如：换班 2月12日 张三。
refused-duty-take-usage = 请写明日期，如：接班 2月12日。
refused-duty-away-usage = 请写明日期，如：值班请假 2月12日至2月15日；代他人请假的，后加姓名。
refused-duty-settle-usage = 请写明科室、日期和人员，如：调班 法制股 2月12日 张三。
refused-duty-day-past = { $day }不能调整，请选今天以后、不太远的日期。
refused-duty-not-yours = { $day }没有轮到您值班。
refused-duty-offered-already = { $day }的班已在请人接，不必重复。
refused-duty-gone = 这一班已有人接，或已取消。
refused-duty-not-for-you = 这一班没有请您接。
refused-duty-taker-has-it = { $name }在{ $day }已有班。
refused-duty-taker-away = { $name }在{ $day }请假。
refused-duty-not-away = { $name }没有值班请假。
refused-duty-no-duty = { $day }不是值班日。
