# The calendar: notices entered, tried, moved by, and missing.
calendar-range = { $first } to { $last }
calendar-to-work = { $days }: worked from now on ({ $name })
calendar-to-rest = { $days }: off from now on ({ $name })
calendar-weekday = no name given
calendar-no-days = No day changes between work and rest.
calendar-clocks = Of { $clocks } open dates { $moves } move.
calendar-group = from { $old } to { $new }: { $n }
calendar-more = and { $n } more.
calendar-settled = { $n } more keep their day and only become provisional or cease to be.
calendar-tried-title = Please check: holidays of { $year }
calendar-tried-entered = Entered: holidays of { $year }
calendar-tried-dropped = Dropped: holidays of { $year }
calendar-tried-over = No longer valid: holidays of { $year }
calendar-tried-note = This was a trial; nothing has changed. “/applycalendar” or “/dropcalendar” in words do the same.
calendar-source = Source
calendar-unread-title = { $n ->
    [one] Please check the notice: { $n } place
   *[other] Please check the notice: { $n } places
}
calendar-unread-note = Nothing has changed. Please copy the whole notice from the government website and send it after “/calendar”.
calendar-problem = Line { $line }: { $text }
calendar-problem-found = { $problem }, found: { $found }
calendar-entered = The holidays of { $year } are entered (no. { $id }); open dates have been counted anew.
calendar-shown-title = Calendar
calendar-year = { $year }
calendar-known = Holidays entered: { $years }
calendar-not-known = Holidays not entered: { $years }
calendar-provisional = { $n ->
    [one] { $n } date is provisional.
   *[other] { $n } dates are provisional.
}
calendar-entry = No. { $id }
calendar-how = Once the notice is published, send “/calendar” with its whole text; it is tried first and entered when you confirm.
calendar-missing-title = Please enter the holidays of { $year }
calendar-missing-body = The holiday notice of { $year } is not entered; dates in that year can only be provisional.
calendar-moved-title = { $n ->
    [one] For your information: { $n } date has moved
   *[other] For your information: { $n } dates have moved
}
calendar-moved-year = Counted anew by the holidays of { $year } ({ $source }).
calendar-moved-days = Counted anew after a change of holidays ({ $source }).
calendar-moved-ended = A change of holidays ({ $source }) holds no longer; counted anew.
calendar-moved-line = was { $old }, is now { $due }
button-calendar-apply = Apply
button-calendar-drop = Drop
refused-calendar-scope-unknown = No organisation has “{ $scope }”. Allowed: { $allowed }.
refused-calendar-same = The very same holidays are entered already.
refused-calendar-not-standing = There is no entry no. { $id }, or another one has taken its place.
refused-calendar-nothing-tried = No holidays wait to be applied, or they are no longer valid. Please send “/calendar” with the notice again.
