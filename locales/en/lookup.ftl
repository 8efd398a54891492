# Looking things up.
lookup-todo-title = { $count ->
    [one] Please act: { $count } item waits
   *[other] Please act: { $count } items wait
}
lookup-todo-none = Nothing waits
lookup-todo-none-told = Nothing waits for you now.
lookup-mine-title = Handed in by me
lookup-mine-none = Nothing handed in
lookup-mine-none-told = You have not handed anything in yet. Send “交稿” or /newitem to begin.
lookup-found-title = Found: { $query }
lookup-found-none = Not found: { $query }
lookup-found-none-told = Please try a number, its last digits, or a word of two characters or more.
lookup-bare-title = Please say which item
lookup-bare-none = Nothing to review
lookup-bare-none-told = Nothing waits for your review now.
lookup-bare-note = Please reply: 同意 CODE, or: 退回 CODE reason
lookup-numbered = { $number } { $title }
lookup-row-due = { $row }, { $left }
lookup-row-coded = { $row }, code { $code }
lookup-page = Page { $page }
lookup-page-more = Page { $page }, there are more.
lookup-open = Open { $name }
waiting-review = waits for your review
waiting-returned = returned, waits for your change
waiting-withdrawn = withdrawn, waits for your change
waiting-handover = waits for you to publish
waiting-confirm = waits for you to confirm the effect
waiting-draft = draft, waits for you to submit
waiting-registered = formation registered, waits for you to hand in
lookup-row-step = { $row } ({ $step })
lookup-item-title = Item: { $title }
lookup-item-state = State
lookup-item-route = Progress:
lookup-item-history = Record:
lookup-item-history-line = { $at } { $who } { $act }

button-lookup-page = More
