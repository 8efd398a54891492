"""Every verb that a button can carry; each has a handler and, where its label is fixed, a sentence."""

SHOWS = frozenset(  # these only show or ask; the others decide, and are carried out however fast they come
    {
        "batch.offer",
        "batch.pick",
        "clock.why",
        "column.state",
        "content.explain",
        "content.pass",
        "delegation.ask",
        "delegation.give",
        "delegation.to",
        "deputy.to",
        "draft.ask",
        "draft.edit",
        "draft.ignore",
        "draft.matter",
        "draft.new",
        "draft.set",
        "duty.list",
        "duty.open",
        "duty.which",
        "enquiry.draft",
        "enquiry.drop",
        "enquiry.new",
        "enquiry.not_ours",
        "enquiry.offices",
        "enquiry.return",
        "external.record",
        "hand.on",
        "hand.to",
        "item.inform",
        "item.remark",
        "item.restore",
        "withhold.ground",
        "finding.drop",
        "finding.item",
        "finding.none",
        "finding.not_right",
        "finding.put_off",
        "item.open",
        "item.progress",
        "lookup.page",
        "request.menu",
        "request.outcomes",
        "review.back",
        "review.files",
        "review.more",
        "review.own_reason",
        "review.propose",
        "review.return",
        "review.return_to",
        "review.withhold",
        "secrecy.exception",
        "settings.lang",
        "signers.add",
        "signers.where",
        "vacancy.name",
    }
)

ACTIONS = frozenset(
    {
        "batch.approve",  # seat: its content hash, for each that was offered
        "batch.offer",
        "batch.pick",  # line: the seat
        "clock.snooze",  # clocks: ids
        "clock.why",  # clocks: ids
        "calendar.apply",  # hash: of what was tried
        "calendar.drop",  # hash
        "column.say",  # event
        "column.state",
        "confirm.ok",
        "confirm.wrong",
        "content.explain",
        "content.pass",
        "delegation.ask",
        "delegation.give",
        "delegation.to",  # person: their id
        "departure.filed",
        "deputy.end",
        "deputy.for",  # days
        "deputy.to",  # person: their id
        "draft.amend",
        "draft.ask",  # key
        "draft.drop",
        "draft.edit",
        "draft.ignore",
        "draft.matter",  # key
        "draft.new",
        "draft.set",  # key, value
        "draft.submit",
        "draft.urgent",
        "duty.all_ok",
        "duty.except",  # line
        "duty.list",  # span: place in workflow/duty_view.py SPANS
        "duty.ok",  # line
        "duty.open",
        "duty.sign",
        "duty.take",
        "duty.ticked",  # lines: added where it is drawn
        "duty.which",
        "enquiry.approve",
        "enquiry.raise",
        "enquiry.assign",  # office: its id
        "enquiry.class",  # class: its key
        "enquiry.draft",  # outcome: its code, of an application
        "enquiry.drop",
        "enquiry.new",  # on an offer
        "enquiry.not_ours",
        "enquiry.offices",  # page
        "enquiry.pass_on",
        "enquiry.replied",
        "enquiry.return",
        "enquiry.undo",
        "external.record",
        "hand.on",
        "hand.to",  # person: their id
        "finding.assign",  # office: its id
        "finding.drop",
        "finding.fixed",
        "finding.item",  # kind: modify or delete
        "finding.kind",  # kind: its key
        "finding.none",
        "finding.not_right",
        "finding.put_off",
        "finding.right",
        "group.bind",  # office: its key
        "group.leave",
        "item.drop",
        "item.inform",
        "item.lower",
        "item.not_urgent",
        "item.open",  # on a row: the button's own subject
        "item.progress",
        "item.raise",
        "item.read",
        "item.reclaim",
        "item.remark",
        "item.restore",
        "item.urge",
        "item.withdraw",
        "misplaced.erase",
        "lookup.page",  # what, page, query
        "paper.confirm",
        "paper.refuse",
        "proposal.accept",
        "proposal.decline",
        "publish.deleted",
        "publish.done",
        "publish.same_url",
        "publish.synced",
        "publish.url",
        "request.channel",  # channel: its key
        "request.confirmed",
        "request.event",  # what, kind
        "request.menu",
        "request.outcomes",  # group
        "review.approve",  # sure=1 on the confirmation card
        "review.back",
        "review.files",
        "review.more",
        "review.own_reason",
        "review.propose",
        "review.reason",  # key, to: the key of an earlier step
        "review.return",
        "review.return_to",  # to
        "review.undo",
        "review.withhold",
        "roster.confirm",
        "roster.grant",
        "secrecy.all",
        "secrecy.except",  # line
        "secrecy.exception",
        "secrecy.return",
        "secrecy.ticked",  # vote, from; lines: added where it is drawn
        "settings.digest",  # value: HH:MM
        "takedown.order",
        "takedown.removed",
        "settings.lang",  # value: zh_CN or en
        "signers.add",
        "signers.off",  # person: their id
        "signers.to",  # person, where
        "signers.where",  # where: before, after or beside
        "vacancy.name",
        "vacancy.to",  # person: their id
        "withhold.ground",  # key
    }
)
