# Review.
review-asked-publish = Please review: { $title }
review-asked-modify = Please review a change: { $title }
review-asked-delete = Please review a deletion: { $title }
review-asked-secrecy = Please do the secrecy review: { $title }
review-asked-approved = Approved: { $title }
review-asked-returned = Returned: { $title }
review-asked-void = No longer valid: { $title }
review-asked-moved = Handed on: { $title }
review-asked-withdrawn = Withdrawn: { $title }
review-asked-summary = Handed in by { $submitter }; please decide at the step “{ $step }”. { $deadline }
review-decided = { $name } { $verdict ->
   *[approved] approved
    [returned] returned
    [withheld] withheld
} this on { $at }; nothing is left for you to do.
review-decided-mine = You { $verdict ->
   *[approved] approved
    [returned] returned
    [withheld] withheld
} this on { $at }.
review-void = The content has changed and this card is no longer valid; please use the new one.
review-moved = Somebody else has this step now; there is nothing left for you to do.
review-withdrawn = The submitter has withdrawn this; no decision is needed.
review-step = { $label }, { $cite }
review-secrecy-open = to be done
review-secrecy-ok = all in order
review-secrecy-exception = exception found
review-sign = “Approve” signs: { $sign }. Content check code: { $hash }
review-code = Or reply: 同意 { $code }, or: 退回 { $code } reason
review-code-return = Or reply: 退回 { $code } reason
review-undo-until = May be undone until { $at }, also by replying: 撤销 { $code }
review-undo-until-plain = May be undone until { $at }.
review-sign-sure = “Confirm approval” signs: { $sign }.
review-proof-missing = Still missing before approval: { $missing }.
risk-exempt = Handed in as exempt from the secrecy review: { $ground }, evidence: { $evidence }. Please check.
risk-hidden-characters = { $count ->
    [one] The text holds { $count } hidden character, shown by a mark; please check.
   *[other] The text holds { $count } hidden characters, shown by marks; please check.
}
risk-lookalikes = { $count ->
    [one] The text holds { $count } character that passes for another ({ $shown }); please check names and numbers.
   *[other] The text holds { $count } characters that pass for others ({ $shown }); please check names and numbers.
}
risk-file-active = The attachment “{ $name }” holds macros or scripts; please do not open it directly.
risk-target-url = Address concerned: { $url }
review-reasons-title = Please choose the reason for returning: { $title }
review-reasons-note = The submitter then amends it and hands it in again.
review-own-reason-title = Please reply with your reason for returning: { $title }
review-own-reason-note = Your reason reaches the submitter as you write it. Reply “取消” not to return it.
review-exceptions-title = Please choose the aspect that fails: { $title }
review-exceptions-note = The item is then returned for this aspect.
review-exceptions-tick = Tick every aspect that fails and submit, then decide on the review card.
review-ticked-title = Exceptions recorded: { $title }
review-ticked-body = Not met: { $names }. Please decide on the review card.
review-ticked-none = All of these are met. Please go on with the others.
review-confirm-title = Please confirm your approval: { $title }
review-confirm-body = This item is important, and your approval is the last one.
review-more-title = Look at: { $title }
review-told-title = Handed in again: { $title }
review-told-body = This is round { $round }. You have reviewed it before; this is for your information only.
review-files-title = Attachments: { $title }
review-files-empty = This item has no attachments.

button-review-approve = Approve
button-review-approve-sure = Confirm approval
button-review-return = Return
button-review-more = More
button-review-undo = Undo
button-review-back = Back
button-review-own-reason = Write a reason
button-review-files = Attachments
button-review-propose = Propose wording
button-secrecy-all = All in order
button-secrecy-exception = Exception
button-secrecy-return = Return for these
button-secrecy-ticked = Submit
button-item-raise = Mark important
button-item-lower = Not important

review-recorded-approved = { $number } approved. The next step is told in { $seconds } seconds; you may undo within { $minutes } minutes.
review-recorded-returned = { $number } returned. The submitter is told in { $seconds } seconds; you may undo within { $minutes } minutes.
review-recorded-approved-later = { $number } approved. The next step is told when the office opens; you may undo within { $minutes } minutes.
review-recorded-returned-later = { $number } returned. The submitter is told when the office opens; you may undo within { $minutes } minutes.
review-recorded-waiting = Your decision on { $number } is recorded; others still have to decide at this step. You may undo within { $minutes } minutes.
review-undone = Your decision on { $number } is undone; please decide again.
secrecy-recorded = The secrecy review is recorded; please go on to your decision.
secrecy-ticked = The exceptions are recorded; please decide on the review card.
risk-exempt-bare = Handed in as exempt from the secrecy review: { $ground }, without evidence. Please check.
review-ask-wording-title = Please reply with your wording: { $title }
review-ask-wording-note = Please reply with the wording you propose for: { $label }. The submitter decides. Reply “取消” to leave it.
review-code-sure = Or reply: 同意 { $code } 确认
review-gathered-title = Please decide: { $count } items
review-gathered-rest = { $count } more without a button: send “待办” to open them.
review-reasons-note-to = It goes back to the step “{ $step }” to be judged again and then returns to you; the submitter need change nothing.
review-again = Returned to this step by { $who }: { $reason }
review-recorded-set-back = { $number } went back to the step “{ $step }”. You can undo this for { $minutes } minutes.
button-review-return-to = Back to { $step }
review-asked-withheld = Withheld: { $title }
review-recorded-withheld = { $number } is withheld from publication, which ends it. You can undo this for { $minutes } minutes.
button-review-withhold = Withhold
batch-offer-title = Please check: { $count } items may be approved together
batch-sign = Approving together signs the sentence of each item’s own step; each is recorded by itself.
batch-note = Tap a number to read an item first. You may also reply: /approve all sure, or: /approve code code
batch-tick = Tick those you approve and submit.
batch-others = { $count } more are judged one by one; send “todo” to open them.
batch-approve-all = Approve these { $count }
batch-recorded = { $count } approved: { $numbers }. Each can be undone for { $minutes } minutes.
batch-recorded-left = { $count } more have changed and were left alone.
button-batch-offer = Approve together
button-batch-approve = Approve ticked
