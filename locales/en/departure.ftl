# Handing over on leaving.
departure-receipt-title = Handed over: { $name } to { $to }
departure-receipt-note = Reminders and time limits follow to whoever holds the work now. Please check, and have both go through the papers.
departure-taken-title = Please take over the work of { $name }
departure-taken-note = These posts are yours from today. Send “待办” or /todo to see what waits for you.
departure-nothing = none
departure-left = Nobody takes these up; please name somebody: { $numbers }.
departure-kept = These posts were not handed over; another { -administrator } has to grant them: { $posts }.
departure-asked-title = Please file the change: { $office }
departure-asked-note = Check the contact details, then tap “Filed” and the { -office } is told. Or reply: 已报备
departure-filed-title = Change filed: { $office }
departure-filed = Filed with the { -office } on { $at }.
departure-change = { $name } left, { $to } came in
departure-told-title = A change was filed: { $office }
departure-told-body = The { -liaison } is { $to } in place of { $name } since { $on }. Please update your list.
label-departure-posts = Posts
label-departure-seats = To decide
label-departure-items = Handed in
label-departure-letters = Letters
label-departure-opinions = Opinions
label-departure-change = Change
label-departure-on = Changed on
state-liaison-changed = change of people, to be filed
state-liaison-filed = change of people, filed

button-departure-filed = Filed
