# Entering an office's list of units, people and columns: one sentence a change, one a problem.
office-list-at = { $at }  { $told }
office-list-empty = (empty)
office-list-between = {"; "}
office-list-unit = { $name } ({ $kind })
office-list-unit-new = New unit: { $name } ({ $kind })
office-list-unit-changed = Unit changed: { $old } becomes { $new }
office-list-person-new = New person: { $name }
office-list-post-new = New post: { $name }, { $unit }, { $role }
office-list-account-new = WeCom account bound: { $name }, { $userid }
office-list-column-new = New column: { $name }
office-list-column-changed = Column changed: { $name }, { $changes }
office-list-part = { $part } from “{ $old }” to “{ $new }”
office-list-part-name = name
office-list-part-unit = unit's key
office-list-part-list-url = list page
office-list-part-category = category
office-list-part-type = type
office-list-part-mode = mode
office-list-part-class = class
office-list-part-limit-days = limit
office-list-problem-name-missing = The name is missing.
office-list-problem-name-long = “{ $found }” is too long, at most { $n } characters.
office-list-problem-kind-unknown = There is no kind of unit “{ $found }”. Allowed: { $allowed }.
office-list-problem-key-bad = The key “{ $found }” is not right: small letters, digits and dashes, beginning with a letter, at most 32.
office-list-problem-twice = “{ $found }” stands already in { $other }.
office-list-problem-unit-taken = A unit is called “{ $found }” already, its key is { $other }. Give another name, or that key.
office-list-problem-unit-missing = The unit is missing.
office-list-problem-unit-unknown = No unit is called “{ $found }”. Allowed: { $allowed }.
office-list-problem-role-missing = The posts are missing.
office-list-problem-role-unknown = There is no post “{ $found }”. Allowed: { $allowed }.
office-list-problem-heads-of-nobody = “{ $found }” is to be headed, but none of the posts is that of a leader.
office-list-problem-heads-missing = The leader heads no unit and will be one in this unit only.
office-list-problem-namesakes-here = Several people called “{ $found }” are in this unit; give the WeCom userid to tell which.
office-list-problem-namesakes-elsewhere = Several people called “{ $found }” are in other units; give the WeCom userid to tell which.
office-list-problem-same-name = Will be entered as another person of the same name{ $other ->
    [none] {""}
   *[other] {" "}(as in { $other })
}. If it is the same person, use one line and write posts elsewhere as liaison (Unit).
office-list-problem-userid-unknown = The app does not see the account “{ $found }”. Check it, or take this person into the app's visible range.
office-list-problem-userid-other-name = In the directory this account is called “{ $found }”, on the list “{ $name }”; please check.
office-list-problem-userid-twice = { $other } gives this account to another person.
office-list-problem-userid-taken = This account is bound to “{ $other }”.
office-list-problem-account-other = “{ $name }” is bound to the account { $other }. To change it, suspend the old one first.
office-list-problem-namesakes = The directory has several people called “{ $name }”; give the WeCom userid. Allowed: { $allowed }.
office-list-problem-not-on-wecom = The app does not see “{ $name }”, who will be entered without an account. Take this person into the visible range, or send an invitation.
office-list-problem-only-elsewhere = “{ $name }” of the directory is in another department: { $member }. Not bound; if it is the same person, give the WeCom userid.
office-list-problem-suspended = “{ $name }” is suspended and no account was bound. Send an invitation and have another person confirm it.
office-list-problem-address-wanted = “{ $found }” is no address; it begins with http:// or https://.
office-list-problem-days-wanted = The limit is a whole number from 1 to { $n }, found “{ $found }”.
office-list-problem-choice-unknown = It cannot be “{ $found }”. Allowed: { $allowed }.
office-list-file-no-file = There is no file { $path }.
office-list-file-too-big = The file is too big, at most { $mb } MB.
office-list-file-locked = The file has a password. Take it off, then import.
office-list-file-no-workbook = This is no XLSX file that can be read.
office-list-file-too-many = The sheet “{ $sheet }” has more than { $n } rows.
office-list-file-no-sheet = The file has no sheet called { $allowed }. Make a template with duwang office template.
office-list-file-no-heading = The sheet “{ $sheet }” lacks a column that must be there: { $allowed }.
office-list-wecom-away = The WeCom directory cannot be read ({ $why }). Run duwang doctor wecom to find out why; with --no-wecom accounts are not matched.
office-list-without-wecom = WeCom accounts were not matched.
office-list-changes = Changes ({ $n }):
office-list-notes = Please note ({ $n }):
office-list-problems = To be put right first ({ $n }), nothing was changed:
office-list-nothing = The list agrees with what stands; nothing changes.
office-list-dry = This was a trial and nothing was changed. With --apply it is entered.
office-list-entered = { $n } changes entered (import { $number }). duwang office undo takes them back.
office-list-undone = Import { $number } was taken back.
office-list-exported = Written to { $path }: { $units } units, { $people } people, { $columns } columns.
office-list-template = The template is in { $path }. Fill it in, then run duwang office import { $path }.
office-list-unwritable = { $path } cannot be written; check the folder and its rights.
office-list-exists = { $path } exists; give another name.
refused-office-list-wrong = The list still has { $n } problems; nothing was changed.
refused-office-list-none = There is no import to take back.
refused-office-list-in-use = It cannot be taken back: { $names }{ $more ->
    [0] {""}
   *[other] {" "}({ $n } in all)
} began to be used, or was changed after the import. Change them one by one.
