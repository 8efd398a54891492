# The fixed words on WeCom cards.
wecom-more = More
wecom-do = Action
wecom-which = Choose one
wecom-submit = Submit
wecom-for-reason = Return for this reason
wecom-moved = Updated, see the new card
wecom-over = Over
