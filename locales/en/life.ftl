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
withhold-grounds-title = Choose the legal ground for withholding: { $title }
withhold-grounds-note = Then write the reason. That ends the item, which is not published. If it only needs changes, use “Return”. You may also reply: /withhold { $code } ground reason
withhold-ask-title = Please reply with the reason for withholding: { $title }
withhold-ask-note = Ground: { $ground }, { $cite }. The reason goes into the application form. Reply “cancel” to leave it.
withheld-title = Withheld from publication: { $title }
withheld-ground = Legal ground
withheld-by = Decided by
withheld-note = It is not published, and its time limits have ended. If you disagree, please contact the { -office }, which can restore it.
restore-ask-title = Please reply with the reason for restoring: { $title }
restore-ask-note = The submitter hears the reason, and it goes into the record. Reply “cancel” to leave it.
restore-recorded-review = { $number } is restored and goes on from the step where it stopped.
restore-recorded-handover = { $number } is restored; the web administrator is asked to put the page right.
restore-recorded-withdrawn = { $number } is restored for its submitter to amend.
restored-title = Restored: { $title }
restored-by = Restored by
restored-note = The item goes on. Send /progress with its number to see how far it has come.

button-item-restore = Restore
recalled-title = Do not publish, withdrawn: { $title }
recalled-by = Withdrawn by
recalled-note = Its submitter has withdrawn it; the hand-over is void. Please do nothing on the site.

button-item-reclaim = Take back
remark-told-title = Opinion: { $title }
remark-told-by = Opinion of
remark-told-note = An opinion decides nothing.
remark-ask-title = Please reply with your opinion: { $title }
remark-ask-note = Write it, or send a file with a caption. It decides nothing. Reply “cancel” to leave it.
remark-recorded = Your opinion on { $number } is recorded; its submitter and whoever holds it hear of it.
remark-file-only = See the file.
remark-field = Opinions
remark-line = { $name }: { $text }

button-item-remark = Opinion
misplaced-ask-title = Confirm erasing: { $number }
misplaced-extent = What goes: { $versions } versions, { $files } files, { $messages } copies of messages, and previews, opinions, reasons and the raw messages that came in. Number, people, times and hashes stay.
misplaced-final = It cannot be brought back. You may also reply: /misplaced { $number } sure
misplaced-steps = At the same time: 1. have everybody stop forwarding and delete the original messages and downloaded files; 2. if it was published, take the page down now and clear caches; 3. if it is or may be secret, report to your secrecy office at once and keep the scene as told; 4. have an administrator run duwang backup --purge, which removes earlier backups.
misplaced-people = It reached: { $names }
misplaced-published = It was published: take the page down now.
misplaced-done-title = Erased: { $number }
misplaced-done = Erased: { $versions } versions, { $files } files, { $messages } copies of messages. Cards that can be redrawn show nothing of it any more.
misplaced-told-title = Sent by mistake: { $number }
misplaced-told = { $by } erased what { $number } said on { $at }. Delete the original messages and downloaded files now and forward nothing.

button-misplaced-erase = Erase for good
