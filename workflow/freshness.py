"""栏目更新: what keeps a column fresh (publications, the machine's reading, somebody's word), and the periods
that the calendar begins. A column of which nothing is known stays silent.
"""

from datetime import date, time, timedelta

from rules import column as rules
from rules.clocks import Clock
from rules.dates import read_date
from storage import clocks, copies, ledger
from workflow import column, own, unset, watch
from workflow.column import ColumnAt
from workflow.desk import Desk, Refused
from workflow.notices import Notice, plain
from workflow.subjects import Item
from workflow.timers import Due, timer

PERIOD = "column.period"
NOTE = 500  # characters of a written statement
plain("column.recorded", "column.ask")


# What happens to a column -----------------------------------------------------------------------------------


def happened(
    desk: Desk,
    it: ColumnAt,
    event: str,
    *,
    on: date,
    how: str,
    by: int | None = None,
    item: int | None = None,
    words: str = "",
) -> bool:
    """A column was updated, checked, replaced, or its keeper stated in writing why not; False if known.

    An update is a check too. What is older than what is known of it starts nothing.
    """
    known = not ledger.note(
        desk.tx, it.id, event=event, on=on.isoformat(), how=how, by=by, item=item, words=words
    )
    if known:
        return False
    desk.audit(f"column.{event}", it.about, person=by, org=it.org, on=on.isoformat(), how=how, item=item)
    if event in (rules.UPDATED, rules.REPLACED) and on.isoformat() > (it.row.updated_on or ""):
        ledger.change(desk.tx, it.id, updated_on=on.isoformat(), updated_how=how)
        if it.row.entries == 0:
            ledger.change(desk.tx, it.id, entries=None)
        _restart(desk, it, on)
    for rule in it.clocks:
        if rules.periodic(rule) and event in _meeting(rule):
            _count(desk, it, rule, on)
    copies.touch(desk.tx, it.about)
    return True


def _meeting(rule: Clock) -> tuple[str, ...]:
    """Which events count for a period."""
    own = rule.stops.partition(".")[2]
    more = (rules.UPDATED,) if own == rules.CHECKED else ()
    return (own, *more, *((rules.STATED,) if rule.statement else ()))


def _restart(desk: Desk, it: ColumnAt, on: date) -> None:
    """The longest interval begins anew from the newest update."""
    running = {row.rule: row for row in watch.running(desk, it)}
    for rule in it.clocks:
        if rules.periodic(rule) or rule.shape is None or "column.updated" not in rule.starts:
            continue
        old = running.get(rule.id)
        if old is not None and old.start_on >= on.isoformat():
            continue
        if old is not None:
            watch.keep(desk, it, old, on=on)
        watch.begin(desk, it, rule, on=on)


def _count(desk: Desk, it: ColumnAt, rule: Clock, on: date) -> None:
    """Enough of a period: its promise is kept, and the next period's runs."""
    first, last = rules.span(rule, on)
    done = sum(
        ledger.times(desk.tx, it.id, event=event, first=first.isoformat(), last=last.isoformat())
        for event in _meeting(rule)
    )
    if done < rules.wanted(rule):
        return
    for row in watch.running(desk, it):
        if row.rule == rule.id and row.start_on <= first.isoformat():
            watch.keep(desk, it, row, on=on)
    if last >= desk.today:
        watch.begin(desk, it, rule, on=last + timedelta(days=1))


# Periods ---------------------------------------------------------------------------------------------------


def take_up(desk: Desk, it: ColumnAt) -> None:
    """The ledger has a column from now on: its periods run, its intervals from the last known update."""
    if any(rule.shape is None for rule in it.clocks):
        unset.ask(desk, it.org, it.regime, of="column")
    if it.row.updated_on is not None:
        _restart(desk, it, date.fromisoformat(it.row.updated_on))
    _periods(desk, it)


def known(desk: Desk, it: ColumnAt, *, on: str) -> None:
    """The table of duties says when it was updated last (ISO); an older date changes nothing."""
    if on > (it.row.updated_on or ""):
        ledger.change(desk.tx, it.id, updated_on=on, updated_how="table")
        _restart(desk, it, date.fromisoformat(on))


def let_go(desk: Desk, it: ColumnAt) -> None:
    """The ledger has it no more, or with other duties: what runs for it ends."""
    watch.end_all(desk, it, "replaced")
    clocks.cancel(desk.tx, kind=PERIOD, subject=it.about)


def _periods(desk: Desk, it: ColumnAt) -> None:
    following: list[date] = []
    for rule in it.clocks:
        if not rules.periodic(rule):
            continue
        first, last = rules.span(rule, desk.today)
        following.append(last + timedelta(days=1))
        running = [row for row in watch.running(desk, it) if row.rule == rule.id]
        for row in running:
            if row.start_on < first.isoformat():
                _missed(desk, it, rule, row, first)
        done = sum(
            ledger.times(desk.tx, it.id, event=event, first=first.isoformat(), last=last.isoformat())
            for event in _meeting(rule)
        )
        start = first if done < rules.wanted(rule) else last + timedelta(days=1)
        watch.begin(desk, it, rule, on=start)
    if following:
        _wake(desk, it, min(following))


def _missed(desk: Desk, it: ColumnAt, rule: Clock, row: object, first: date) -> None:
    """A period went by: that is said on its own; one that is older still gives way."""
    start_on = str(getattr(row, "start_on", ""))
    before, _ = rules.span(rule, first - timedelta(days=1))
    if start_on < before.isoformat():
        watch.let_go(desk, it, row)
    else:
        desk.audit("column.missed", it.about, person=None, org=it.org, rule=rule.id, start_on=start_on)


def _wake(desk: Desk, it: ColumnAt, day: date) -> None:
    clocks.plant(
        desk.tx,
        kind=PERIOD,
        subject=it.about,
        occasion=day.isoformat(),
        fire_at=desk.ms_at(day, time(0, 5)),
    )


@timer(PERIOD)
def period_began(desk: Desk, due: Due) -> None:
    """A week, a month, two months or a year begins."""
    row = ledger.entry(desk.tx, int(due.subject.rpartition(":")[2]))
    if row is not None:
        _periods(desk, column.of_row(desk, row))


# By publication, by the machine, by hand ------------------------------------------------------------------


def published(desk: Desk, item: Item, *, on: date) -> None:
    """An item stands on the site: its column, and a second one that its form names, were updated that day."""
    if item.row.kind == "delete":
        return
    for key in own.columns_of(item):
        row = ledger.entry_by_key(desk.tx, item.org, key=key)
        if row is not None:
            it = column.of_row(desk, row)
            happened(desk, it, rules.UPDATED, on=on, how="publication", item=item.id)


def read_on(desk: Desk, it: ColumnAt, *, newest: date | None, entries: int | None) -> None:
    """What the machine read of a column's list: its newest date, and how many entries it shows.

    A date to come is no update.
    """
    ledger.change(desk.tx, it.id, entries=entries, read_at=desk.ms)
    copies.touch(desk.tx, it.about)
    if newest is not None and newest <= desk.today and newest.isoformat() > (it.row.updated_on or ""):
        happened(desk, it, rules.UPDATED, on=newest, how="reading")


def say(desk: Desk, it: ColumnAt, event: str, *, by: int, text: str = "") -> Notice:
    """已更新, 无变化, 已更换, 书面说明: a keeper says so. ``text`` is the day, of a statement its words.

    Raises Refused for others, for a day to come or before the last known one, for an empty statement, and for
    what this column does not owe.
    """
    it = column.hold(desk, it.id)
    if not column.keeps(desk, it, by):
        raise Refused("column.not_yours", name=it.name)
    owed = {met for rule in it.clocks if rules.periodic(rule) for met in _meeting(rule)}
    on, words = desk.today, ""
    if event == rules.STATED:
        words = text.strip()[:NOTE]
        if not words:
            raise Refused("column.statement_missing", name=it.name)
    elif text.strip():
        day = read_date(text, today=desk.today)
        if day is None or day > desk.today:
            raise Refused("column.date")
        on = day
    if event != rules.UPDATED and event not in owed | _open_events(it):
        raise Refused(f"column.no_{event}", name=it.name)
    new = happened(desk, it, event, on=on, how="hand", by=by, words=words)
    facts = {"what": event if new else "known", "name": it.name, "on": on.isoformat()}
    return Notice("column.recorded", by, it.about, facts=facts)


def _open_events(it: ColumnAt) -> set[str]:
    """What the regulation asks of it without a figure."""
    return {rule.stops.partition(".")[2] for rule in it.clocks if rule.shape is None}
