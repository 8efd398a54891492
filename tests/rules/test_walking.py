"""Any route, any people, any order of acts: nothing goes out without every review, on just that content, by
people who may; and whatever is under review waits for somebody who may act.
"""

from dataclasses import dataclass, field, replace

from hypothesis import Phase, assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from rules.approval import (
    Accepted,
    ActFacts,
    Decision,
    HandedOver,
    Returned,
    StepFacts,
    Waiting,
    after,
    carried,
    judge,
    opening,
    turn,
)
from rules.handing import NONE, QUORUMS, WHERE, Added, Handed, add, hand_on, laid, next_key, takers, without
from rules.model import Content, ItemFacts, Kind, Refusal, Verdict
from rules.route import Holder, candidates, forecast, plan
from tests.rules.ways_of_routes import REVIEWERS, routes

UNIT, OTHERS, OFFICE = 1, (2, 3), 9
SUBMITTER = 1
PEOPLE = range(2, 30)


@dataclass
class Row:
    """A step that stands open or stood open once."""

    step: object
    seats: tuple[int, ...]
    state: str = "open"
    decisions: list[Decision] = field(default_factory=list)

    def said(self, verdict):
        return [d.person for d in self.decisions if d.verdict is verdict and not d.undone]


class Walk(RuleBasedStateMachine):
    """A little house over the rules: it keeps rows, the rules decide."""

    @initialize(
        way=routes(),
        posts=st.lists(
            st.tuples(
                st.sampled_from(PEOPLE),
                st.sampled_from([*REVIEWERS, "webadmin"]),
                st.sampled_from([UNIT, *OTHERS, OFFICE]),
                st.none() | st.sampled_from(PEOPLE),
            ),
            max_size=14,
        ),
        class_=st.sampled_from(["", "news"]),
        units=st.lists(st.sampled_from(OTHERS), unique=True).map(tuple),
    )
    def hand_in(self, way, posts, class_, units):
        enough = [  # somebody for each role in each office, so that most items are accepted
            Holder(30 + 5 * o + r, role, office)
            for o, office in enumerate((UNIT, *OTHERS))
            for r, role in enumerate(REVIEWERS)
        ]
        more = [Holder(who, role, office, True, other) for who, role, office, other in posts if who != other]
        self.roster = [*more, *enough, Holder(90, "webadmin", OFFICE), Holder(91, "office", OFFICE)]
        self.behind = {(h.person, h.role): h.sits_for for h in reversed(self.roster)}
        self.way, self.class_, self.units, self.important = way, class_, units, False
        self.content, self.n, self.round, self.now = Content(kind=Kind.PUBLISH, title="0"), 0, 0, 0
        self.state, self.rows, self.done, self.opened = "draft", [], {}, {}
        self.changes = NONE
        self.submit({})

    @property
    def planned(self):
        regular = plan(
            self.way,
            ItemFacts(Kind.PUBLISH, important=self.important, class_=self.class_, units=self.units),
        )
        return laid(regular, self.changes)

    def submit(self, kept):
        self.changes = NONE  # what people changed of the way held for the round before
        found = forecast(self.planned, self.roster, unit=UNIT, submitter=SUBMITTER, already=kept)
        if found.gaps:
            self.state = "draft"
            return
        self.round += 1
        self.done, self.rows, self.opened = dict(kept), [], {}
        self.approved = {key: self.content.hash() for key in kept}
        self.state = "review"
        self.go_on()

    def acting(self, step, person):
        """The person, and whoever they sit for at a step of this role."""
        other = self.behind.get((person, step.role))
        return {person} if other is None else {person, other}

    def sat(self):
        partly = {
            row.step.key: {
                who for d in row.decisions if not d.undone for who in self.acting(row.step, d.person)
            }
            for row in self.rows
            if row.state == "open"
        }
        return self.done | {key: tuple(who) for key, who in partly.items() if who}

    def sitters(self, step):
        others = [s for s in self.planned if s.key != step.key and s.key not in self.done]
        return candidates(step, self.roster, unit=UNIT, submitter=SUBMITTER, already=self.sat(), later=others)

    def go_on(self):
        found = opening(self.planned, self.done)
        wanted = {} if isinstance(found, HandedOver) else {step.key: step for step in found.steps}
        for row in self.standing():
            if row.step.key not in wanted:
                row.state = "void"
        if isinstance(found, HandedOver):
            self.state = "handed_over"
            return
        for key, step in wanted.items():
            row = next((row for row in self.standing() if row.step.key == key), None)
            if row is None:
                self.opened[key] = self.opened.get(key, 0) + 1
                self.rows.append(Row(step, turn(step.quorum, self.sitters(step))))
            else:
                decided = [d.person for d in row.decisions]
                left = [who for who in self.sitters(row.step) if who not in decided]
                row.seats = (*decided, *turn(step.quorum, left))

    def standing(self):
        return [row for row in self.rows if row.state == "open"]

    def facts(self, row):
        return StepFacts(
            state=row.state,
            seats=row.seats,
            content_hash=self.content.hash(),
            round=self.round,
            submitter=SUBMITTER,
            withdrawn=self.state == "withdrawn",
            decisions=row.decisions,
            taken={key: who for key, who in self.sat().items() if key != row.step.key},
            shares=row.step.shares,
            external=row.step.external is not None,
        )

    def act(self, row, person, verdict):
        return ActFacts(
            person=person,
            verdict=verdict,
            content_hash=self.content.hash(),
            round=self.round,
            reason="有误",
            sits_for=self.behind.get((person, row.step.role)),
        )

    @precondition(lambda self: getattr(self, "state", "") == "review")
    @rule(
        which=st.integers(0, 9),
        who=st.integers(0, 9),
        verdict=st.sampled_from([Verdict.APPROVED] * 4 + [Verdict.RETURNED]),
    )
    def decide(self, which, who, verdict):
        self.decided(which, who, verdict)

    @precondition(lambda self: getattr(self, "state", "") == "review")
    @rule(taps=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=3, max_size=12))
    def a_good_day(self, taps):
        """Many approve one after the other."""
        for which, who in taps:
            if self.state == "review":
                self.decided(which, who, Verdict.APPROVED)

    def decided(self, which, who, verdict):
        row = self.standing()[which % len(self.standing())]
        if not row.seats:
            return
        person = row.seats[who % len(row.seats)]
        found = judge(self.facts(row), self.act(row, person, verdict))
        if found != Accepted():
            return
        row.decisions.append(Decision(person, verdict, self.now))
        left = row.seats if row.step.quorum != "in_turn" else self.sitters(row.step)
        made = [d.person for d in row.decisions]
        outcome = after(
            verdict,
            self.planned,
            {*self.done, row.step.key},
            quorum=row.step.quorum,
            seats=tuple(dict.fromkeys([*made, *left])),
            approved=row.said(Verdict.APPROVED),
            against=row.said(Verdict.RETURNED),
        )
        if isinstance(outcome, Waiting):
            if row.step.quorum == "in_turn":
                row.seats = (*made, outcome.left[0])
            self.go_on()
            return
        if isinstance(outcome, Returned):
            row.state, self.state = "returned", "returned"
            self.returned_at = row.step.key
            for other in self.standing():
                other.state = "void"
            return
        row.state = "approved"
        people = {w for d in row.decisions for w in self.acting(row.step, d.person)}
        self.done[row.step.key] = tuple(people)
        self.approved[row.step.key] = self.content.hash()
        self.go_on()

    @precondition(lambda self: getattr(self, "state", "") in {"returned", "withdrawn"})
    @rule(changed=st.booleans())
    def come_back(self, changed):
        kept = {}
        if self.state == "returned":
            keys = carried(self.way, self.planned, returned_at=self.returned_at, done=self.done)
            kept = {key: self.done[key] for key in keys}
        self.n += changed
        self.content = self.content.altered(title=str(self.n))
        self.submit(kept)

    @precondition(lambda self: getattr(self, "state", "") == "review")
    @rule(seldom=st.integers(0, 3))
    def withdraw(self, seldom):
        if seldom:
            return
        self.state = "withdrawn"
        for row in self.standing():
            row.state = "void"

    @precondition(lambda self: getattr(self, "state", "") == "review")
    @rule()
    def weigh(self):
        """Raised, or lowered again; accepted where the way as it would be has somebody everywhere."""
        self.important = not self.important
        found = forecast(self.planned, self.roster, unit=UNIT, submitter=SUBMITTER, already=self.sat())
        if found.gaps:
            self.important = not self.important
            return
        self.go_on()
        self.opened = {row.step.key: 1 for row in self.standing()}  # another way: what opens is counted anew

    @precondition(lambda self: getattr(self, "state", "") == "review")
    @rule(which=st.integers(0, 9), to=st.integers(0, 30))
    def hand_on(self, which, to):
        """转交: whoever may take a seat has it, and the giver has not."""
        row = self.standing()[which % len(self.standing())]
        decided = {d.person for d in row.decisions}
        left = [who for who in row.seats if who not in decided]
        step = next(s for s in self.planned if s.key == row.step.key)
        able = self.in_their_own_right(takers(step, self.roster, self.way.separation))
        if not left or not able:
            return
        to = able[to % len(able)]
        giver = left[which % len(left)]
        found = hand_on(
            step,
            self.planned,
            self.roster,
            giver=giver,
            taker=to,
            separation=self.way.separation,
            unit=UNIT,
            submitter=SUBMITTER,
            writer=SUBMITTER,
            seated=row.seats,
            already=self.sat(),
        )
        if found is None:
            act = Handed(step.key, self.behind.get((giver, step.role)) or giver, to)
            self.changes = replace(self.changes, handed=(*self.changes.handed, act))
            self.settle(row)
            deputies = {h.person for h in self.roster if h.sits_for == to}
            assert not deputies.union({to}).isdisjoint(row.seats), "whoever took it has it, or their deputy"
            assert giver not in row.seats or giver in decided, "and the giver has not"

    def in_their_own_right(self, people):
        """Those who stand in for nobody."""
        return [
            who for who in people if not any(one == who and other for (one, _), other in self.behind.items())
        ]

    def settle(self, row):
        row.step = next(s for s in self.planned if s.key == row.step.key)
        decided = [d.person for d in row.decisions]
        left = [who for who in self.sitters(row.step) if who not in decided]
        row.seats = (*decided, *turn(row.step.quorum, left))

    @precondition(lambda self: getattr(self, "state", "") == "review")
    @rule(
        which=st.integers(0, 9),
        who=st.lists(st.integers(0, 30), min_size=1, max_size=3),
        where=st.sampled_from(WHERE),
        quorum=st.sampled_from(QUORUMS),
    )
    def add_signers(self, which, who, where, quorum):
        """加签: the way is longer by a step, and no step of the regime falls away."""
        row = self.standing()[which % len(self.standing())]
        key = row.step.key
        every = self.in_their_own_right(dict.fromkeys(h.person for h in self.roster))
        people = tuple(dict.fromkeys(every[one % len(every)] for one in who))
        wish = Added(next_key(self.changes, key), key, where, quorum, people, row.seats[0])
        before = self.planned
        found = add(
            wish,
            before,
            self.roster,
            changes=self.changes,
            unit=UNIT,
            submitter=SUBMITTER,
            writer=SUBMITTER,
            decided_here=bool(row.decisions),
            already=self.sat(),
        )
        if found is not None:
            return
        self.changes = replace(self.changes, added=(*self.changes.added, wish))
        assert {step.key for step in self.planned} == {step.key for step in before} | {wish.key}
        if where == "before":
            self.opened.pop(key, None)
        self.go_on()

    @precondition(lambda self: getattr(self, "state", "") == "review" and bool(self.changes.added))
    @rule(which=st.integers(0, 9))
    def take_off(self, which):
        """减签: whoever has not signed signs no more; the last one takes the step along."""
        act = self.changes.added[which % len(self.changes.added)]
        row = next((row for row in self.standing() if row.step.key == act.key), None)
        if not act.people or row is None or row.decisions:
            return
        self.changes = without(self.changes, act.key, act.people[-1])
        if len(act.people) > 1:
            self.settle(row)
        else:
            self.opened.pop(act.key, None)
        self.go_on()

    @precondition(lambda self: getattr(self, "state", "") == "review" and bool(self.done))
    @rule(which=st.integers(0, 9))
    def take_back(self, which):
        """A decision of this round that opened nothing anybody has acted on."""
        keys = [
            key for key in self.done if any(r.step.key == key and r.state == "approved" for r in self.rows)
        ]
        assume(keys)
        key = keys[which % len(keys)]
        acted = {row.step.key for row in self.rows if row.decisions and row.state in ("approved", "open")}
        if any(step.key in acted and key in step.needs for step in self.planned):
            return
        row = next(r for r in self.rows if r.step.key == key and r.state == "approved")
        row.state = "void"
        del self.done[key], self.approved[key]
        for step in self.planned:
            if key in step.needs or step.key == key:
                self.opened.pop(step.key, None)
        self.go_on()

    @rule(which=st.integers(0, 30), person=st.sampled_from(PEOPLE))
    def a_stranger_decides_nothing(self, which, person):
        """At any time, on any card, new or old."""
        if self.rows:
            row = self.rows[which % len(self.rows)]
            if person not in row.seats:
                assert judge(self.facts(row), self.act(row, person, Verdict.APPROVED)) == Refusal(
                    "review.not_yours"
                )

    @invariant()
    def something_stands_open_or_it_is_at_an_end(self):
        if getattr(self, "state", "") == "review":
            assert self.standing()

    @invariant()
    def whoever_sits_may_act_and_no_step_stands_empty(self):
        if getattr(self, "state", "") != "review":
            return
        for row in self.standing():
            left = [who for who in row.seats if who not in [d.person for d in row.decisions]]
            # With deputies two count as one, and whom to spare is not always found: then it is told aloud.
            assert left or any(h.sits_for for h in self.roster), f"{row.step.key} stands empty"
            for who in left:
                assert judge(self.facts(row), self.act(row, who, Verdict.APPROVED)) == Accepted()

    @invariant()
    def what_stands_open_waits_for_nothing(self):
        for row in self.standing() if getattr(self, "state", "") == "review" else ():
            assert next(s for s in self.planned if s.key == row.step.key).needs <= self.done.keys()

    @invariant()
    def a_step_and_so_a_join_opens_once(self):
        assert all(times == 1 for times in getattr(self, "opened", {}).values())

    @invariant()
    def what_is_handed_over_was_approved_as_it_stands_at_every_step_by_people_who_may(self):
        if getattr(self, "state", "") != "handed_over":
            return
        reviews = {step.key: step for step in self.planned if step.stage == "review"}
        assert reviews.keys() <= self.done.keys()
        assert {self.approved[key] for key in reviews} == {self.content.hash()}
        judging = {key: set(self.done[key]) for key, step in reviews.items() if not step.external}
        for key, people in judging.items():
            assert SUBMITTER not in people
            for other, others in judging.items():
                assert key == other or other in reviews[key].shares or not people & others, (key, other)


TestWalk = Walk.TestCase
TestWalk.settings = settings(
    max_examples=100,
    stateful_step_count=25,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # a failure is told at once, as it was found
)
