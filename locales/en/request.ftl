# Applications for disclosure.
request-projected = if whoever is consulted receives the letter today, at the latest on { $day }
request-sort = How did it come in: { $title }
request-sort-note = With its channel it gets a number and its day of receipt. Where a date is wrong, tap “Do not register” and send it again: 申请公开 挂号 2/6 2/9 TEXT, first the day of the application, then that of signature or confirmation.
request-channel = { $channel }: { $day }
request-menu = How it goes on: { $title }
request-menu-note = A tap enters it for today; for another day reply: 补正告知 { $number } 2/9, or 征求意见 { $number } 第三方 2/9, or 延期 { $number } 20 WHO APPROVED
request-menu-none = There is nothing to enter now.
request-outcomes = Please choose the outcome: { $title }
request-outcomes-note = As the yearly report counts them. Or reply: 答复 { $number } OUTCOME TEXT
request-outcome-1 = 1 disclosed
request-outcome-2 = 2 disclosed in part
request-outcome-3 = 3 withheld
request-outcome-4 = 4 cannot be given
request-outcome-5 = 5 not processed
request-outcome-6 = 6 other
request-do-noticed = Told what to correct
request-do-corrected = Correction received
request-do-consult-third-party = Ask a third party
request-do-consult-comaker = Ask the co-making organ
request-do-consult-other-organ = Ask another organ
request-do-consult-received-third-party = Third party has it
request-do-consult-received-comaker = Co-making organ has it
request-do-consult-received-other-organ = Other organ has it
request-do-consult-replied-third-party = Third party replied
request-do-consult-replied-comaker = Co-making organ replied
request-do-consult-replied-other-organ = Other organ replied
request-do-withheld = Secret or private: to be refused
request-do-extended = Extend
request-story-noticed = { $day }: the applicant was told what to correct
request-story-corrected = { $day }: correction received, the time starts again
request-story-consult = { $day }: { $name }, sent
request-story-received = { $day }: { $name }, received
request-story-replied = { $day }: { $name }, replied
request-story-withheld = { $day } a state secret, privacy or a trade secret: to be refused
request-story-extended = { $day }: { $days ->
    [one] extended by { $days } working day
   *[other] extended by { $days } working days
}, approved by { $by }
enquiry-ask-request = Please send what is applied for
enquiry-ask-request-note = Only what is applied for. Send no name, identity number or telephone of the applicant. Or all at once: 申请公开 当面 2/6 TEXT.
enquiry-ask-extend = Please reply with the days and who approved: { $title }
enquiry-ask-extend-note = For instance: 20 Director Zhang. At most 20 working days, once, and the applicant is told. Reply “取消” to leave it.

button-request-confirmed = Confirmed with the applicant today
button-request-menu = How it goes on

enquiry-recorded-request-confirmed = The day of confirmation of { $number } is entered; its time runs from that day.
enquiry-recorded-request-noticed = Entered: the applicant of { $number } was told what to correct.
enquiry-recorded-request-corrected = The correction of { $number } is entered; its time starts again.
enquiry-recorded-request-consult = The consultation of { $number } is entered; it does not count.
enquiry-recorded-request-consult-received = Entered: the letter about { $number } was received.
enquiry-recorded-request-consult-replied = The reply about { $number } is entered; the time goes on.
enquiry-recorded-request-withheld = Entered: { $number } is to be refused; answer with reasons within the shorter time. If a third party must be asked, enter that and this time ends.
enquiry-recorded-request-extended = The extension of { $number } is entered. Please tell the applicant in writing.

refused-request-not-received = { $number } is not yet confirmed with the applicant and so not received; the { -office } enters the day of confirmation first.
refused-request-channel-unknown = There is no such channel. Possible are: { $allowed }.
refused-request-dates = The date is wrong: not after today, not before the receipt, each after the one before. For instance: 补正告知 KP-YSQ-2026-0001 2/9.
refused-request-impossible = It cannot be entered so: { $said }.
refused-request-no-consult = No consultation about { $number } waits for a reply.
refused-request-not-now = That cannot be entered for { $number } now.
refused-request-extend-days = An extension is from 1 to { $limit } working days: 延期 KP-YSQ-2026-0001 20 WHO APPROVED.
refused-request-extend-by = An extension is approved by whoever heads the disclosure office. Please say who approved it.
refused-request-extended-once = { $number } was extended already, which is possible once.
refused-request-extend-late = The time of { $number } is over and cannot be extended any more.
refused-request-consult-unknown = Please say who is consulted: 第三方, 共同制作机关 or 其他机关.
