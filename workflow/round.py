"""读网: one day's checklist, answered line by line or all at once, signed, handed over to the next reader."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from rules.checklist import ANSWERS, EXCEPTION, OK, Held, needs_a_person, open_lines, outcome
from storage import copies, orgs, rounds
from storage.canon import json_value
from workflow import duty
from workflow.desk import Desk, Refused
from workflow.notices import Notice, plain

plain("duty.recorded")
NOTE = 500  # characters
ADDRESS = re.compile(r"https?://[^\s，。；、]+")
OPEN, SIGNED, UNFINISHED, MISSED, VACANT = "open", "signed", "unfinished", "missed", "vacant"


@dataclass(frozen=True, slots=True)
class Round:
    """One round with its lines. ``row`` is its row."""

    row: Any
    lines: tuple[Any, ...]

    @property
    def id(self) -> int:
        return int(self.row.id)

    @property
    def about(self) -> str:
        return f"round:{self.row.id}"

    @property
    def org(self) -> int:
        return int(self.row.org_id)

    @property
    def office(self) -> int:
        return int(self.row.office_id)

    @property
    def on(self) -> date:
        return date.fromisoformat(self.row.duty_on)

    @property
    def state(self) -> str:
        return str(self.row.state)

    @property
    def readers(self) -> list[int]:
        return list(json_value(self.row.readers))

    @property
    def stand_ins(self) -> list[int]:
        return list(json_value(self.row.stand_ins))

    @property
    def held(self) -> list[Held]:
        return [Held(one.line, bool(one.must), one.machine, one.value) for one in self.lines]

    def line(self, key: str) -> Any:
        """The line of that key, or of that number. Raises Refused."""
        for one in self.lines:
            if key in (one.line, str(one.position)):
                return one
        raise Refused("duty.line_unknown", last=len(self.lines))


def load(desk: Desk, round_id: int) -> Round:
    """The round as it stands. Raises Refused where there is none."""
    row = rounds.round_(desk.tx, round_id)
    if row is None:
        raise Refused("duty.round_unknown")
    return Round(row, tuple(rounds.lines_of(desk.tx, round_id)))


def of_subject(desk: Desk, subject: str) -> Round:
    """The round behind ``round:12``, for whoever is going to change it: nobody else acts on it until then."""
    round_id = int(subject.rpartition(":")[2])
    rounds.hold(desk.tx, round_id)
    return load(desk, round_id)


def mine(desk: Desk, *, by: int) -> Round:
    """The round that somebody reads now: today's, else the newest open one. Raises Refused for none."""
    org = duty.org_of(desk, by)
    start = desk.today.fromordinal(desk.today.toordinal() - 7).isoformat()
    found = rounds.between(desk.tx, org, start=start, end=desk.today_on)
    own = [row for row in found if row.state in (OPEN, SIGNED) and _may(load(desk, row.id), by)]
    open_ = [row for row in own if row.state == OPEN]
    if not own:
        raise Refused("duty.none_open")
    return of_subject(desk, f"round:{(open_ or own)[-1].id}")


def _may(it: Round, person: int) -> bool:
    return person in it.readers or person in it.stand_ins


def may_answer(desk: Desk, it: Round, *, by: int) -> None:
    """Raises Refused for whoever neither reads it nor stands in, and for a round that has ended."""
    if not _may(it, by):
        readers = duty.names(desk, it.readers)
        raise Refused("duty.not_reader", names=readers)
    if it.state != OPEN:
        raise Refused("duty.over", day=it.row.duty_on)


# Answers --------------------------------------------------------------------------------------------------


def answer(desk: Desk, subject: str, *, by: int, line: str, value: str) -> Notice:
    """One line is in order, or not. A second answer takes the first one's place until the round is signed."""
    it = of_subject(desk, subject)
    may_answer(desk, it, by=by)
    if value not in ANSWERS:
        raise Refused("duty.line_unknown", last=len(it.lines))
    key = it.line(line).line
    _answer(desk, it, key, value, by=by)
    touch(desk, it)
    return _recorded(it, by, "answered", n=it.line(key).position, value=value)


def _answer(desk: Desk, it: Round, key: str, value: str, *, by: int) -> None:
    rounds.answer(desk.tx, it.id, line=key, value=value, by=by)
    desk.audit("round.answered", it.about, person=by, org=it.org, line=key, value=value)


@dataclass(frozen=True, slots=True)
class Excepted:
    """A line that is not in order: its round and row, who says so in which words; and is it signed?"""

    round: Round
    line: Any
    words: str
    by: int
    is_signed: bool


Hears = Callable[[Desk, Excepted], str | None]
HEARERS: list[Hears] = []


def excepted(hears: Hears) -> Hears:
    """The decorated function hears of each line that is not in order, when its words are said and again when
    the round is signed. What it gives back stands beside the line instead of the words.
    """
    HEARERS.append(hears)
    return hears


def _tell(desk: Desk, told: Excepted) -> str:
    """Whoever hears of it is told; what is to stand beside the line."""
    found = [instead for hears in HEARERS if (instead := hears(desk, told)) is not None]
    return found[0] if found else told.words


def all_ok(desk: Desk, subject: str, *, by: int) -> Notice:
    """全部正常: whatever is open is in order, and the round is signed. What the machine found wrong is
    answered by itself first.
    """
    it = of_subject(desk, subject)
    may_answer(desk, it, by=by)
    if red := needs_a_person(it.held):
        raise Refused("duty.red", count=len(red), names=[json_value(it.line(key).text) for key in red])
    for key in open_lines(it.held):
        _answer(desk, it, key, OK, by=by)
    return _sign(desk, load(desk, it.id), by=by)


def tick(desk: Desk, subject: str, *, by: int, offered: list[str], failed: list[str]) -> Round:
    """有情况: the ticked lines are not in order, the others that were offered are."""
    it = of_subject(desk, subject)
    may_answer(desk, it, by=by)
    known = {one.line for one in it.lines}
    for key in offered:
        if key in known:
            _answer(desk, it, key, EXCEPTION if key in failed else OK, by=by)
    touch(desk, it)
    return load(desk, it.id)


def note(desk: Desk, subject: str, *, by: int, line: str, text: str) -> Round:
    """What is the matter with a line, in words; an address in them is its evidence. Raises Refused."""
    it = of_subject(desk, subject)
    may_answer(desk, it, by=by)
    said = text.strip()
    if not said:
        raise Refused("duty.note_missing", n=it.line(line).position)
    if len(said) > NOTE:
        raise Refused("text.too_long", limit=NOTE)
    key = it.line(line).line
    if it.line(key).value != EXCEPTION:
        _answer(desk, it, key, EXCEPTION, by=by)
    address = ADDRESS.search(said)
    shown = _tell(desk, Excepted(it, it.line(key), said, by, is_signed=False))
    rounds.say(desk.tx, it.id, line=key, note=shown, url=address[0] if address and shown == said else "")
    desk.audit("round.noted", it.about, person=by, org=it.org, line=key)
    touch(desk, it)
    return load(desk, it.id)


def untold(it: Round) -> Any | None:
    """The first line that is not in order and of which nobody has said what is the matter."""
    return next((one for one in it.lines if one.value == EXCEPTION and not one.note), None)


def sign(desk: Desk, subject: str, *, by: int) -> Notice:
    """签名: every line is answered, and what is not in order has its words. Raises Refused."""
    it = of_subject(desk, subject)
    may_answer(desk, it, by=by)
    return _sign(desk, it, by=by)


def _sign(desk: Desk, it: Round, *, by: int) -> Notice:
    if left := open_lines(it.held):
        raise Refused("duty.lines_open", count=len(left))
    if (line := untold(it)) is not None:
        raise Refused("duty.note_missing", n=line.position)
    came_to = outcome(it.held) or OK
    if not rounds.sign(desk.tx, it.id, by=by, outcome=came_to):
        raise Refused("duty.over", day=it.row.duty_on)
    desk.audit("round.signed", it.about, person=by, org=it.org, on=it.row.duty_on, outcome=came_to)
    for one in it.lines:
        if one.value == EXCEPTION:
            _tell(desk, Excepted(it, one, str(one.note), by, is_signed=True))
    touch(desk, it)
    return _recorded(it, by, f"signed_{came_to}", count=sum(one.value == EXCEPTION for one in it.lines))


def hand_over(desk: Desk, text: str, *, by: int) -> Notice:
    """交接: what the next reader should know; of a round that was not finished, why."""
    said = text.strip()
    if not said:
        raise Refused("duty.handover_missing")
    if len(said) > NOTE:
        raise Refused("text.too_long", limit=NOTE)
    it = _newest(desk, by=by)
    rounds.hand_over(desk.tx, it.id, note=said)
    desk.audit("round.handed_over", it.about, person=by, org=it.org)
    touch(desk, it)
    return _recorded(it, by, "handed_over")


def _newest(desk: Desk, *, by: int) -> Round:
    """The newest round that was somebody's, ended or not. Raises Refused where there is none."""
    org = duty.org_of(desk, by)
    start = desk.today.fromordinal(desk.today.toordinal() - 31).isoformat()
    for row in reversed(rounds.between(desk.tx, org, start=start, end=desk.today_on)):
        it = load(desk, row.id)
        if _may(it, by):
            return it
    raise Refused("duty.none_open")


def prefill(desk: Desk, it: Round, line: str, result: Mapping[str, Any]) -> bool:
    """What the machine found of a line: ``result`` has ``value`` (ok | exception) and whatever proves it.

    It stands beside the line, marked 机器检查; the person still decides. False where there is no such line,
    or the round has ended.
    """
    value = str(result["value"])
    if it.state != OPEN or value not in ANSWERS:
        return False
    told = {key: held for key, held in result.items() if key != "value"}
    if not rounds.prefill(desk.tx, it.id, line=line, machine=value, told=told):
        return False
    desk.audit("round.prefilled", it.about, person=None, org=it.org, line=line, value=value)
    touch(desk, it)
    return True


# Shown everywhere -----------------------------------------------------------------------------------------


def board(group: int, day: date) -> str:
    """What a group's post of a day is about."""
    return f"board:{group}:{day.toordinal()}"


def touch(desk: Desk, it: Round) -> None:
    """Whatever shows the round is drawn again: the readers' cards, and the post in the office's groups."""
    copies.touch(desk.tx, it.about)
    for group in orgs.groups_of(desk.tx, it.org, office_id=it.office):
        copies.touch(desk.tx, board(group.id, it.on))


def _recorded(it: Round, by: int, what: str, **facts: object) -> Notice:
    return Notice("duty.recorded", by, it.about, facts={"what": what, "day": it.row.duty_on, **facts})
