# What else happens to an item on its way: urging, copies, recall, restoring and the like.
urge-asked-title = Please see to this soon: { $title }
urge-asked-by = Urged by
urge-asked-since = With you since
urge-asked-note = This item is waiting for you. If something stands in the way, please speak to whoever urged.
urge-recorded = { $number } was urged: { $names }.
urge-recorded-later = { $number } will be urged when the office opens, { $at }: { $names }.

button-item-urge = Urge
inform-told-title = For your information: { $title }
inform-told-read = Read: { $title }
inform-told-by = Sent by
inform-told-note = This is for you to know of; nothing is asked of you. You may also reply: /read { $number }
inform-told-done = You read it on { $at }.
inform-ask-title = Please reply with whom to tell: { $title }
inform-ask-note = Write the names, separated by spaces. They only read it. Reply “cancel” to tell nobody.
inform-recorded = { $number } was passed on for information to { $names }.
read-recorded = It is noted that you have read { $number }.
progress-title = Progress: { $title }
progress-asked = Waiting for:
progress-told = For information:
progress-line = { $name }: { $state ->
   *[unopened] not opened
    [opened] opened, { $at }
    [read] read, { $at }
}
progress-note = Opened means the details, the files or the page were opened; read means the person said so.

button-item-inform = Tell others
button-item-read = Read
button-item-progress = Progress
