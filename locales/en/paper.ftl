# Decisions on paper, and what is entered after an outage.
paper-scan-title = Please send the signed sheet: { $title }
paper-scan-note = A scan or a photo on which signature and day can be read. Reply “cancel” to leave it.
paper-confirm-title = Please confirm a decision on paper: { $title }
paper-confirm-note = Compare signer, day and opinion with the scan. Its clocks then count from that day. You may also reply: /paperright { $paper } right, or: /paperright { $paper } wrong
paper-denied-title = The paper says otherwise: { $title }
paper-denied-note = { $by } found that it does not agree with the scan. Nothing was decided; please enter it anew.
paper-signer = Signed by
paper-on = Day of signing
paper-said = Opinion
paper-kind = Manner
paper-kind-paper = on paper
paper-kind-outage = entered after an outage
paper-entered = Entered by
paper-recorded = The decision on paper about { $number } is entered and waits for { $names } to confirm it.
paper-recorded-approved = Confirmed: { $number } is approved as on paper and goes on.
paper-recorded-returned = Confirmed: { $number } is returned as on paper.
paper-recorded-refused = It is noted that the paper says otherwise; nothing was decided about { $number }.

button-paper-confirm = It agrees
button-paper-refuse = It does not
