"""Examples of 日历."""

from bot.cards.examples.cast import LONG_TITLE, PROPOSE, TITLE, Example, deadline, label

SOURCE = "国办发明电〔2026〕8号"
HASH = "5d0c"
TRIED = {
    "days": [
        {"from": "2027-01-01", "to": "2027-01-01", "work": False, "name": "元旦"},
        {"from": "2027-02-06", "to": "2027-02-06", "work": True, "name": "春节"},
        {"from": "2027-02-08", "to": "2027-02-12", "work": False, "name": "春节"},
    ],
    "known": 2027,
    "unknown": None,
    "clocks": 31,
    "moves": 14,
    "settled": 3,
    "groups": [
        {"old": "2027-01-08", "new": "2027-01-11", "n": 12},
        {"old": "2027-02-18", "new": "2027-02-17", "n": 1},
    ],
    "more": 1,
    "year": 2027,
    "source": SOURCE,
    "hash": HASH,
}
NOTHING = {**TRIED, "days": [], "moves": 0, "settled": 0, "groups": [], "more": 0}
LINES = [
    {**PROPOSE, "number": "KP-2026-0042", "title": TITLE, "subject": "item:42", "old": "2026-02-12"},
    {
        **deadline("2027-01-11", 4, provisional=True),
        "number": None,
        "title": LONG_TITLE,
        "subject": "item:43",
        "old": "2027-01-08",
    },
    {**PROPOSE, "number": None, "title": "", "subject": "letter:7", "old": None},
]
MOVED = {"lines": LINES, "more": 4, "year": 2027, "source": SOURCE, "ended": False}
ENTRY = {
    "id": 3,
    "scope": "",
    "year": 2027,
    "days": 39,
    "source": SOURCE,
    "by": "周敏",
    "at": "2026-11-05T09:12:00+08:00",
    "state": "valid",
}
PROBLEMS = [
    {"line": 1, "key": "", "allowed": label("缺少“端午”一项", "the item of 端午 is missing"), "found": None},
    {
        "line": 10,
        "key": "劳动节",
        "allowed": label("2026年5月1日是周五", "1 May 2026 is a Friday (周五)"),
        "found": "5月1日（周四）",
    },
]

EXAMPLES = (
    *(
        Example("calendar.tried", state, {**TRIED, "state": state})
        for state in ("open", "entered", "dropped", "over")
    ),
    Example("calendar.tried", "open_nothing", {**NOTHING, "state": "open"}),
    Example("calendar.unread", "two", {"problems": PROBLEMS, "n": 2}),
    Example("calendar.unread", "many", {"problems": PROBLEMS, "n": 19}),
    Example("calendar.entered", "open", {"id": 3, "year": 2027}),
    Example(
        "calendar.shown",
        "missing",
        {"years": [2026], "missing": [2027], "provisional": 14, "entries": []},
    ),
    Example(
        "calendar.shown",
        "known",
        {"years": [2026, 2027], "missing": [], "provisional": 0, "entries": [ENTRY]},
    ),
    Example("calendar.missing", "some", {"year": 2027, "provisional": 14}),
    Example("calendar.missing", "none", {"year": 2027, "provisional": 0}),
    Example("calendar.moved", "year", MOVED),
    Example("calendar.moved", "days", {**MOVED, "lines": LINES[:1], "more": 0, "year": None}),
    Example("calendar.moved", "ended", {**MOVED, "lines": LINES[:1], "more": 0, "ended": True}),
)
