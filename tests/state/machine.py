"""Any order of what people do to items: handing in, deciding, undoing, leaving, coming back, restarting."""

# ruff: noqa: S608 -- the ids and words in these statements are the tests' own

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot import dispatch
from bot.platforms.base import TapIn
from rules.deputy import Span
from rules.model import Kind, Verdict
from tests.state.house import BOT, NAMES, PHONES, PLATFORM, SITE, VARIANTS, Office, Place
from tests.state.oracle import Oracle
from workflow import (
    confirm,
    deputy,
    draft,
    handing,
    importance,
    publish,
    reach,
    review,
    roster,
    secrecy,
    signers,
    submit,
    undo,
    wording,
)
from workflow.desk import Desk, Refused

MOST_ITEMS = 4
HANDERS_IN = ("chen", "chen", "sun", "liu")
MORE_POSTS = (
    ("chen", "fzg", "head"),
    ("ma", "fzg", "head"),
    ("ma", "fzg", "leader"),
    ("sun", "bgs", "office"),
    ("zhou", "bgs", "office"),
    ("zhao", "bgs", "webadmin"),
    ("zhou", "bgs", "webadmin"),
    ("ma", "bgs", "webadmin"),
)
OUTCOMES = ("verified", "verified", "verified", "differs", "not_yet", "cannot_check", None)
any_of = st.integers(0, 59)  # picks one of whatever there is
person = st.sampled_from(sorted(PHONES))
days_ago = st.integers(0, 3)


def when(*states: str) -> Callable[[Any], Any]:
    """Only while some item is in one of these states."""
    listed = ", ".join(f"'{state}'" for state in states)
    return _where(f"SELECT 1 FROM items WHERE state IN ({listed})")


def at(key: str, state: str = "open") -> Callable[[Any], Any]:
    """Only while some step of this kind stands so."""
    return _where(f"SELECT 1 FROM steps WHERE state = '{state}' AND key {key}")


def _where(sql: str) -> Callable[[Any], Any]:
    return precondition(lambda self: self.office is not None and bool(self.rows(f"{sql} LIMIT 1")))


class Approval(RuleBasedStateMachine):
    """The real use cases on a real database; the oracle looks after each act."""

    place: Place
    figures: dict[str, int]

    office: Office | None = None

    @initialize(
        variant=st.sampled_from(VARIANTS),
        posts=st.lists(st.sampled_from(MORE_POSTS), max_size=3, unique=True),
        under_way=st.lists(
            st.tuples(
                st.sampled_from(HANDERS_IN),
                st.sampled_from(list(Kind)),
                st.booleans(),
                days_ago,
                st.integers(0, 6),
            ),
            min_size=1,
            max_size=3,
        ),
    )
    def move_in(self, variant, posts, under_way):
        """An office with some items that have come some way already."""
        self.office = Office(self.place, variant)
        for post in posts:
            self.office.engage(*post)
        self.oracle = Oracle(
            self.office.rows, shares=variant.shares, resumes=variant.resumes, beside=variant.beside
        )
        self.last: Callable[[Desk], Any] | None = None
        self.taps = 0
        self.accounts = dict(PHONES)
        for number, (who, kind, important, ago, steps) in enumerate(under_way):
            self.written(who, kind=kind, important=important, ago=ago, hand_in=steps > 0)
            for _ in range(steps - 1):
                self.one_step(number)

    # What the rules pick from ---------------------------------------------------------------------

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self.office.rows(sql)

    def pick(self, which: int, sql: str) -> tuple[Any, ...] | None:
        found = self.rows(sql)
        return found[which % len(found)] if found else None

    def item(self, which: int, *states: str) -> tuple[int, int, str] | None:
        """An item in one of these states: its id, its submitter, its state."""
        listed = ", ".join(f"'{state}'" for state in states)
        return self.pick(
            which, f"SELECT id, submitter_id, state FROM items WHERE state IN ({listed}) ORDER BY id"
        )

    def seat(self, which: int, where: str = "s.state = 'open'") -> tuple[int, int, int, str, str] | None:
        """A seat: its id, its person, its item, its step's key, the content that is judged."""
        return self.pick(
            which,
            "SELECT p.id, p.person_id, s.item_id, s.key, s.content_hash FROM seats p JOIN steps s ON s.id = p.step_id "
            f"WHERE {where} ORDER BY p.id",
        )

    def do(self, fn: Callable[[Desk], Any], *, by: int | None = None) -> Any:
        """One act; somebody who is suspended has no account to act from."""
        if by is not None and not self.rows(
            f"SELECT id FROM accounts WHERE person_id = {by} AND state = 'active'"
        ):
            return None
        found = self.office.act(fn)
        self.last = fn
        self.figures["refused" if isinstance(found, Refused) else "done"] = (
            self.figures.get("refused" if isinstance(found, Refused) else "done", 0) + 1
        )
        return found

    # Writing --------------------------------------------------------------------------------------

    def few(self) -> bool:
        return self.office is not None and len(self.rows("SELECT id FROM items")) < MOST_ITEMS

    def fill(self, desk: Desk, item: int, *, by: int, kind: str, important: bool, ago: int) -> None:
        answers = {
            "title": f"关于第{item}件事的通知",
            "column": "tzgg",
            "importance": "important" if important else "ordinary",
            "reason": "时间有调整。",
        }
        if kind != "delete":
            answers |= {
                "body": "请各单位于3月底前办理。",
                "formed_on": (desk.today - timedelta(days=ago)).isoformat(),
                "source": "unit",
                "secrecy_opinion": "no_secret",
                "change": "原文为3月底前，改为4月底前。",
            }
        if kind != "publish":
            answers["target_url"] = f"{SITE}tzgg/{item}.html"
        regime = draft.editable(desk, item, by=by)
        fields = {line.name for line in regime.regime.form if regime.kind in line.kinds}
        for name, value in answers.items():
            if name in fields:
                draft.set_field(desk, item, by=by, name=name, value=value)

    @precondition(few)
    @rule(
        who=st.sampled_from(HANDERS_IN),
        kind=st.sampled_from(list(Kind)),
        important=st.booleans(),
        ago=days_ago,
        hand_in=st.booleans(),
    )
    def write(self, who, kind, important, ago, hand_in):
        self.written(who, kind=kind, important=important, ago=ago, hand_in=hand_in)

    def written(self, who: str, *, kind: Kind, important: bool, ago: int, hand_in: bool) -> None:
        by = self.office.person(who)

        def written(desk: Desk) -> int:
            item = draft.open_draft(desk, by=by, kind=kind, occasion=f"new:{desk.ms}").id
            self.fill(desk, item, by=by, kind=kind.value, important=important, ago=ago)
            return item

        item = self.do(written, by=by)
        if hand_in and isinstance(item, int):
            self.do(lambda desk: submit.submit(desk, item, by=by), by=by)

    @precondition(few)
    @rule(who=st.sampled_from(HANDERS_IN), ago=days_ago)
    def register(self, who, ago):
        by = self.office.person(who)
        self.do(
            lambda desk: submit.register(
                desk, by=by, title="年检公告", column="tzgg", formed_on=desk.today - timedelta(days=ago)
            ),
            by=by,
        )

    @when("draft", "registered")
    @rule(which=any_of, important=st.booleans(), ago=days_ago)
    def fill_in(self, which, important, ago):
        if (found := self.item(which, "draft", "registered")) is not None:
            item, by, _ = found
            kind = self.rows(f"SELECT kind FROM items WHERE id = {item}")[0][0]
            self.do(lambda desk: self.fill(desk, item, by=by, kind=kind, important=important, ago=ago), by=by)

    @when("draft", "registered", "returned", "withdrawn")
    @rule(which=any_of)
    def hand_in(self, which):
        if (found := self.item(which, "draft", "registered", "returned", "withdrawn")) is not None:
            self.do(lambda desk: submit.submit(desk, found[0], by=found[1]), by=found[1])

    @when("returned", "withdrawn")
    @rule(
        which=any_of,
        change=st.sampled_from(["nothing", "body", "day", "importance"]),
        ago=days_ago,
        again=st.booleans(),
    )
    def amend(self, which, change, ago, again):
        """修改 a returned or withdrawn item, with or without a change, and hand it in again or not yet."""
        if (found := self.item(which, "returned", "withdrawn")) is None:
            return
        item, by, _ = found

        def amended(desk: Desk) -> None:
            submit.amend(desk, item, by=by, occasion=f"amend:{desk.ms}")
            kind, important = self.rows(f"SELECT kind, important FROM items WHERE id = {item}")[0]
            if change == "day" and kind != "delete":
                draft.set_field(
                    desk, item, by=by, name="formed_on", value=(desk.today - timedelta(days=ago)).isoformat()
                )
            elif change == "importance":
                draft.set_field(
                    desk, item, by=by, name="importance", value="ordinary" if important else "important"
                )
            elif change == "body":
                draft.set_field(
                    desk, item, by=by, name="title", value=f"关于第{item}件事的通知（{desk.ms % 1000003}）"
                )

        self.do(amended, by=by)
        if again:
            self.do(lambda desk: submit.submit(desk, item, by=by), by=by)

    @when("review", "handover")
    @rule(which=any_of)
    def withdraw(self, which):
        if (found := self.item(which, "review", "handover")) is not None:
            self.do(lambda desk: submit.withdraw(desk, found[0], by=found[1]), by=found[1])

    @when("draft", "registered", "returned", "withdrawn")
    @rule(which=st.integers(0, 400))
    def drop(self, which):
        """放弃, not often: it ends the item."""
        if (
            which % 8 == 0
            and (found := self.item(which // 8, "draft", "registered", "returned", "withdrawn")) is not None
        ):
            self.do(lambda desk: draft.drop(desk, found[0], by=found[1]), by=found[1])

    # Deciding -------------------------------------------------------------------------------------

    def approve(self, seat: tuple[Any, ...], **how: Any) -> Any:
        subject, by = f"seat:{seat[0]}", seat[1]
        how.setdefault("confirmed", True)
        return self.do(
            lambda desk: review.decide(desk, subject, by=by, verdict=Verdict.APPROVED, **how), by=by
        )

    def tick(self, seat: tuple[Any, ...]) -> Any:
        return self.do(lambda desk: secrecy.tick_all(desk, f"seat:{seat[0]}", by=seat[1]), by=seat[1])

    @at("= 'office'")
    @rule(which=any_of)
    def tick_all(self, which):
        if (seat := self.seat(which)) is not None:
            self.tick(seat)

    @at("<> ''")
    @rule(which=any_of, confirmed=st.booleans())
    def agree(self, which, confirmed):
        if (seat := self.seat(which)) is not None:
            self.approve(seat, confirmed=confirmed)

    @at("<> 'webadmin'")
    @rule(which=any_of, reason=st.sampled_from(["日期有误", ""]))
    def send_back(self, which, reason):
        if (seat := self.seat(which, "s.state = 'open' AND s.key <> 'webadmin'")) is not None:
            subject, by = f"seat:{seat[0]}", seat[1]
            self.do(
                lambda desk: review.decide(desk, subject, by=by, verdict=Verdict.RETURNED, reason=reason),
                by=by,
            )

    @at("= 'office'")
    @rule(which=any_of, line=st.sampled_from(["secrecy.secret", "secrecy.truthful"]))
    def find_an_exception(self, which, line):
        if (seat := self.seat(which, "s.state = 'open' AND s.key = 'office'")) is not None:
            self.do(
                lambda desk: secrecy.tick_exception(desk, f"seat:{seat[0]}", by=seat[1], line=line),
                by=seat[1],
            )

    @_where("SELECT 1 FROM decisions")
    @rule(which=any_of)
    def undo(self, which):
        if (
            seat := self.seat(which, "EXISTS (SELECT 1 FROM decisions d WHERE d.seat_id = p.id)")
        ) is not None:
            self.do(lambda desk: undo.undo(desk, f"seat:{seat[0]}", by=seat[1]), by=seat[1])

    @_where("SELECT 1 FROM decisions")
    @rule(which=any_of, back=st.integers(1, 3))
    def undo_the_last(self, which, back):
        """Who decided just now takes it back: the newest decisions are the ones that still can be."""
        seats = self.rows(
            "SELECT p.id, p.person_id FROM decisions d JOIN seats p ON p.id = d.seat_id ORDER BY d.at DESC"
        )
        if len(seats) >= back:
            seat, by = seats[back - 1]
            self.do(lambda desk: undo.undo(desk, f"seat:{seat}", by=by), by=by)

    @at("<> 'webadmin'")
    @rule(which=any_of, weights=st.sampled_from([(True,), (True,), (False,), (True, False)]))
    def weigh(self, which, weights):
        if (seat := self.seat(which, "s.state = 'open' AND s.key <> 'webadmin'")) is None:
            return
        subject, by = f"seat:{seat[0]}", seat[1]
        for heavy in weights:
            self.do(lambda desk, heavy=heavy: importance.change(desk, subject, by=by, important=heavy), by=by)

    @at("<> 'webadmin'")
    @rule(which=any_of, verdict=st.sampled_from(list(Verdict)))
    def two_decide(self, which, verdict):
        """Two who sit at one step decide one after the other; the second changes nothing."""
        if (
            seat := self.seat(which, "s.state = 'open' AND s.key <> 'webadmin' AND s.quorum = 'any'")
        ) is None:
            return
        others = self.rows(
            f"SELECT id, person_id FROM seats WHERE step_id = (SELECT step_id FROM seats WHERE id = {seat[0]}) AND id <> {seat[0]}"
        )
        if seat[3] == "office":
            self.tick(seat)
        first = self.approve(seat)
        before = self.rows("SELECT count(*) FROM decisions")
        for other, by in others:
            second = self.do(
                lambda desk, other=other, by=by: review.decide(
                    desk, f"seat:{other}", by=by, verdict=verdict, reason="有误", confirmed=True
                ),
                by=by,
            )
            if first is not None and not isinstance(first, Refused):
                assert second is None or isinstance(second, Refused), second
                assert self.rows("SELECT count(*) FROM decisions") == before

    @_where("SELECT 1 FROM steps WHERE state <> 'open'")
    @rule(which=any_of, verdict=st.sampled_from(list(Verdict)))
    def decide_on_an_old_card(self, which, verdict):
        """A card of a closed step: repeated at most, never decided."""
        if (seat := self.seat(which, "s.state <> 'open'")) is None:
            return
        before = (
            self.rows("SELECT id, undone_at FROM decisions ORDER BY id"),
            self.rows("SELECT id, state, revision FROM items ORDER BY id"),
        )
        self.do(
            lambda desk: review.decide(
                desk, f"seat:{seat[0]}", by=seat[1], verdict=verdict, reason="有误", confirmed=True
            ),
            by=seat[1],
        )
        after = (
            self.rows("SELECT id, undone_at FROM decisions ORDER BY id"),
            self.rows("SELECT id, state, revision FROM items ORDER BY id"),
        )
        assert before == after, "a closed step was decided"

    @at("<> 'webadmin'")
    @rule(which=any_of, version=any_of)
    def decide_on_other_content(self, which, version):
        """The card showed other content than what is judged now."""
        seat = self.seat(which, "s.state = 'open' AND s.key <> 'webadmin'")
        if seat is None:
            return
        old = self.pick(version, f"SELECT hash FROM versions WHERE hash NOT IN ('', '{seat[4]}') ORDER BY id")
        before = self.rows("SELECT count(*) FROM decisions")
        self.approve(seat, content_hash="0" * 64 if old is None else old[0])
        assert self.rows("SELECT count(*) FROM decisions") == before, (
            "content that is not judged was approved"
        )

    @_where("SELECT 1 FROM items")
    @rule(which=any_of, who=person)
    def somebody_else_acts(self, which, who):
        """Each act of a seat or an item, by somebody whose it is not."""
        by = self.office.person(who)
        acts: list[Callable[[Desk], Any]] = []
        if (seat := self.seat(which)) is not None and seat[1] != by:
            subject = f"seat:{seat[0]}"
            acts += [
                lambda desk: review.decide(desk, subject, by=by, verdict=Verdict.APPROVED, confirmed=True),
                lambda desk: review.decide(desk, subject, by=by, verdict=Verdict.RETURNED, reason="有误"),
                lambda desk: secrecy.tick_all(desk, subject, by=by),
                lambda desk: undo.undo(desk, subject, by=by),
                lambda desk: importance.change(desk, subject, by=by, important=True),
                lambda desk: wording.propose(desk, subject, by=by, field="title", text="好", occasion="x"),
            ]
        item = self.item(
            which, "draft", "registered", "returned", "withdrawn", "review", "handover", "confirm", "closed"
        )
        if item is not None and item[1] != by:
            acts += [
                lambda desk: submit.submit(desk, item[0], by=by),
                lambda desk: submit.withdraw(desk, item[0], by=by),
                lambda desk: submit.amend(desk, item[0], by=by, occasion="x"),
                lambda desk: confirm.confirm(desk, item[0], by=by),
                lambda desk: confirm.report_wrong(desk, item[0], by=by, reason="有误"),
            ]
            if not self.rows(
                f"SELECT 1 FROM seats p JOIN steps s ON s.id = p.step_id WHERE s.item_id = {item[0]} AND s.key = 'webadmin' AND p.person_id = {by}"
            ):
                acts += [
                    lambda desk: publish.submit_address(desk, item[0], by=by, url=f"{SITE}tzgg/9.html"),
                    lambda desk: publish.synced(desk, item[0], by=by),
                ]
        for act in acts:
            found = self.do(act)
            assert isinstance(found, Refused), "somebody acted on what is not theirs"

    # Words proposed -------------------------------------------------------------------------------

    @at("= 'office'")
    @rule(which=any_of, answers=st.sampled_from([(), (True,), (False,), (True, True)]))
    def propose(self, which, answers):
        """建议改写; the liaison answers at once, twice by mistake, or later."""
        if (seat := self.seat(which, "s.state = 'open' AND s.key = 'office'")) is not None:
            said = f"said:{self.office.clock.ms}"
            self.do(
                lambda desk: wording.propose(
                    desk,
                    f"seat:{seat[0]}",
                    by=seat[1],
                    field="title",
                    text=f"改写的标题{seat[0]}",
                    occasion=said,
                ),
                by=seat[1],
            )
            self.office.deliver()
            for accepts in answers:
                self.answer_the_proposal(0, accepts)

    @_where("SELECT 1 FROM outbox WHERE kind = 'submit.proposal'")
    @rule(which=any_of, accepts=st.sampled_from([True, True, False]))
    def answer_a_proposal(self, which, accepts):
        self.answer_the_proposal(which, accepts)

    def answer_the_proposal(self, which: int, accepts: bool) -> None:
        found = self.pick(
            which,
            "SELECT subject, person_id, occasion FROM outbox WHERE kind = 'submit.proposal' AND state = 'sent' ORDER BY id DESC",
        )
        if found is not None:
            subject, by, occasion = found
            act = wording.accept if accepts else wording.decline
            self.do(lambda desk: act(desk, subject, by=by, proposal=occasion), by=by)

    # Publishing -----------------------------------------------------------------------------------

    @at("= 'webadmin'")
    @rule(which=any_of, where=st.sampled_from(["same", "new", "outside"]))
    def give_address(self, which, where):
        if (seat := self.seat(which, "s.state = 'open' AND s.key = 'webadmin'")) is None:
            return
        url = {"same": None, "new": f"{SITE}tzgg/{seat[2]}.html", "outside": "http://elsewhere.test/"}[where]
        self.do(lambda desk: publish.submit_address(desk, seat[2], by=seat[1], url=url), by=seat[1])

    @_where("SELECT 1 FROM errands WHERE state = 'waiting'")
    @rule(outcome=st.sampled_from(OUTCOMES))
    def look_at_the_page(self, outcome):
        self.office.fetch_page(outcome)

    @at("= 'webadmin'")
    @rule(which=any_of)
    def synchronise(self, which):
        if (seat := self.seat(which, "s.key = 'webadmin' AND s.state <> 'void'")) is not None:
            self.do(lambda desk: publish.synced(desk, seat[2], by=seat[1]), by=seat[1])

    @when("confirm")
    @rule(which=any_of)
    def find_the_effect_well(self, which):
        if (found := self.item(which, "confirm")) is not None:
            self.do(lambda desk: confirm.confirm(desk, found[0], by=found[1]), by=found[1])

    @when("handover", "confirm")
    @rule(which=any_of)
    def find_the_effect_wrong(self, which):
        """The liaison looks at the site; what is still with the web administrator is published first."""
        if (found := self.item(which, "handover", "confirm")) is None:
            return
        item, by, state = found
        if state == "handover":
            self.publish(item)
        self.do(lambda desk: confirm.report_wrong(desk, item, by=by, reason="附件打不开"), by=by)

    @when("draft", "registered", "review", "handover", "confirm")
    @rule(which=any_of, steps=st.integers(1, 3))
    def go_on(self, which, steps):
        """Whatever comes next for an item, done well: without this few items would come far."""
        for _ in range(steps):
            self.one_step(which)

    def one_step(self, which: int) -> None:
        found = self.item(which, "draft", "registered", "review", "handover", "confirm")
        if found is None:
            return
        item, by, state = found
        seat = self.seat(which, f"s.state = 'open' AND p.state = 'open' AND s.item_id = {item}")
        match state:
            case "review" if seat is not None:
                if seat[3] == "office":
                    self.tick(seat)
                self.approve(seat)
            case "handover":
                self.publish(item)
            case "confirm":
                self.do(lambda desk: confirm.confirm(desk, item, by=by), by=by)
            case "draft" | "registered":
                kind = self.rows(f"SELECT kind FROM items WHERE id = {item}")[0][0]
                self.do(lambda desk: self.fill(desk, item, by=by, kind=kind, important=False, ago=1), by=by)
                self.do(lambda desk: submit.submit(desk, item, by=by), by=by)

    def publish(self, item: int) -> None:
        """The web administrator gives the address, the catalogue is synchronised, the page is found well."""
        seat = self.seat(0, f"s.state = 'open' AND p.state = 'open' AND s.item_id = {item}")
        if seat is not None:
            url = f"{SITE}tzgg/{item}.html"
            self.do(lambda desk: publish.submit_address(desk, item, by=seat[1], url=url), by=seat[1])
            self.do(lambda desk: publish.synced(desk, item, by=seat[1]), by=seat[1])
            self.office.fetch_page("verified")

    # Seats that move ------------------------------------------------------------------------------

    @at("<> 'webadmin'")
    @rule(which=any_of, who=person, times=st.integers(1, 2))
    def hand_on(self, which, who, times):
        """转交, perhaps to somebody who may not; and once more by whoever took it."""
        to = self.office.person(who)
        for _ in range(times):
            seat = self.seat(which, "s.state = 'open' AND p.state = 'open' AND s.key <> 'webadmin'")
            if seat is None:
                return
            self.do(
                lambda desk, seat=seat, to=to: handing.hand_on(
                    desk, f"seat:{seat[0]}", by=seat[1], to=to, why="出差"
                ),
                by=seat[1],
            )
            heads = self.rows(
                "SELECT person_id FROM memberships WHERE role IN ('head', 'leader') ORDER BY id"
            )
            to = heads[which % len(heads)][0]

    @rule(
        which=any_of,
        to=person,
        days=st.sampled_from([1, 3, 30]),
        role=st.sampled_from(["", "", "head", "office"]),
        later=st.booleans(),
    )
    def have_a_deputy(self, which, to, days, role, later):
        """代理, by whoever sits somewhere if anybody does, now or from tomorrow."""
        seat = self.seat(which, "s.state = 'open' AND p.state = 'open'")
        by = self.office.person("zhou") if seat is None else seat[1]
        deputy_ = self.office.person(to)

        def made(desk: Desk) -> None:
            first = desk.today + timedelta(days=int(later))
            span = Span(first, first + timedelta(days=days - 1))
            deputy.make(desk, person=by, to=deputy_, span=span, by=by, role=role)

        self.do(made, by=by)

    @_where("SELECT 1 FROM deputies WHERE ended_at IS NULL")
    @rule(which=any_of, own=st.booleans())
    def end_a_deputy(self, which, own):
        """收回代理, by oneself or by the administrator."""
        found = self.pick(which, "SELECT id, person_id FROM deputies WHERE ended_at IS NULL ORDER BY id")
        if found is not None:
            by = found[1] if own else self.office.person("wu")
            self.do(lambda desk: deputy.take_back(desk, f"deputy:{found[0]}", by=by), by=by)

    @at("<> 'webadmin'")
    @rule(
        which=any_of,
        who=st.lists(person, min_size=1, max_size=2),
        where=st.sampled_from(["before", "after", "beside"]),
        quorum=st.sampled_from(["any", "all", "in_turn"]),
    )
    def add_signers(self, which, who, where, quorum):
        """加签, perhaps of somebody who may not sign."""
        seat = self.seat(which, "s.state = 'open' AND p.state = 'open' AND s.key <> 'webadmin'")
        if seat is None:
            return
        to = [self.office.person(one) for one in who]
        subject, by = f"seat:{seat[0]}", seat[1]
        self.do(lambda desk: signers.add(desk, subject, by=by, to=to, where=where, quorum=quorum), by=by)

    @_where("SELECT 1 FROM items WHERE route_changes LIKE '%added%'")
    @rule(which=any_of, who=person)
    def take_off_a_signer(self, which, who):
        """减签, by the administrator; whoever was added if anybody sits there."""
        item = self.pick(which, "SELECT id FROM items WHERE route_changes LIKE '%added%' ORDER BY id")
        if item is None:
            return
        sitting = self.seat(which, f"s.state = 'open' AND s.key LIKE '%+%' AND s.item_id = {item[0]}")
        off = self.office.person(who) if sitting is None else sitting[1]
        keeper = self.office.person("wu")
        self.do(lambda desk: signers.take_off(desk, item[0], by=keeper, person=off), by=keeper)

    # People and things ----------------------------------------------------------------------------

    @rule(
        who=st.sampled_from(["liu", "ma", "zhou", "wang", "zhao", "qian", "chen"]), chance=st.integers(0, 2)
    )
    def lose_a_phone(self, who, chance):
        if chance == 0:
            by = self.office.person("wu")
            self.do(lambda desk: roster.suspend(desk, name=NAMES[who], by=by))

    @_where("SELECT 1 FROM people WHERE state = 'suspended'")
    @rule(who=any_of)
    def come_back(self, who):
        """A suspended person binds a new account, and somebody vouches for it."""
        found = self.pick(who, "SELECT id, name FROM people WHERE state = 'suspended' ORDER BY id")
        if found is None:
            return
        lost, name = found
        keeper = self.office.person("wu")
        id_ = next(id_ for id_, known in NAMES.items() if known == name)
        post = self.rows(
            f"SELECT o.key, m.role FROM memberships m JOIN offices o ON o.id = m.office_id WHERE m.person_id = {lost} ORDER BY m.id"
        )[0]
        invitation = self.do(
            lambda desk: roster.invite(desk, name=name, office=post[0], role=post[1], org=1, by=keeper)
        )
        chat = str(int(self.accounts[id_]) + 1000)
        bound = self.do(
            lambda desk: roster.bind(
                desk,
                secret=invitation.link,
                platform=PLATFORM,
                bot=BOT,
                external_id=chat,
                chat=chat,
                lang=None,
            )
        )
        assert not isinstance(bound, Refused), bound.code
        self.accounts[id_] = chat
        self.do(lambda desk: roster.confirm_account(desk, f"person:{lost}", by=keeper))

    @rule(which=any_of, on=st.booleans())
    def change_reach(self, which, on):
        """Somebody blocks the bot, or opens it again."""
        found = (
            self.pick(which, "SELECT external_id FROM accounts WHERE state = 'unreachable'") if on else None
        )
        account = (
            found[0] if found is not None else sorted(self.accounts.values())[which % len(self.accounts)]
        )
        if found is not None:
            self.do(lambda desk: reach.person_back(desk, platform=PLATFORM, bot=BOT, external_id=account))
        elif which % 4 == 0:
            self.do(
                lambda desk: reach.person_unreachable(
                    desk, platform=PLATFORM, bot=BOT, external_id=account, why="blocked"
                )
            )

    @rule(span=st.sampled_from([20, 60, 240, 301, 3600]))
    def minutes_pass(self, span):
        self.office.pass_time(seconds=span)

    @rule(days=st.sampled_from([1, 2, 5, 12, 40, 330]), chance=st.integers(0, 2))
    def days_pass(self, days, chance):
        if chance == 0:
            self.office.pass_time(seconds=days * 86400)

    @rule(chance=st.integers(0, 2))
    def restart(self, chance):
        if chance == 0:
            self.office.restart()

    @rule()
    def messages_arrive(self):
        self.office.deliver()

    @rule(which=st.integers(0, 2**16), newest=st.booleans())
    def press(self, which, newest):
        """A button as it was drawn at any time, through the door that every tap takes."""
        if not self.office.buttons:
            self.office.deliver()
        buttons = self.office.buttons[-12:] if newest else self.office.buttons
        if not buttons:
            return
        button = buttons[which % len(buttons)]
        self.taps += 1
        came = TapIn(
            platform=PLATFORM,
            bot=BOT,
            user_id=button.chat,
            chat=button.chat,
            chat_type="private",
            message_id="1",
            data=f"d1:{button.token}",
            callback_id="1",
        )
        occasion = f"tap:{self.taps}"
        self.do(lambda desk: dispatch.act(desk, came, occasion=occasion))
        self.figures["pressed"] = self.figures.get("pressed", 0) + 1

    @precondition(lambda self: self.office is not None and self.last is not None)
    @rule()
    def the_same_again(self):
        """The last act comes a second time."""
        if self.last is not None:
            before = self.rows("SELECT count(*) FROM decisions")
            self.office.act(self.last)
            assert self.rows("SELECT count(*) FROM decisions") == before, "a repetition decided"

    # The oracle -----------------------------------------------------------------------------------

    @invariant()
    def all_promises_hold(self):
        if self.office is not None:
            broken = self.oracle.look()
            assert not broken, "\n".join(broken)

    def teardown(self):
        if self.office is None:
            return
        try:
            for what, n in self.rows("SELECT state, 1 FROM items UNION ALL SELECT act, 1 FROM audit"):
                self.figures[what] = self.figures.get(what, 0) + n
            self.figures["drawn"] = self.figures.get("drawn", 0) + self.office.drawn
            proof = self.office.proof()
            assert proof.ok, proof.problems
        finally:
            self.office.close()
