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
contact-denied-title = Please act: WeCom refuses this app ({ $code })
contact-denied-40001 = The app's Secret is wrong. Check it in the console, enter it anew and restart.
contact-denied-40013 = The corp id is wrong. Check it under “My company” in the console.
contact-denied-40014 = What WeCom grants dies at once; another program may use the same app. Take its Secret away from there.
contact-denied-40056 = The AgentId is wrong. Check it in the console.
contact-denied-42001 = What WeCom grants expires at once; another program may use the same app. Take its Secret away from there.
contact-denied-43012 = The app has no address for incoming messages, so buttons do not work. Enter one under “Receive messages” in the console.
contact-denied-48002 = The app lacks a permission. To found groups it must be visible to the whole company; to read the directory it needs that right.
contact-denied-48009 = This server may not read details of the directory. Names are not compared; messages go on.
contact-denied-50001 = The page's domain is not trusted. Enter it under “Web authorisation and JS-SDK” in the console.
contact-denied-50003 = The app is switched off. Switch it on in the console.
contact-denied-60020 = This server's address is not among the trusted IPs. Add it in the console; it takes about a minute.
contact-denied-301002 = AgentId and Secret belong to different apps. Check both.
contact-denied-other = Please have a WeCom administrator look up the number in brackets.
contact-denied-note = Messages are kept and sent once this is mended; it is tried every 5 minutes. Run duwang doctor wecom to check each setting.
contact-directory-title = Please check: the WeCom directory has changed
contact-directory-missing = Not in this app's visible range: { $names }.
contact-directory-renamed = Names differ: { $name } in the roster, { $now } on WeCom.
contact-directory-nobody = Nobody of the roster is in this app's visible range; check its settings first.
contact-directory-note = The roster was not changed. End the posts of those who left; correct wrong names.
