date-month-1 = January
date-month-2 = February
date-month-3 = March
date-month-4 = April
date-month-5 = May
date-month-6 = June
date-month-7 = July
date-month-8 = August
date-month-9 = September
date-month-10 = October
date-month-11 = November
date-month-12 = December
date-day = { $day } { $month } { $year }
date-moment = { $day } { $month }, { $time }
date-moment-year = { $day }, { $time }
date-today = due today
date-left = { $days ->
    [one] { $days } working day left
   *[other] { $days } working days left
}
date-over = { $days ->
    [one] overdue by { $days } working day
   *[other] overdue by { $days } working days
}
date-provisional = { $day } (provisional)
date-provisional-aim = { $day } (provisional; work towards { $aim })
date-last-workday = today is the last working day before it
date-just-over = overdue
list-separator = { ", " }
workdays = { $days ->
    [one] { $days } working day
   *[other] { $days } working days
}
