# Acts in an item's record.
act-draft-opened = opened a draft
act-draft-dropped = dropped the draft
act-item-registered = registered its formation
act-item-submitted = submitted it
act-item-withdrawn = withdrew it
act-item-raised = marked it important
act-item-lowered = took the importance back
act-step-opened = next step opened
act-review-approved = approved it
act-review-returned = returned it
act-review-undone = undid the decision
act-review-proposed = proposed wording
act-secrecy-passed = finished the secrecy review
act-clock-started = clock started
act-clock-ended = clock ended
