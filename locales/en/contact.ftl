# Contacts: the app opened, not registered, gone, warnings of the platform.
contact-greeting-title = Hello, { $name }
contact-greeting-waiting = { $n ->
    [one] { $n } item waits
   *[other] { $n } items wait
} for you; send “待办” or /todo.
contact-greeting-nothing = Nothing waits for you now.
contact-greeting-note = Send “交稿” or /newitem for a new draft, “帮助” or /help for everything else. Files are uploaded under “Hand in files”.
contact-stranger-body = You are not registered. Please ask one of these to register you:
contact-stranger-ask = { $org }: { $names }
contact-gone-title = Please check: the account of { $name } was deleted
contact-gone-body = The WeCom account of { $name } was deleted; it and its buttons no longer work.
contact-gone-other = The WeCom account of { $name } was deleted; the account elsewhere still works.
contact-gone-seats = Handed to whoever else may act (you are told where nobody may): { $numbers }.
contact-gone-note = If { $name } has left, please end the post; if it was deleted by mistake, please invite again.
contact-alert-inactive-alert = WeCom warns: this app was long unused and will be switched off
contact-alert-close-inactive-agent = WeCom has switched this app off
contact-alert-reopen-inactive-agent = WeCom has switched this app on again
contact-alert-low-active-alert = WeCom warns: this app is little used
contact-alert-low-active = WeCom lists this app as little used
contact-alert-active-restored = WeCom lists this app as active again
contact-alert-from = Takes effect: { $at }.
contact-alert-note = Please have a WeCom administrator look under “Apps” in the console; once it is off, neither messages nor cards arrive.
button-page-files = Hand in files
