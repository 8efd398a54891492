"""Example facts for every kind and state of card: the gallery draws them, the tests read them."""

from bot.cards.examples import (
    answers,
    calendars,
    clock,
    contact,
    content,
    duty,
    enquiry,
    external,
    group,
    lookup,
    page,
    publish,
    request,
    review,
    roster,
    service,
    submit,
)
from bot.cards.examples.cast import Example

COLUMNS: dict[str, tuple[Example, ...]] = {
    "submit": submit.EXAMPLES,
    "review": review.EXAMPLES,
    "external": external.EXAMPLES,
    "publish": publish.EXAMPLES,
    "clock": clock.EXAMPLES,
    "calendars": calendars.EXAMPLES,
    "duty": duty.EXAMPLES,
    "enquiry": enquiry.EXAMPLES,
    "request": request.EXAMPLES,
    "roster": roster.EXAMPLES,
    "group": group.EXAMPLES,
    "contact": contact.EXAMPLES,
    "content": content.EXAMPLES,
    "page": page.EXAMPLES,
    "lookup": lookup.EXAMPLES,
    "service": service.EXAMPLES,
    "answers": answers.EXAMPLES,
}
EXAMPLES: tuple[Example, ...] = tuple(example for column in COLUMNS.values() for example in column)

__all__ = ["COLUMNS", "EXAMPLES", "Example"]
