"""Dates as people write them: 2026年2月9日, 2月9日, 2026-2-9, 20260209, 今天, yesterday."""

import re
import unicodedata
from datetime import date, timedelta

_NEAR = {"今天": 0, "今日": 0, "today": 0, "昨天": 1, "昨日": 1, "yesterday": 1, "前天": 2, "前日": 2}
_FULL = re.compile(r"(\d{4})\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})\s*日?$")
_SHORT = re.compile(r"(\d{1,2})\s*[-月/.]\s*(\d{1,2})\s*[日号]?$")
_SOLID = re.compile(r"(\d{4})(\d{2})(\d{2})$")
_YEARS = range(1949, 2100)


def read_date(text: str, *, today: date) -> date | None:
    """The date that the text names; None where it names none.

    A day without its year is the newest such day not after `today`.
    """
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    if plain in _NEAR:
        return today - timedelta(days=_NEAR[plain])
    if found := _FULL.match(plain) or _SOLID.match(plain):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _SHORT.match(plain):
        month, day = int(found[1]), int(found[2])
        for year in range(today.year, today.year - 9, -1):
            near = _day(year, month, day)
            if near is not None and near <= today:
                return near
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year in _YEARS else None
    except ValueError:
        return None


def read_coming(text: str, *, today: date) -> date | None:
    """The same for what lies ahead: a day without its year is the next such day from `today` on.

    A day that is past although its year is named is given back as it is.
    """
    for year in ("", f"{today.year}年", f"{today.year + 1}年"):
        found = read_date(f"{year}{text.strip()}", today=today)
        if found is not None and found >= today:
            return found
    return read_date(text, today=today)
