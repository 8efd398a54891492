# Bodies outside the house.
external-asked = Please have the outside body decide and record it: { $title }
external-summary = Please send it to { $body } and record its number or receipt. { $deadline }
external-code = Or reply: 同意 { $code } number, or: 退回 { $code } reason
external-ask-title = Please record what was decided: { $title }
external-ask-note = Please reply with the number or receipt of { $body }, or send a scan. Reply “取消” to leave it.
external-scan-coming = The scan is on its way. When it is here, please approve on the review card.
external-proof-page = Number or receipt
label-proof = Proof
button-external-record = Record the result
refused-review-proof-missing = Please record the outside body’s number or receipt first, for example: 同意 K7Q2 number.
