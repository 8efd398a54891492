date-month = { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
}
date-day = { $day } { date-month } { $year }
date-moment = { $day } { date-month }, { $time }
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
list-separator = { ", " }
workdays = { $days ->
    [one] { $days } working day
   *[other] { $days } working days
}
