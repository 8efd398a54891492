# People and work groups.
role-liaison = { -liaison }
role-head = { -head }
role-leader = { -leader }
role-office = { -office } staff
role-secrecy = { -secrecy-reviewer }
role-webadmin = { -webadmin }
role-administrator = { -administrator }
roster-post = { $office } ({ $role })
roster-welcome-title = Registered: { $name }
roster-welcome-body = Your posts: { $posts }.
roster-welcome-note = Send “交稿” or /newitem for a new draft, “待办” or /todo for what waits for you, “帮助” or /help for everything else.
roster-invited-title = Please pass on the invitation: { $name }
roster-invited-body = { $name } is invited as { $post }. Please hand it over in private; it works once, until { $expires }.
roster-invited-link = Link
roster-invited-code = Code
roster-stranger-title = Not registered
roster-stranger-body = You are not registered; please ask your { -office } for an invitation.
roster-unreachable-title = Please contact: { $name } gets no messages
roster-unreachable-body = { $name } of { $office } { $why ->
    [blocked] has blocked this assistant and
    [invisible] cannot see this app any more and
    [left] has left the chat and
    [no_account] is not registered and
   *[other] {""}
} gets no messages. Please ask them to come back, or name somebody else.
roster-suspended-title = Suspended: { $name }
roster-suspended-body = The account, its buttons and invitations no longer work.
roster-suspended-taps = Please check what this account did last:
roster-suspended-tap = { $number }: { $verb }, { $at }
roster-suspended-no-taps = This account did nothing of late.
roster-suspended-seats = Handed to whoever else may act (you are told where nobody may): { $numbers }.
roster-rebind-title = Please confirm the new account: { $name }
roster-rebind-body = { $name } asks to use a new account. Please check with the person first, then tap “Confirm change”.
group-asked-title = Please choose the unit of the work group: { $title }
group-asked-body = The assistant was added to this group; it says nothing there until it is bound.
group-bound-title = Work group bound
group-bound-body = This group belongs to { $office }. Only overdue notes are posted here; for everything else please write to the assistant in private.
group-left-title = For your information, no longer in the work group: { $title }
group-left-body = The assistant is not in this group any more and posts nothing there. Please add it again if it is needed.
group-saved = The work group is set.

button-roster-confirm = Confirm change
button-group-leave = Leave the group
button-copy-link = Copy link
button-copy-code = Copy code
roster-waiting = Your new account works once somebody else has confirmed it; please wait.
roster-ended-title = Your post changes: { $post }
roster-ended-last = It ends with { $day }.
roster-ended-now = It has ended.
roster-ended-note = What waited for you goes to whoever else may act. With questions, please contact the { -office }.
roster-post-ended-title = Post ended: { $name }
roster-post-ended-body = { $post }: { $when }
roster-post-ended-seats = Handed to whoever else may act (you are told where nobody may): { $numbers }.
roster-post-ended-items = Handed to another { -liaison } of the { -unit }: { $numbers }.
roster-post-ended-left = No { -liaison } has these now, please invite one: { $numbers }.
roster-handed-on-title = Please take over: { $n ->
    [one] { $n } item is yours now
   *[other] { $n } items are yours now
}
roster-handed-on-body = { $name } had handed in; from now on they are yours. Send /mine or /item NUMBER.
roster-unattended-title = Please name a { -liaison }: { $n ->
    [one] { $n } item of { $office } has
   *[other] { $n } items of { $office } have
} nobody
roster-unattended-body = { $name } is no longer a { -liaison }. Once another one is invited, these items go to that person by themselves.
roster-and-more = And { $n } more.
roster-grant-title = Please confirm a new { -administrator }: { $name }
roster-grant-body = { $by } wishes to invite { $name } ({ $office }) as { -administrator }. Please check, then tap “Agree”; without it the wish lapses after 24 hours.
roster-grant-closed = New { -administrator }: { $name }
roster-granted = { $by } has agreed.
roster-grant-lapsed = This has lapsed; nobody was added.
roster-grant-waiting = A new { -administrator } (“{ $name }”) needs another one to agree; they have been asked. Once somebody agrees within { $hours } hours, the invitation comes to you.
item-left-title = Handed on: { $title }
item-left-body = { $name } has this now; there is nothing left for you to do.
button-roster-grant = Agree
