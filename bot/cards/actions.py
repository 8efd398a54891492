"""Every verb that a button can carry; each has a handler and, where its label is fixed, a sentence."""

SHOWS = frozenset(  # these only show or ask; the others decide, and are carried out however fast they come
    {
        "clock.why",
        "content.explain",
        "content.pass",
        "draft.ask",
        "draft.edit",
        "draft.ignore",
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
        "item.open",
        "lookup.page",
        "request.menu",
        "request.outcomes",
        "review.back",
        "review.files",
        "review.more",
        "review.own_reason",
        "review.propose",
        "review.return",
        "secrecy.exception",
        "settings.lang",
    }
)

ACTIONS = frozenset(
    {
        "clock.snooze",  # clocks: ids
        "clock.why",  # clocks: ids
        "calendar.apply",  # hash: of what was tried
        "calendar.drop",  # hash
        "confirm.ok",
        "confirm.wrong",
        "content.explain",
        "content.pass",
        "draft.amend",
        "draft.ask",  # key
        "draft.drop",
        "draft.edit",
        "draft.ignore",
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
        "group.bind",  # office: its key
        "group.leave",
        "item.drop",
        "item.lower",
        "item.not_urgent",
        "item.open",  # on a row: the button's own subject
        "item.raise",
        "item.withdraw",
        "lookup.page",  # what, page, query
        "proposal.accept",
        "proposal.decline",
        "publish.deleted",
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
        "review.reason",  # key
        "review.return",
        "review.undo",
        "roster.confirm",
        "roster.grant",
        "secrecy.all",
        "secrecy.except",  # line
        "secrecy.exception",
        "secrecy.return",
        "secrecy.ticked",  # vote, from; lines: added where it is drawn
        "settings.digest",  # value: HH:MM
        "settings.lang",  # value: zh_CN or en
    }
)
