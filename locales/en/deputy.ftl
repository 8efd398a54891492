# Deputies.
deputy-whom-title = Please choose your deputy
deputy-whom-note = A deputy reviews and publishes for you, and it says so. Or reply: 代理 name 3天, or: 代理 name 到2月13日
deputy-whom-nobody = Nobody can stand in now; please ask the office.
deputy-days-title = Please choose for how long: { $name }
deputy-days-note = Counted from today; it ends by itself. Or reply: 代理 { $name } 到2月13日
deputy-days-one = Today
deputy-days-many = { $days } days
deputy-span = { $first } to { $last }
deputy-all = everything to be reviewed or published
deputy-asked-title = Please stand in for { $name }
deputy-asked-note = You act for { $name } in this time; { $n } wait now. What you handed in or reviewed at another step is not yours to decide.
deputy-standing-title = Deputy in place: { $deputy } for { $name }
deputy-standing-note = { $deputy } reviews and publishes in this time; { $n } wait now. It ends by itself; to take it back reply: 收回代理
deputy-over-title = Deputy no more: { $deputy } for { $name }
deputy-ended-early = It was taken back; what is not decided is with { $name } again.
deputy-ended-by-itself = Its time is over; what is not decided is with { $name } again.
label-deputy-span = From, to
label-deputy-scope = Scope
label-deputy-by = Named by

button-deputy-end = Take it back
