# Why something could not be done: one sentence with the reason and the next step.
this-item = this item
refused-review-decided = { $name } { $verdict ->
   *[approved] approved
    [returned] returned
    [withheld] withheld
} { $number } on { $at }; nothing is left for you to do.
refused-review-superseded = This step of { $number } is over or has changed; please use the newest card.
refused-review-changed = The content of { $number } has changed; please decide on the new card.
refused-review-withdrawn = The submitter has withdrawn { $number }; no decision is needed.
refused-review-not-yours = This step is not yours. Send “待办” or /todo to see what waits for you.
refused-review-ticks-missing = { $n ->
    [one] Please finish the secrecy review first; { $n } line is open.
   *[other] Please finish the secrecy review first; { $n } lines are open.
}
refused-review-exception-stands = The secrecy review found aspects that are not met: { $lines }. Please return the item; whoever ticked by mistake can put it right.
refused-review-confirm-needed = This item is important; please tap “Confirm approval” on the confirmation card.
refused-review-reason-missing = A return needs its reason, such as: 退回 K7Q2 wrong date.
refused-review-separation = { $why ->
    [own] What you handed in must be reviewed by somebody else.
   *[other] You reviewed another step of this item; this step must be done by somebody else.
}
refused-review-undo-late = { $why ->
    [next] The next step has been done, so this cannot be undone. Please contact the { -office }.
   *[other] The time for undoing is over. Please contact the { -office }.
}
refused-review-nothing-to-undo = There is nothing to undo.
refused-review-moved = This step of { $number } went to somebody else; you need do nothing more.
refused-hand-on-self = The item is yours already; please choose somebody else.
refused-hand-on-external = A body outside decides here and only its result is recorded; this cannot be handed on.
refused-hand-on-in-turn = They sign one after the other here, and a place in the order cannot be handed on. Name a deputy (代理) when away, or ask for an opinion (委派).
refused-hand-on-seated = { $name } sits at this step already.
refused-hand-on-not-able = { $name } may not review as { $role }. Please choose somebody who may, or ask the office.
refused-hand-on-unbound = { $name } has no account yet and would hear nothing. Please choose somebody else.
refused-hand-on-separation = { $why ->
   *[own] { $name } handed this item in and may not review it. Please choose somebody else.
    [second] { $name } has reviewed another step of this item and may not sit twice. Please choose somebody else.
}
refused-hand-on-needed = Only { $name } can take a later step, so not this one. Please choose somebody else.
refused-hand-on-reason-missing = Handing on needs its reason, such as: 转交 K7Q2 name away on duty.
refused-undo-nothing = There is nothing to undo.
refused-token-unknown = This button is no longer valid. Send “待办” or /todo for the newest card.
refused-token-locked = Too many invalid taps; please try again in a minute.
refused-choice-none = Please choose something first, then submit.
refused-code-unknown = There is no such code. Send “待办” or /todo to see what waits for you.
refused-code-locked = Too many wrong codes; please try again in a minute.
refused-item-unknown = No such item. Send “查” or /find with a number, its last digits or a word.
refused-item-not-draft = { $number } is no longer a draft and cannot be changed. Please withdraw it first.
refused-item-not-withdrawable = { $number } is not under review any more and cannot be withdrawn.
refused-draft-incomplete = Not ready to submit; please fill in: { $missing }.
refused-draft-pending-file = The attachment “{ $name }” is being received; please submit when it has arrived.
refused-draft-gap = Nobody can act at: { $steps }. Please ask the { -office } to fill these steps before you submit.
refused-draft-value = { $label } cannot be “{ $found }”. Allowed: { $allowed }
refused-draft-date-future = The date of formation cannot lie after today; please give another.
refused-draft-day-ahead = { $label } cannot lie after today; please give another.
refused-draft-day-over = { $label } cannot lie before today; please give another.
refused-draft-file-first = Please send the file first, then choose which one is: { $label }.
refused-draft-no-office = You hold no post that hands in items. Please contact the { -office }.
refused-draft-field-unknown = This { -application-form } has no such part; please choose one on the draft's card.
refused-draft-none-open = No draft is open. Send 交稿 to begin one, or 我的 to choose one.
refused-draft-exists = You have a draft that is not submitted; please submit or drop it first.
refused-exemption-unknown = There is no such ground of exemption; please choose again.
refused-exemption-not-chosen = Please choose the ground of exemption first.
refused-exemption-not-for-kind = This kind of matter has no exemption from the secrecy review.
refused-exemption-evidence-missing = An exemption needs its evidence, such as a document number.
refused-url-outside = The address must lie under your own site: { $base }
refused-url-malformed = The address is not complete; please copy all of it from the browser.
refused-url-same-required = After a change the address should be the old one; if it really changed, tap “Submit address”.
refused-publish-closed = This item does not wait for publication; there is nothing to do.
refused-confirm-reason-missing = Say what is wrong with the page, e.g. 有问题 { $number } the title is wrong.
refused-confirm-closed = The effect of this item is confirmed; there is nothing to do.
refused-file-too-big = The file has { $mb } MB, above the limit of { $limit } MB. Please compress or split it and send it again.
refused-file-refused = The file “{ $name }” was not accepted{ $why ->
    [type] : this type is not supported
    [empty] : it is empty
    [secret_mark] : it bears a mark of secrecy; it was erased, please use the secure channel
    [encrypted] : it is encrypted
    [damaged] : it is damaged
    [unreachable] : its content could not be fetched
   *[other] {""}
}. Please send another one.
refused-file-quota = More than { $limit } MB were received today; please send the rest tomorrow.
refused-invite-unknown = This invitation code is not right; please check and enter it again.
refused-invite-used = This invitation has been used. Please ask the { -office } for another.
refused-invite-expired = This invitation has expired. Please ask the { -office } for another.
refused-invite-locked = Too many wrong entries; please try again in { $minutes } minutes.
refused-roster-not-admin = Only the { -administrator } or the { -office } can do this.
refused-roster-need-second = A new { -administrator } needs another { -administrator } to confirm.
refused-roster-name-unknown = There is nobody called “{ $name }”; please check the name.
refused-roster-name-many = Several people are called “{ $name }”; please ask the { -administrator }.
refused-roster-role-unknown = There is no role “{ $role }”. Allowed: { $allowed }.
refused-roster-office-unknown = There is no { -unit } “{ $office }”. Allowed: { $allowed }.
refused-roster-usage = Please give name, { -unit } and role, such as: 邀请 NAME OFFICE { -liaison }.
refused-person-suspended = Your account is suspended. Please contact the { -office }.
refused-group-private-only = Please write to the assistant in private.
refused-intake-paused = The system is under maintenance and nothing was changed. Please try again later.
refused-settings-time = Please write a time like 08:30, from { $from } and before { $to }.
refused-importance-already = { $number } is already marked important.
refused-importance-not-yours = { $why ->
    [form] The submitter marked it important on the form; only the submitter can change that.
    [raiser] Only the person who marked it important can take that back.
   *[other] Only the { -head } or the { -office } can mark it important.
}
refused-importance-late = It is too late to change the importance of { $number }.
refused-importance-not-yet = { $number } is not under review yet, so its importance cannot be changed here.
refused-importance-approved = This step of { $number } is over, so its importance cannot be changed here.
refused-clock-none = These dates are met or gone. Send “期限” to see what is under way.
refused-clock-board-not-yours = The overdue board is for heads and the Office. Send “期限” for your own dates.
refused-lookup-nothing = Nothing found for “{ $query }”. Please try a number, its last digits or a word of two characters or more.
refused-text-too-long = The text is too long, at most { $limit } characters. Please shorten it or attach a file.
refused-inner = An error occurred and nothing was changed. Please try again later; if it stays, tell the { -administrator }.
refused-invite-bound-elsewhere = You are bound to another account. To change it, ask the { -office } to suspend the old one first.
refused-invite-account-taken = This account belongs to somebody else already. Please contact the { -office }.
refused-lookup-usage = Please give a number, its last digits or a word, such as: 查 0042.
refused-formed-usage = Please give title, column and date of formation, such as: 登记形成 TITLE COLUMN 2026-02-09.
refused-offer-taken = This was dealt with already. To start a draft, please send it again.
refused-group-unknown = No work group “{ $title }” waits to be bound. Please check its name.
refused-roster-nothing-to-confirm = No new account waits to be confirmed. Suspend the old one first, then invite.
refused-roster-nothing-to-grant = No new { -administrator } waits for agreement, or the wish has lapsed. Please invite again.
refused-roster-end-usage = Please give name, { -unit } and role, such as: 解除岗位 NAME OFFICE { -liaison }; and the last day if it is not over at once, such as 2026-02-28.
refused-roster-post-unknown = “{ $name }” has no such post in { $office }; please check name, { -unit } and role.
refused-roster-date-past = A post cannot end on a day that is past. Without a day it ends now.
refused-roster-last-administrator = This is the last registered { -administrator }; please add another one first.
refused-roster-ends-earlier = This post of “{ $name }” ends on an earlier day already.
refused-draft-kind-unknown = The rules of this organisation have no way for { $kind ->
    [modify] a modification
    [delete] a deletion
   *[publish] a publication
}; please contact the { -office }.
refused-urgent-reason-missing = Say why it is urgent, e.g. 加急 a flood warning goes out tonight.
refused-urgent-not-yours = The submitter marks an item as urgent; only the submitter and the { -office } may lower it.
refused-urgent-late = { $number } is published or closed; there is nothing to lower.
refused-deputy-self = Nobody stands in for oneself; please choose somebody else.
refused-deputy-past = A deputy begins today or later; please give the days again.
refused-deputy-too-long = A deputy stands in for { $limit } days at most. For longer, please have the office change the post.
refused-deputy-unbound = { $name } has no account or no post here and cannot stand in. Please choose somebody else.
refused-deputy-overlaps = { $other } stands in on these days already. To change it, first reply: 收回代理
refused-deputy-away = { $name } is away on these days too. Please choose somebody else.
refused-deputy-stands-in = You stand in for { $other } on these days. Please have { $other } or the office arrange otherwise first.
refused-deputy-no-seat = There is no post to stand in for. Please ask the office if in doubt.
refused-deputy-not-yours = Only the person, the office or an administrator arranges a deputy. Please ask the office.
refused-deputy-none = There is no deputy now.
refused-deputy-usage = Please give name and days, such as: 代理 name 3天; for somebody else: 指定代理 name deputy 3天
refused-vacancy-filled = Somebody acts at each step of this item; nobody need be named.
refused-vacancy-not-yours = Only the office or an administrator names somebody. Please ask the office.
refused-vacancy-usage = Please give number and name, such as: 指定代办 KP-2026-0042 name
refused-added-external = A body outside decides here; nobody can be added.
refused-added-nobody = Please name who signs too, such as: 加签 K7Q2 name,name
refused-added-many = At most { $limit } people are added at once; please add the others afterwards.
refused-added-self = You sign already; please choose somebody else.
refused-added-late = Somebody has decided at this step, so others can only sign after it: 加签 K7Q2 name 后
refused-added-again = Nobody is added to a step that was added itself. Please have the first reviewer add them.
refused-added-decided = { $name } has signed and cannot be taken off.
refused-added-unknown = { $name } was not added to this item.
refused-added-not-yours = { $name } added them; please have { $name } or the office take them off.
refused-added-usage = Please give number and name, such as: 减签 KP-2026-0042 name
refused-delegation-self = Please choose somebody else.
refused-delegation-own = { $name } handed this item in; please choose somebody else.
refused-delegation-asked = { $name } is asked already; please wait for the opinion or decide yourself.
refused-delegation-over = No opinion is needed here any more.
refused-delegation-none = No opinion is waited for. Send “待办” or /todo to see what waits for you.
refused-delegation-words-missing = Please say what, such as: 委派 K7Q2 name please check the figures; to answer: 回复委派 KP-2026-0042 they are right
refused-deputy-busy = { $name } stands in for { $other } in a post of the same kind on these days and cannot sign for both. Please choose somebody else.
refused-verb-off = { $verb } is switched off here. Please contact the { -office }.
refused-urge-not-yours = Only the submitter, the head of the unit and the { -office } may urge.
refused-urge-over = { $number } waits for nobody, so there is nobody to urge.
refused-urge-own = { $number } is in your own hands. Send “todo” to see to it.
refused-urge-already = { $number } was urged in this half-day already. You may urge again in the next.
refused-inform-not-handed-in = This draft is not handed in yet. Hand it in before telling others.
refused-inform-not-yours = Only the submitter, its reviewers, the head of the unit and the { -office } may tell others.
refused-inform-many = At most { $limit } people at a time. Please send it in parts.
refused-inform-already = All of them were told of { $number } before.
refused-inform-usage = Give the number or the code and then the names, e.g. /inform 0042 Zhang San.
refused-inform-unbound = { $name } has no account here and cannot be reached. The { -office } can invite them.
refused-review-no-such-step = { $number } cannot go back to that step now. Tap “Return” and choose again.
refused-withhold-not-here = Nobody decides alone at this step of { $number } to withhold it. Please return it.
refused-withhold-ground-unknown = There is no such legal ground. Choose from: { $allowed }.
refused-restore-not-yours = Only the { -office } restores items.
refused-restore-not-over = { $number } is under way and needs no restoring.
refused-restore-amending = The submitter of { $number } is amending it. Please let them hand it in again.
refused-restore-reason-missing = Restoring needs a reason, e.g. /restore 0042 the ground no longer stands.
refused-item-begun = { $number } is being published already and cannot be withdrawn. Please hand in a modification or a deletion.
refused-batch-none = Nothing here may be approved together. Important, resubmitted and blocked items and secrecy reviews are judged one by one.
refused-batch-not-routine = { $number } is judged by itself: { $why ->
    [secrecy] the secrecy review is held at this step
    [external] a body outside decides
    [important] it is important
    [content] the checks block some of its content
   *[again] it was amended and handed in again
}. Nothing was approved; leave it out and send again.
refused-remark-empty = Write the opinion or send a file, e.g. /opinion 0042 the tables differ in form.
refused-matter-none = The rules of your organisation have no special matters. To publish something, send “交稿”.
refused-matter-unknown = There is no matter called “{ $found }”. Known: { $known }
refused-confirm-number-missing = Please give the number of: { $label }, such as: 确认效果 { $number } 备案编号.
refused-departure-self = Nobody hands over to oneself; please name a colleague.
refused-departure-no-post = { $name } has no post here; there is nothing to hand over.
refused-departure-not-yours = Whoever came in files this change.
refused-departure-filed = This change was filed already.
refused-departure-none = There is no change of people for you to file.
refused-departure-usage = Please name who leaves and who takes over, such as: 离职移交 name 给 name
refused-misplaced-not-yours = Only the secrecy officer, or the { -office } where there is none, erases what was sent by mistake. Report it now and forward nothing.
refused-misplaced-already = What { $number } said was erased as sent by mistake; only the fact is kept.
refused-paper-usage = Give number, signer and day, e.g. /paper 0042 Zhang today; for a return add: returned reason.
refused-paper-not-yours = The { -office } enters decisions on paper; the signer or another person confirms them.
refused-paper-own = For your own decision tap “Approve” or “Return”, or have a colleague of the { -office } enter it.
refused-paper-second = Somebody other than whoever entered it and the submitter must confirm it.
refused-paper-future = The day of signing cannot be later than today.
refused-paper-too-early = The day of signing cannot be earlier than the day on which the information was formed.
refused-paper-not-asked = { $number } does not wait for “{ $name }” now. Please check the name and the step.
refused-paper-scan-missing = Please send a scan or a photo of the signed sheet, or reply “cancel”.
refused-paper-nobody = There is no second person to confirm it. An { -administrator } must add one first.
refused-paper-over = This decision on paper is settled or void. Please enter it anew.
refused-paper-backdate = The time of a decision is the system’s own; nothing is dated back. If it was signed on paper, the { -office } enters it: /paper { $number } name day.
