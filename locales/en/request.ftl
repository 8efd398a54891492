# Applications for disclosure.
request-projected = if whoever is consulted receives the letter today, at the latest on { $day }
refused-request-not-received = { $number } is not yet confirmed with the applicant and so not received; the { -office } enters the day of confirmation first.
