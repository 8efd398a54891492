"""Example facts for every kind and state of card: the gallery draws them, the tests read them."""

from bot.cards.examples import (
    answers,
    batch,
    calendars,
    clock,
    contact,
    content,
    delegation,
    deputy,
    enquiry,
    external,
    group,
    handing,
    life,
    lookup,
    page,
    publish,
    remark,
    request,
    review,
    roster,
    service,
    signers,
    submit,
    vacancy,
)
from bot.cards.examples.cast import Example

COLUMNS: dict[str, tuple[Example, ...]] = {
    "submit": submit.EXAMPLES,
    "review": review.EXAMPLES,
    "external": external.EXAMPLES,
    "handing": handing.EXAMPLES,
    "delegation": delegation.EXAMPLES,
    "signers": signers.EXAMPLES,
    "vacancy": vacancy.EXAMPLES,
    "deputy": deputy.EXAMPLES,
    "publish": publish.EXAMPLES,
    "clock": clock.EXAMPLES,
    "calendars": calendars.EXAMPLES,
    "enquiry": enquiry.EXAMPLES,
    "request": request.EXAMPLES,
    "roster": roster.EXAMPLES,
    "group": group.EXAMPLES,
    "contact": contact.EXAMPLES,
    "content": content.EXAMPLES,
    "page": page.EXAMPLES,
    "lookup": lookup.EXAMPLES,
    "life": life.EXAMPLES,
    "batch": batch.EXAMPLES,
    "remark": remark.EXAMPLES,
    "service": service.EXAMPLES,
    "answers": answers.EXAMPLES,
}
EXAMPLES: tuple[Example, ...] = tuple(example for column in COLUMNS.values() for example in column)

__all__ = ["COLUMNS", "EXAMPLES", "Example"]
