"""A group that the app made itself."""

from bot.cards.examples.cast import Example

EXAMPLES = (
    Example(
        "group.opened",
        "group",
        {"office": "办公室", "purpose": "网站改版期间的值守", "closes_on": "2026-06-30"},
        in_group=True,
    ),
    Example("group.closed", "open", {"title": "网站改版值守群", "closes_on": "2026-06-30"}),
)
