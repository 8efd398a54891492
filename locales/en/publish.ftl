# Publishing and confirming.
publish-asked-publish = Please publish: { $title }
publish-asked-modify = Please modify the published page: { $title }
publish-asked-delete = Please delete the published page: { $title }
publish-asked-checking = Checking the page: { $title }
publish-asked-done = Done on the site: { $title }
publish-asked-void = Nothing to do: { $title }
publish-urgent = urgent
publish-limit = Publish by: { $due }
publish-asked-told = The review is complete; please carry out what the { -application-form } sets out.
publish-asked-void-told = This item was withdrawn or has changed; please do nothing.
publish-asked-done-told = The page is done; the submitter confirms the effect.
publish-asked-checking-told = The page is being read and checked; you will be told the result.
publish-sync-needed = After changing the { -catalogue } too, please tap “Catalogue synchronised”.
publish-sync-done = The { -catalogue } is synchronised.
publish-taken = Carried out by
publish-ask-url-title = Please reply with the address: { $title }
publish-ask-url-note = The address must begin with { $base }. Reply “取消” to do it later.
publish-checking-told = The address was received; the page is being checked.
publish-checked-verified = Page verified: { $title }
publish-checked-differs = Please check the page: { $title }
publish-checked-not-yet = Page not there yet: { $title }
publish-checked-cannot-check = Page could not be checked: { $title }
publish-wrong-title = Please correct the page: { $title }
publish-wrong-by = { $name } reported on { $at }: { $reason }
publish-wrong-note = Please correct the page and submit its address again.
check-verified = Verified: the page agrees with what was approved.
check-differs = { $count ->
    [one] Differs: the page and the approved content differ in { $count } place.
   *[other] Differs: the page and the approved content differ in { $count } places.
}
check-not-yet = Not there yet: the page has not appeared; it will be looked at again.
check-cannot-check = Could not be checked: the page could not be read; the submitter's confirmation decides.
check-finding = { $part }: expected “{ $expected }”, the page has “{ $found }”
check-finding-missing = { $part }: expected “{ $expected }”, not found on the page
check-part-title = Title
check-part-date = Date
check-part-source = Source
check-part-body = Body
check-part-status = State of the page
check-part-list = List of the column
check-part-old-address = Old address
check-proof = Page kept: { $at }, check code { $sha }
confirm-asked-title = Please confirm the effect: { $title }
confirm-asked-confirmed = Effect confirmed: { $title }
confirm-asked-wrong = Problem reported: { $title }
confirm-asked-told = Please open the page; when content and place are right, tap “Confirm effect”.
confirm-asked-told-delete = Please open the old address; when the page is gone, tap “Confirm effect”.
confirm-asked-by = { $name } confirmed the effect on { $at }.
confirm-asked-wrong-by = { $name } reported a problem on { $at }; the { -webadmin } deals with it.
confirm-asked-wrong-told = A problem was reported; the { -webadmin } deals with it.
confirm-asked-confirmed-told = The effect is confirmed and the item is closed.
confirm-ask-reason-title = Please reply with the problem: { $title }
confirm-ask-reason-note = Please write what is wrong; it reaches the { -webadmin } as you write it. Reply “取消” to leave it.

button-publish-url = Submit address
button-publish-same-url = Same address, changed
button-publish-deleted = Deleted
button-publish-synced = Catalogue synchronised
button-confirm-ok = Confirm effect
button-confirm-wrong = Problem
button-open-page = Open page

publish-recorded = Recorded; the page is being checked and you will be told the result.
publish-sync-recorded = Recorded: the catalogue is synchronised.
confirm-recorded = Effect confirmed; { $number } is closed.
confirm-reported = The problem was passed to the { -webadmin }.
publish-target = Old address
