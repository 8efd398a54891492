# Reading the site: rosters, swaps, leave, the daily checklist.
label-duty-reader = Reader
label-duty-leader = Leader
label-duty-stand-in = Stand-in
label-duty-progress = So far
label-duty-next = Next
label-duty-week = Next week
label-duty-often = How often
label-duty-office = Section
label-duty-instead = Instead
duty-board-title = Reading today: { $office } ({ $day })
duty-board-none = no checklist today
duty-board-over = { $told }; { $count } overdue
duty-board-how = The reader or a stand-in answers line by line; if all is well, tap All in order.
duty-nobody = nobody
duty-progress = { $done } of { $n } { $period ->
    [week] this week
    [month] this month
    [two-months] in these two months
    [year] this year
   *[day] today
}, until { $last }
duty-shift = { $day } { $names }{ $kind ->
    [festival] { " " }(festival)
    [rest] { " " }(rest day)
   *[work] { "" }
}
duty-shift-state = { $shift }: { $state ->
    [signed] signed
    [unfinished] not finished
    [missed] not sent
    [vacant] nobody on duty
   *[open] not finished
}
duty-shifts-more = { $count } more
duty-open = { $count } of { $lines } lines open
duty-signed-ok = signed by { $name } on { $at }, all in order
duty-signed-exception = signed by { $name } on { $at }, { $count } not in order
duty-missed = the service was down, the list of that day was not sent
duty-vacant = nobody was on duty
duty-unfinished = not finished that day
duty-line = { $n }. { $text }
duty-line-machine-ok = { $text } (machine: in order)
duty-line-machine-exception = { $text } (machine: not in order)
duty-before = { $name } left to you: { $text }
duty-tick-ok = { $n } in order
duty-tick-except = { $n } not
button-duty-ok = In order
button-duty-except = Not in order
button-duty-all-ok = All in order
button-duty-rest-ok = Rest in order, sign
button-duty-sign = Sign
button-duty-which = Not in order
button-duty-ticked = Submit
button-duty-open = Read now
button-duty-take = Take it
duty-asked-title = Please read: { $office } ({ $day })
duty-asked-stand-in = Please help read: { $office } ({ $day })
duty-asked-over = Reading ended: { $office } ({ $day })
duty-asked-how = Or reply: 全部正常; 有情况 number words; 交接 words
duty-handover-how = For the next reader reply: 交接 words
duty-red = Answer the { $count } lines first in which the machine found something.
duty-which-title = Not in order: { $office } ({ $day })
duty-which-note = Tap a line that is not in order, then say in a sentence what is the matter.
duty-which-tick = Tick what is not in order and submit; the rest is in order.
duty-tell-title = What is the matter: { $n }. { $text }
duty-tell-note = Reply in words, with an address if you can. Your next message is kept with line { $n }.
duty-reminder-title = Please finish today's reading: { $office }
duty-reminder-stand-in = Today's reading is not finished: { $office }
duty-reminder-body = { $count } of { $lines } lines open, useful today only.
duty-reminder-for = On duty for { $office }: { $names }. You stand in; please finish it if need be.
duty-reminder-also = Also { $office }, { $count } lines open.
duty-recorded-answered = Line { $n } recorded: { $value ->
    [exception] not in order
   *[ok] in order
}.
duty-recorded-signed-ok = Signed: { $day }, all in order.
duty-recorded-signed-exception = Signed: { $day }, { $count } not in order.
duty-recorded-handed-over = Your words are in the log of { $day }.
duty-often = { $how ->
    [daily] every day
    [workdays] every working day
    [always] day and night
    [week] { $n } a week
    [month] { $n } a month
    [two-months] { $n } in two months
   *[year] { $n } a year
}, list at { $at }
duty-often-by = { $often }, { $by ->
    [week] a week each
   *[day] a shift each
}
duty-entered-title = Roster in force: { $office }
duty-entered-note = The list comes by itself. Send 换班 day, 值班请假 day, or 调班 section day name.
duty-none-soon = no duty within seven days
duty-none-then = no duty then
duty-ended-title = Roster ended: { $office }
duty-ended-note = No more lists; the log stays.
duty-list-title = { $span ->
    [week] On duty this week
    [month] On duty this month
   *[today] On duty today
}: { $span ->
    [today] { $first }
   *[other] { $first } to { $last }
}
duty-list-none = There is no roster that concerns you yet.
duty-list-mine = Your next turn: { $day }
duty-list-not-mine = No turn of yours within a month
duty-list-how = To swap send 换班 day; to be away send 值班请假 day至day.
duty-span-today = Today
duty-span-week = Week
duty-span-month = Month
duty-gaps = Nobody reads: { $days }
duty-share = { $name } { $days } (rest days { $heavy })
duty-shares = Shared: { $shares }
duty-swap-title = { $giver } asks for a swap: { $day }
duty-swap-over = Swap of { $giver }: { $day }
duty-swap-note = Tap Take it; the first has it. Or reply: 接班 { $day }
duty-swap-mine = It is yours now.
duty-swap-taken = { $name } has taken it.
duty-swap-withdrawn = It is not needed any more.
duty-swapped-title = Duty changed: { $office } ({ $day })
duty-swapped-body = { $takers } instead of { $givers }.
duty-away-title = { $name } away from duty: { $first } to { $last }
duty-away-nothing = no duty in that time
duty-away-note = If back sooner, send: 值班销假
duty-changed-offered = Your turn of { $day } was offered to { $count } people; you hear when somebody takes it.
duty-changed-taken = The turn of { $day } is yours.
duty-changed-withdrawn = The swap of { $day } is called off.
duty-changed-back = You take your turns again from { $day }.
duty-changed-settled = The turn of { $day } was changed.
duty-vacancy-title = Please find a reader: { $office } ({ $count } days)
duty-vacancy-days = Nobody reads: { $days }
duty-vacancy-how = Reply: 调班 { $office } { $day } name
duty-unread-title = Not read: { $count }
duty-unread-line = { $day } { $state ->
    [missed] not sent (service down)
    [vacant] nobody on duty
   *[unfinished] not signed
}
duty-unread-reason = { $state }, reason: { $reason }
duty-unread-note = Told to the { -office } alone, not in any group.
refused-duty-no-post = You have no post yet; please ask the { -office }.
refused-duty-not-keeper = The roster of { $office } is settled by the { -office }, the { -administrator } or the section's head.
refused-duty-office-missing = Please name the section: 排班 section 每天 names. There are: { $allowed }.
refused-duty-usage = Please name section, how often, and people: 排班 section 每天 names. Also: 带班, 替补, 节假日 names, 按周轮换, 从2月10日, 9:05.
refused-duty-none-here = Your rules have no checklist for reading the site.
refused-duty-cadence-missing = The rules do not say how often; please do: 每天, 工作日, 每周2次, 每月1次.
refused-duty-too-seldom = That is less often than { $cite } asks: { $says }.
refused-duty-time = "{ $found }" does not fit; the list goes out between { $first } and { $last }.
refused-duty-name-unknown = There is no "{ $name }" in post; please check the name.
refused-duty-no-roster = { $office } has no roster yet.
refused-duty-list-usage = You may send: 值班, 值班 本周, 值班 本月.
refused-duty-round-unknown = There is no such checklist.
refused-duty-none-open = No checklist waits for you. Send 值班 to see whose turn it is.
refused-duty-not-reader = This list is for { $names } or a stand-in.
refused-duty-over = The list of { $day } has ended and cannot be changed.
refused-duty-line-unknown = There is no such line; lines go from 1 to { $last }.
refused-duty-line-usage = Please name the line: 有情况 3 words.
refused-duty-lines-open = { $count } lines are open; answer them, or tap All in order.
refused-duty-note-missing = Line { $n } is not in order; please say why: 有情况 { $n } words.
refused-duty-red = Answer these { $count } lines one by one, the machine found something: { $names }.
refused-duty-handover-missing = Please add the words: 交接 words.
refused-duty-swap-usage = Please name the day, and a person if you like: 换班 2月12日 name.
refused-duty-take-usage = Please name the day: 接班 2月12日.
refused-duty-away-usage = Please name the days: 值班请假 2月12日至2月15日; for somebody else add the name.
refused-duty-settle-usage = Please name section, day and people: 调班 section 2月12日 name.
refused-duty-day-past = { $day } cannot be changed; choose a day from today on that is not too far.
refused-duty-not-yours = It is not your turn on { $day }.
refused-duty-offered-already = Your turn of { $day } is on offer already.
refused-duty-gone = It was taken, or called off.
refused-duty-not-for-you = You were not asked to take it.
refused-duty-taker-has-it = { $name } is on duty on { $day } already.
refused-duty-taker-away = { $name } is away on { $day }.
refused-duty-not-away = { $name } is not away from duty.
refused-duty-no-duty = { $day } is no day of duty.
