date-day = { $year }年{ $month }月{ $day }日
date-moment = { $month }月{ $day }日 { $time }
date-moment-year = { $day } { $time }
date-today = 今天到期
date-left = 剩{ $days }个工作日
date-over = 逾期{ $days }个工作日
date-provisional = { $day }（暂定）
list-separator = 、
