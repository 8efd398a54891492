"""代理: somebody sits for an absent colleague, from one day to another, with all posts or one of them."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from rules.dates import read_coming
from rules.model import Refusal

LONGEST_DAYS = 92  # whoever is away longer gives up the post
REFUSALS = frozenset(
    {
        "deputy.self",
        "deputy.past",
        "deputy.too_long",  # limit, in days
        "deputy.unbound",
        "deputy.overlaps",  # other: who sits for the person in these days already
        "deputy.busy",  # other: for whom the deputy sits with the same role in these days
        "deputy.away",  # the deputy is away too
        "deputy.stands_in",  # other: the absent one sits for them in these days
        "deputy.no_seat",  # the absent one holds no post at which anything is judged
    }
)
_DAYS = re.compile(r"(\d{1,3})\s*(?:天|日|days?)$")
_WEEKS = re.compile(r"(\d{1,2})\s*(?:周|个?星期|weeks?)$")
_UNTIL = re.compile(r"(?:到|至|until\s)\s*(.+)$")
_FROM = re.compile(r"(?:从|自)?\s*(.+?)\s*(?:到|至|起至|起到)\s*(.+)$")


@dataclass(frozen=True, slots=True)
class Span:
    """Civil days, the last one included."""

    first: date
    last: date

    def meets(self, other: "Span") -> bool:
        """Do the two have a day in common?"""
        return self.first <= other.last and other.first <= self.last


@dataclass(frozen=True, slots=True)
class Standing:
    """Who sits for whom, when, with which of their posts ("" for all)."""

    person: int
    deputy: int
    span: Span
    role: str = ""


def read_span(text: str, *, today: date) -> Span | None:
    """Return the days that the words name: 3天, 1周, 到2月13日, 2月16日到2月20日, 今天; None for none.

    What is counted begins today.
    """
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    if found := _DAYS.match(plain):
        return Span(today, today + timedelta(days=int(found[1]) - 1)) if int(found[1]) else None
    if found := _WEEKS.match(plain):
        return Span(today, today + timedelta(days=7 * int(found[1]) - 1)) if int(found[1]) else None
    if found := _UNTIL.match(plain):
        last = read_coming(found[1], today=today)
        return None if last is None else Span(today, last)
    if found := _FROM.match(plain):
        first = read_coming(found[1], today=today)
        last = None if first is None else read_coming(found[2], today=first)
        return None if first is None or last is None else Span(first, last)
    one = read_coming(plain, today=today)
    return None if one is None else Span(one, one)


def judge(
    wish: Standing,
    standing: Iterable[Standing],
    *,
    today: date,
    bound: bool,
    seats: bool,
    alike: Collection[int] = (),
) -> Refusal | None:
    """Tell why somebody cannot sit for another in these days; None when they can.

    `standing` are the deputies of these two and by them; `bound` tells that messages reach the deputy,
    `seats` that the absent one holds a post at which something is judged or published, `alike` are those who
    hold one of the same role: nobody signs once for two.
    """
    if wish.deputy == wish.person:
        return Refusal("deputy.self")
    if not seats:
        return Refusal("deputy.no_seat")
    if wish.span.last < today or wish.span.first < today or wish.span.last < wish.span.first:
        return Refusal("deputy.past")
    if (wish.span.last - wish.span.first).days >= LONGEST_DAYS:
        return Refusal("deputy.too_long", {"limit": LONGEST_DAYS})
    if not bound:
        return Refusal("deputy.unbound")
    for one in standing:
        if not one.span.meets(wish.span):
            continue
        if one.person == wish.person and (not one.role or not wish.role or one.role == wish.role):
            return Refusal("deputy.overlaps", {"other": one.deputy})
        if one.deputy == wish.deputy and one.person in alike:
            return Refusal("deputy.busy", {"other": one.person})
        if one.person == wish.deputy:
            return Refusal("deputy.away")
        if one.deputy == wish.person:
            return Refusal("deputy.stands_in", {"other": one.person})
    return None
