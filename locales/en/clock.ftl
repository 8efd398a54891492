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
clock-overdue-title = { $count ->
    [one] Please act soon: { $count } item is overdue
   *[other] Please act soon: { $count } items are overdue
}
clock-overdue-summary = { $number } ({ $office }), { $left }
unnumbered = no number
