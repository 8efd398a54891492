"""A clock's line in a regime: what it may say, and where each mistake in it is told."""

from datetime import date

import pytest

from rules.clocks import Ladder
from rules.problems import RegimeError
from rules.regime import find_clock, load
from rules.shapes import AtLeast, Every, Fixed, Terms, Times, Within
from rules.units import UNITS
from rules.workdays import Workdays
from tests.rules.test_newcomer import smallest_regime

CALENDAR = Workdays()
SAID = ("cite: 第七条", "figure: 及时", "says: {zh_CN: 试行, en: on trial}")


def office(tmp_path, *lines):
    """The page's smallest regime with one more clock, TR-TRIAL; and the line on which that begins."""
    text = smallest_regime()
    path = tmp_path / "office.yaml"
    path.write_text(
        "\n".join([f"{text}  - id: TR-TRIAL", *(f"    {line}" for line in (*lines, *SAID))]), "utf-8"
    )
    return path, text.count("\n") + 1


def clock(tmp_path, *lines):
    return load(office(tmp_path, *lines)[0]).clock("TR-TRIAL")


LETTER = ("of: letter", "starts: letter.received", "stops: letter.answered")


@pytest.mark.parametrize(
    ("lines", "shape"),
    [
        ((*LETTER, "within: 4 workdays"), Within(4, "workdays")),
        ((*LETTER, "within: 15 days"), Within(15, "days")),
        ((*LETTER, "every: 2 months"), Every(2, "months")),
        (("of: column", "stops: column.updated", "times: 1 per week"), Times(1, "week")),
        (("of: office", "stops: office.reported", "on: 01-31"), Fixed(1, 31)),
        (
            (
                "of: solicitation",
                "starts: solicitation.opened",
                "stops: solicitation.closed",
                "at_least: 30 days",
            ),
            AtLeast(30),
        ),
        (
            ("of: column", "starts: column.updated", "stops: column.updated", "every: 10 days"),
            Every(10, "days"),
        ),
        ((*LETTER, "open: true"), None),
        ((*LETTER, "open: true", "within: 4 workdays"), Within(4, "workdays")),
    ],
)
def test_each_shape_stands_in_a_line(tmp_path, lines, shape):
    found = clock(tmp_path, *lines)
    assert found.shape == shape
    assert found.left_open is ("open: true" in lines)
    assert (found.classes, found.remind, found.soft, found.terms) == (frozenset(), None, False, Terms({}))


def test_what_else_a_line_may_settle(tmp_path):
    found = clock(
        tmp_path,
        "kinds: [publish, modify]",
        "starts: [item.formed, item.changed]",
        "stops: item.published",
        "classes: [news]",
        "within: 3 workdays",
        "pauses: {comaker: 15 workdays, third_party: 20 days}",
        "restarts: true",
        "extends: 20",
        "soft: true",
        "remind: [2, 0]",
        "replaces: [CN-26-PUBLISH]",
    )
    assert found.starts == ("item.formed", "item.changed")
    assert found.terms == Terms(
        {"comaker": (15, "workdays"), "third_party": (20, "days")}, restarts=True, extends=20
    )
    assert (found.classes, found.soft, found.replaces) == ({"news"}, True, {"CN-26-PUBLISH"})
    ladders = load("kaiping").ladders
    assert ladders.of(found) == Ladder((2, 0), ladders.overdue, ladders.upwards)


def test_an_office_sets_the_figure_that_the_regulation_left_open(tmp_path):
    path, _ = office(tmp_path, *LETTER, "open: true")
    chosen = load(path, overlays=[{"clocks": [{"id": "TR-TRIAL", "within": "5 workdays"}]}])
    assert chosen.clock("TR-TRIAL").due(date(2026, 2, 11), CALENDAR).on == date(2026, 2, 25)


def test_receipts_are_counted_as_the_office_chooses(tmp_path):
    path, _ = office(tmp_path, *LETTER, "within: 4 workdays")
    saturday = date(2026, 3, 7)
    for receipt, on in [("strict", date(2026, 3, 12)), ("next_workday", date(2026, 3, 13))]:
        found = load(path, overlays=[{"receipt": receipt}]).clock("TR-TRIAL")
        assert (found.terms.receipt, found.due(saturday, CALENDAR).on) == (receipt, on)


WRONG = [
    (LETTER, "", "must have just one of: within, every, times, on, at_least; or open: true"),
    ((*LETTER, "within: 4 workdays", "every: 4 days"), "", "must have just one of"),
    ((*LETTER, "open: true", "within: 4 workdays", "every: 4 days"), "", "must have just one of"),
    (
        ("of: letter", "starts: item.formed", "stops: letter.answered", "within: 4 days"),
        ".starts",
        "letter.received",
    ),
    (
        ("of: letter", "starts: letter.received", "stops: item.published", "within: 4 days"),
        ".stops",
        "letter.answered",
    ),
    (
        ("of: letter", "stops: letter.answered", "within: 4 days"),
        ".starts",
        "unless the calendar starts the clock",
    ),
    (
        ("of: letter", "stops: letter.answered", "every: 4 days"),
        ".starts",
        "unless the calendar starts the clock",
    ),
    (
        ("of: office", "starts: office.read", "stops: office.reported", "on: 01-31"),
        ".starts",
        "unless the calendar",
    ),
    (
        ("of: office", "starts: office.reported", "stops: office.read", "times: 2 per week"),
        ".starts",
        "unless the",
    ),
    (
        ("of: letter", "starts: letter.received", "stops: letter.received", "within: 4 days"),
        ".stops",
        "must differ",
    ),
    ((*LETTER, "kinds: [publish]", "within: 4 days"), ".kinds", "for items, and for them only"),
    (
        ("starts: item.formed", "stops: item.published", "within: 4 days"),
        ".kinds",
        "for items, and for them only",
    ),
    ((*LETTER, "within: 4 days", "replaces: [CN-26-PUBLIC]"), ".replaces", "the nearest is CN-26-PUBLISH"),
    ((*LETTER, "within: 4 moons"), ".within", "N workdays, N days, N months, same day, N hours"),
    ((*LETTER, "every: 4 workdays"), ".every", "N days, N months"),
    (("of: office", "stops: office.read", "times: 2 per fortnight"), ".times", "N per day, N per week"),
    (("of: office", "stops: office.read", "on: 02-30"), ".on", "MM-DD"),
    ((*LETTER, "at_least: 1 months"), ".at_least", "N days"),
    ((*LETTER, "within: 4 days", "extends: 0"), ".extends", "1"),
    ((*LETTER, "within: 4 days", "pauses: {neighbour: 5 days}"), ".pauses.neighbour", "third_party"),
    ((*LETTER, "within: 4 days", "pauses: {comaker: soon}"), ".pauses.comaker", "N workdays"),
    (("of: horse", "starts: letter.received", "stops: letter.answered", "within: 4 days"), ".of", "letter"),
    (("of: letter", "starts: []", "stops: letter.answered", "within: 4 days"), ".starts", "at least"),
]


@pytest.mark.parametrize(("lines", "key", "told"), WRONG)
def test_a_mistake_in_a_clocks_line_is_told_at_its_line(tmp_path, lines, key, told):
    path, first = office(tmp_path, *lines)
    with pytest.raises(RegimeError) as caught:
        load(path, lang="en")
    name = key.split(".")[1] if key else ""
    place = next((i for i, line in enumerate(lines) if name and line.startswith(f"{name}:")), -1)
    begins = f"{path}:{first + 1 + place}: clocks[TR-TRIAL]{key}: "
    assert any(one.startswith(begins) and told in one for one in str(caught.value).splitlines()), str(
        caught.value
    )
    assert all(
        any("一" <= sign <= "鿿" for sign in problem.say("zh_CN")) for problem in caught.value.problems
    )


def test_a_regulation_says_a_national_line_in_its_own_way(tmp_path):
    path = tmp_path / "office.yaml"
    path.write_text(f"{smallest_regime()}  - {{id: CN-33-ANSWER, starts: [request.applied]}}\n", "utf-8")
    own = load(path).clock("CN-33-ANSWER")
    assert (own.starts, own.shape) == (("request.applied",), Within(20, "workdays"))
    assert find_clock("CN-33-ANSWER").starts == ("request.received",)


@pytest.mark.parametrize(
    ("more", "begins", "told"),
    [
        (
            "duties: [{key: read, text: T, by: nobody, times: 1 per day, cite: 第七条, says: T}]",
            "duties.read.by: ",
            "no such role",
        ),
        (
            "duties: [{key: read, text: T, by: liaison, times: daily, cite: 第七条, says: T}]",
            "duties[read].times: ",
            "N per",
        ),
        (
            (
                "duties: [{key: read, text: T, by: liaison, times: 1 per day, always: true,"
                " rest_days: false, cite: 第七条, says: T}]"
            ),
            "duties.read.rest_days: ",
            "round the clock",
        ),
        (
            (
                "duties: [{key: read, text: T, by: liaison, cite: 第七条, says: T,"
                " lines: [{key: a, text: T, each: moon, cite: 第七条, says: T}]}]"
            ),
            "duties[read].lines[a].each: ",
            "important",
        ),
        ("reminders: {before: {20 workdays: [5], 3 moons: [1]}}", "reminders.before.3 moons: ", "N workdays"),
        ("reminders: {before: {20 workdays: [61]}}", "reminders.before.20 workdays[0]: ", "60"),
        (
            "reminders: {upwards: [{role: nobody, days: 1}]}",
            "reminders.upwards.nobody.role: ",
            "no such role",
        ),
        ("receipt: lenient", "receipt: ", "strict, next_workday"),
    ],
)
def test_what_stands_around_the_clocks_is_checked_too(tmp_path, more, begins, told):
    path = tmp_path / "office.yaml"
    path.write_text(
        smallest_regime()
        + more.replace(" T,", " {zh_CN: 读网, en: read},").replace(" T}", " {zh_CN: 读网, en: read}}"),
        "utf-8",
    )
    with pytest.raises(RegimeError) as caught:
        load(path, lang="en")
    assert any(f" {begins}" in one and told in one for one in str(caught.value).splitlines()), str(
        caught.value
    )


def test_hours_of_a_mere_date_end_on_a_day():
    """Only an instant has a due instant; a unit still counts dates, as every unit does."""
    assert UNITS["hours"].count(date(2026, 2, 16), 48, CALENDAR) == date(2026, 2, 18)
