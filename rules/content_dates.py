"""Are the dates of an item honest? A day and its weekday agree, nothing is dated tomorrow, nothing is old.

When something was published is set by the server and never by people; this looks at what they wrote.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from rules.content_find import Hit
from rules.content_plain import Plain
from rules.model import Content
from rules.regime import Regime
from rules.shapes import AtLeast

CLOSED = "solicitation.closed"
STALE = timedelta(days=365)
_DAY = re.compile(
    r"(?<![0-9])(?:(20[0-9]{2})年)?([0-9]{1,2})月([0-9]{1,2})日[ (]{0,2}"
    r"(?:(?:周|星期|礼拜)([一二三四五六日天]))?"
)
_WEEK = "一二三四五六日"
_YEARS = (date(2000, 1, 1), date(2099, 12, 31))
_SIGNED = re.compile(r"[ \t]{0,40}(20[0-9]{2})年([0-9]{1,2})月([0-9]{1,2})日[ \t]{0,40}")


def written_days(text: Plain, *, today: date) -> Iterator[Hit]:
    """Find days that are none (31 February) and weekdays that are not the day's own.

    A day without a year takes the year of the last one written out, or this year; its weekday counts as
    wrong only when no year next to that one makes it right.
    """
    year = today.year
    for found in _DAY.finditer(text.text):
        if found[1]:
            year = int(found[1])
        place = text.span(*found.span())
        day = _date(year, int(found[2]), int(found[3]))
        if day is None:
            if found[1] or int(found[2]) > 12 or int(found[3]) > 31:
                yield Hit("date_impossible", *place, text.written(*found.span()).strip("（( "), sure=False)
            continue
        if not found[4]:
            continue
        sign = "日" if found[4] == "天" else found[4]
        years = (year,) if found[1] else (year - 1, year, year + 1)
        days = [one for one in (_date(y, day.month, day.day) for y in years) if one is not None]
        if all(_WEEK[one.weekday()] != sign for one in days):
            yield Hit(
                "weekday_wrong",
                *place,
                text.written(*found.span()).strip(),
                f"星期{_WEEK[day.weekday()]}",
                sure=False,
            )


def short_consultation(content: Content, regime: Regime, *, today: date) -> Iterator[Hit]:
    """Find a public consultation that would end sooner than its least period, were it opened today."""
    least = [clock.shape for clock in regime.clocks if clock.stops == CLOSED]
    for line in regime.lines(content.kind, content.matter):
        held = content.fields.get(line.name) if line.starts == CLOSED else None
        for shape in least if isinstance(held, str) and held else ():
            if isinstance(shape, AtLeast) and date.fromisoformat(str(held)) - today < timedelta(days=shape.n):
                yield Hit("consultation_short", shown=str(held), sure=False)


def signed_day(text: Plain, *, today: date) -> Iterator[Hit]:
    """Find a date of signature (a last line that is nothing but a date) that has not come yet."""
    body = text.text.rstrip()
    start = body.rfind("\n") + 1
    found = _SIGNED.fullmatch(body, start)
    day = None if found is None else _date(int(found[1]), int(found[2]), int(found[3]))
    if found is not None and day is not None and day > today:
        yield Hit("signed_ahead", *text.span(found.start(1), found.end(3) + 1), day.isoformat(), sure=False)


def formed(on: date | None, *, today: date) -> Iterator[Hit]:
    """Judge the date on which the information was formed: not after today, hardly over a year ago."""
    if on is not None and on > today:
        yield Hit("formed_ahead", shown=on.isoformat())
    elif on is not None and today - on > STALE:
        yield Hit("formed_long_ago", shown=on.isoformat(), sure=False)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if _YEARS[0] <= found <= _YEARS[1] else None
