# Dates to keep.
clock-reminder-title = { $count ->
    [one] Please act: { $count } item is near its date
   *[other] Please act: { $count } items are near their dates
}
clock-reminder-one = Please act: { $title }
clock-reminder-overdue = Please act soon: { $over } of { $count } items overdue
clock-reminder-summary = { $name }, { $left }
clock-reminder-go = Go to { $name }
clock-reminder-up = Please see that it is done: { $count } overdue
clock-reminder-see = See { $name }
clock-not-set-title = { $count ->
    [one] Please set: { $count } time limit has no figure
   *[other] Please set: { $count } time limits have no figure
}
clock-not-set-line = under { $cite }; it prints “{ $figure }” and no number of days
clock-not-set-where =
    Write the number of days into the file that organisation.overlay names, for example:
    clocks:
    { "  " }- {"{"}id: { $rule }, within: 5 workdays{"}"}
clock-not-set-note = Until then nothing is counted and nobody is reminded; items go on. This is said once.
clock-reminder-trial = { $count ->
    [one] Trial: { $count } item is near its date or overdue
   *[other] Trial: { $count } items are near their dates or overdue
}
clock-reminder-trial-note = Not in use yet: administrators alone see this reminder; those who hold the items and the groups do not.
clock-overdue-title = { $count ->
    [one] Please act soon: { $count } item is overdue
   *[other] Please act soon: { $count } items are overdue
}
clock-overdue-summary = { $number } ({ $office }), { $left }
unnumbered = no number
clock-why-title = Why that day: { $name }
clock-why-head = { $name }: { $due }
clock-why-more = For the others send “为什么 NUMBER”.
clock-list-title = Your dates: { $count }
clock-list-week = Due this week: { $count }
clock-list-first = { $name }, { $left }
clock-list-none = You have nothing with a date
clock-list-none-week = Nothing is due this week
clock-list-none-told = nothing to be done
clock-list-rest = { $count } more; send “待办” to see all.
clock-board-title = Overdue: { $count }
clock-board-line = { $name }: { $due }
clock-board-none = Nothing is overdue
clock-board-none-told = every office is in time
clock-snoozed = Noted: you will be reminded on { $day } ({ $count })
button-clock-why = Why that day
button-clock-snooze = Tomorrow morning
