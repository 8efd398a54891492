# The log of reading the site, and the month's picture.
duty-log-title = Log of reading the site
duty-log-lines = Lines
duty-log-offices = Completion
duty-log-findings = Findings
duty-log-day = Day
duty-log-office = Section
duty-log-kind = Sort of day
duty-log-readers = Readers
duty-log-leader = Leader
duty-log-result = Result
duty-log-signed = Signed
duty-log-found = Not in order
duty-log-said = Handed over, or reason
duty-log-entry = Record
duty-log-digest = Hash of the record
duty-log-line = Line
duty-log-cite = Ground
duty-log-answer = Reader
duty-log-machine = Machine
duty-log-note = Words
duty-log-by = By
duty-log-at = At
duty-log-days = Due
duty-log-done = Done
duty-log-unfinished = Not finished
duty-log-missed = Not sent
duty-log-vacant = Nobody
duty-log-late = Sent late
duty-log-rate = Share
duty-log-bad = Lines not in order
duty-log-finding = Kind
duty-log-count = Count
duty-log-fixed = Mended
duty-log-median = Days to mend (median)
duty-log-kind-of = { $kind ->
    [festival] festival
    [rest] rest day
   *[work] working day
}
duty-log-state = { $state ->
    [signed] { $count ->
        [0] all in order
       *[other] { $count } not in order
    }
    [unfinished] not finished
    [missed] not sent (service down)
    [vacant] nobody on duty
   *[open] under way
}
duty-log-was-late = sent late
duty-log-result-late = { $result } ({ $late })
duty-log-signed-by = { $name } { $at }
duty-log-value = { $value ->
    [ok] in order
    [exception] not in order
   *[none] { "" }
}
duty-log-percent = { $percent }%
duty-log-ground = Ground: { $regime }
duty-log-foot = Printed by Duwang from the record on { $at }. { $entry }
duty-log-newest = Newest entry: { $n }, { $digest }
duty-log-no-entry = Nothing was recorded in that time.
duty-log-made = { $count } days of duty
duty-log-month-unknown = "{ $found }" is no month; write 2026-02, or a year, 2026.
duty-month-title = Reading the site: { $name }
duty-month-done = { $done } of { $days }
duty-month-fixed = { $count }, mended { $fixed }
duty-month-foot = By section, without ranking, without persons.
duty-list-exported = Wrote { $path }: rosters of { $count } sections
duty-list-change = { $at } { $office }: { $what ->
    [changed] changed
   *[new] new
}
duty-list-same = { $count } lines as they stand
duty-list-problem = { $at } { $told }
duty-list-tried = Tried, nothing entered. Add --apply to enter it.
duty-list-entered = List { $number } entered, { $count } sections. Take it back with duwang duty undo.
duty-list-undone = List { $number } taken back; what stood before stands again.
refused-duty-office-twice = { $office } stands there twice; make it one line.
refused-duty-day-unread = "{ $found }" is no day; write 2026年3月2日.
refused-duty-list-wrong = The list has { $count } mistakes; nothing was entered.
refused-duty-list-none = There is no list of rosters to take back.
refused-duty-list-changed = A roster was changed since; enter them one by one.
