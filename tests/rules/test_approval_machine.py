"""Any order of taps, edits, withdrawals and undos: nobody decides twice, and nothing unapproved goes out."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from rules.approval import (
    Accepted,
    ActFacts,
    Decision,
    HandedOver,
    ImportanceFacts,
    Returned,
    StepFacts,
    after,
    judge,
    lower_importance,
    opening,
    raise_importance,
    undo,
)
from rules.model import Content, ItemFacts, Kind, Refusal, Verdict
from rules.regime import load
from rules.route import Holder, candidates, forecast, plan

UNIT = 1
PEOPLE = range(1, 9)
ROLES = ("head", "leader", "office", "webadmin")
RULES = {
    shared: load(
        "kaiping", overlays=[{"separation": {"may_share": [["office", "webadmin"]] if shared else []}}]
    )
    for shared in (False, True)
}
WINDOW = 300_000
person = st.sampled_from(PEOPLE)


class Approval(RuleBasedStateMachine):
    """A little house over the rules: it keeps rows, the rules decide."""

    @initialize(
        people=st.permutations(PEOPLE),
        more=st.lists(st.tuples(person, st.sampled_from(ROLES)), max_size=8),
        kind=st.sampled_from(list(Kind)),
        shared=st.booleans(),
        proposed=st.booleans(),
    )
    def hand_in(self, people, more, kind, shared, proposed):
        submitter, *others = people
        posts = [*zip(others, ROLES, strict=False), *more]
        self.route = RULES[shared].routes[kind]
        self.roster = [Holder(who, role, UNIT) for who, role in posts]
        self.submitter, self.kind, self.shared = submitter, kind, shared
        self.is_head = (submitter, "head") in posts
        self.proposed, self.raised_by = proposed, None
        self.content, self.older = Content(kind=kind, title="通知 0"), None
        self.n, self.round, self.now = 0, 0, 1_770_600_000_000
        self.state, self.done, self.approvals, self.open = "draft", {}, [], None
        self.outcomes, self.past = [], []
        self.submit()

    @property
    def planned(self):
        facts = ItemFacts(
            self.kind, important=self.proposed or self.raised_by is not None, submitter_is_head=self.is_head
        )
        return plan(self.route, facts)

    def submit(self):
        found = forecast(self.planned, self.roster, unit=UNIT, submitter=self.submitter)
        if found.refusal:
            self.state = "draft"
            return
        self.state, self.round, self.done, self.approvals = "review", self.round + 1, {}, []
        self.stand(*opening(self.planned, ()).steps)

    def stand(self, step):
        place = [s.key for s in self.planned].index(step.key)
        seats = candidates(
            step,
            self.roster,
            unit=UNIT,
            submitter=self.submitter,
            already=self.done,
            later=[s for s in self.planned[place + 1 :] if s.key not in self.done],
        )
        if self.open:
            self.past.append(self.open)
        self.open = {"step": step, "seats": seats, "state": "open", "decisions": []}

    def facts(self, row=None):
        row = row or self.open
        return StepFacts(
            state=row["state"],
            seats=row["seats"],
            content_hash=self.content.hash(),
            round=self.round,
            submitter=self.submitter,
            withdrawn=self.state == "withdrawn",
            decisions=row["decisions"],
            taken={key: who for key, who in self.done.items() if key != row["step"].key},
            shares=row["step"].shares,
        )

    @precondition(lambda self: self.open)
    @rule(
        seat=st.integers(0, 7),
        verdict=st.sampled_from([Verdict.APPROVED, Verdict.APPROVED, Verdict.RETURNED]),
        outdated=st.integers(0, 9),
        reason=st.sampled_from(["", "有误"]),
        wait=st.integers(0, 200_000),
    )
    def tap(self, seat, verdict, outdated, reason, wait):
        self.now += wait
        who = self.open["seats"][seat % len(self.open["seats"])]
        shown = self.older if outdated == 9 and self.older else self.content
        round_ = self.round - (outdated == 8)
        act = ActFacts(person=who, verdict=verdict, content_hash=shown.hash(), round=round_, reason=reason)
        before = len(self.open["decisions"])
        answer = judge(self.facts(), act)
        if not isinstance(answer, Accepted) or answer.repeat:
            assert len(self.open["decisions"]) == before
            return
        assert (shown, round_, self.state) == (self.content, self.round, "review")
        assert reason or verdict is Verdict.APPROVED
        step = self.open["step"]
        self.open["decisions"].append(Decision(who, verdict, self.now))
        self.open["state"] = "approved" if verdict is Verdict.APPROVED else "returned"
        if verdict is Verdict.APPROVED:
            self.done[step.key] = who
            self.approvals.append((step.key, who, self.content.hash()))
        found = after(verdict, self.planned, self.done)
        if isinstance(found, Returned):
            self.state = "returned"
        elif isinstance(found, HandedOver):
            self.state = "handed_over"
            self.outcomes = list(self.approvals)
        else:
            self.last = self.open
            self.stand(*found.steps)

    @precondition(lambda self: self.past)
    @rule(which=st.integers(0, 20), seat=st.integers(0, 7), verdict=st.sampled_from(list(Verdict)))
    def tap_an_old_card(self, which, seat, verdict):
        """A card of a closed step, with whatever the item is now: nothing new can come of it."""
        row = self.past[which % len(self.past)]
        who = row["seats"][seat % len(row["seats"])]
        act = ActFacts(
            person=who, verdict=verdict, content_hash=self.content.hash(), round=self.round, reason="有误"
        )
        answer = judge(self.facts(row), act)
        assert answer != Accepted()
        if answer == Accepted(repeat=True):
            assert [d for d in row["decisions"] if (d.person, d.verdict, d.undone) == (who, verdict, False)]

    @precondition(lambda self: self.open and self.state == "review" and self.open["state"] == "open")
    @rule(who=person)
    def foreign_tap_changes_nothing(self, who):
        if who in self.open["seats"]:
            return
        act = ActFacts(
            person=who, verdict=Verdict.APPROVED, content_hash=self.content.hash(), round=self.round
        )
        assert judge(self.facts(), act) == Refusal("review.not_yours")

    @precondition(lambda self: self.open and self.state in {"review", "handed_over", "returned"})
    @rule(who=person, wait=st.integers(0, 400_000), acted=st.booleans())
    def take_back(self, who, wait, acted):
        self.now += wait
        closed = self.open if self.open["decisions"] else getattr(self, "last", None)
        if closed is None or not closed["decisions"]:
            return
        decision = closed["decisions"][-1]
        answer = undo(
            decision,
            by=who,
            now=self.now,
            window=WINDOW,
            next_acted=acted or bool(self.open["decisions"] and self.open is not closed),
        )
        if isinstance(answer, Accepted):
            assert who == decision.person
            closed["decisions"][-1] = Decision(decision.person, decision.verdict, decision.at, undone=True)
            closed["state"] = "void"
            self.open["state"] = "void"  # what was opened after it is asked of nobody any more
            key = closed["step"].key
            if self.done.pop(key, None) is not None:
                self.approvals = [row for row in self.approvals if row[0] != key]
            self.state, self.outcomes, self.last = "review", [], None
            self.stand(*opening(self.planned, self.done).steps)

    @precondition(lambda self: self.state == "review")
    @rule()
    def withdraw(self):
        self.state, self.last = "withdrawn", None

    @precondition(lambda self: self.state in {"draft", "returned", "withdrawn", "review"})
    @rule(again=st.booleans())
    def edit_and_submit(self, again):
        """An edit is a new version: the step under way is void, and so is every approval."""
        self.n += 1
        self.older, self.content = self.content, self.content.altered(title=f"通知 {self.n if again else 0}")
        self.raised_by, self.last = None, None
        if self.open:
            self.open["state"] = "void"
        self.submit()

    def importance(self):
        leader = "leader" in self.done
        return ImportanceFacts(
            proposed=self.proposed,
            raised_by=self.raised_by,
            under_review=self.state == "review",
            leader_decided=leader,
        )

    @precondition(lambda self: self.state == "review" and not self.is_head)
    @rule(who=person)
    def raise_it(self, who):
        roles = {h.role for h in self.roster if h.person == who}
        if raise_importance(self.importance(), by=who, roles=roles) != Accepted():
            return
        self.raised_by = who
        trial = forecast(self.planned, self.roster, unit=UNIT, submitter=self.submitter, already=self.done)
        if trial.refusal:
            self.raised_by = None
            return
        self.open["state"], self.last = "void", None
        self.stand(*opening(self.planned, self.done).steps)

    @precondition(lambda self: self.state == "review" and not self.is_head)
    @rule(who=person)
    def lower_it(self, who):
        answer = lower_importance(self.importance(), by=who)
        if answer == Accepted():
            assert who == self.raised_by
            self.raised_by, self.open["state"], self.last = None, "void", None
            found = opening(self.planned, self.done)
            if isinstance(found, HandedOver):
                self.state, self.outcomes = "handed_over", list(self.approvals)
            else:
                self.stand(*found.steps)

    @invariant()
    def nobody_sits_twice_and_the_submitter_never(self):
        people = [who for _, who, _ in getattr(self, "approvals", [])]
        assert getattr(self, "submitter", None) not in people
        assert len(set(people)) == len(people)

    @invariant()
    def a_step_has_one_standing_decision(self):
        if getattr(self, "open", None):
            assert len([d for d in self.open["decisions"] if not d.undone]) <= 1
            assert self.open["state"] != "open" or not [d for d in self.open["decisions"] if not d.undone]

    @invariant()
    def what_is_handed_over_was_approved_as_it_stands_at_every_step(self):
        if getattr(self, "state", None) == "handed_over":
            needed = {step.key for step in self.planned if step.stage == "review"}
            assert needed <= {key for key, _, _ in self.outcomes}
            assert {hash_ for _, _, hash_ in self.outcomes} == {self.content.hash()}

    @invariant()
    def an_item_under_review_waits_for_somebody_and_each_of_them_may_act(self):
        if getattr(self, "state", None) == "review":
            assert self.open["seats"]
            for who in self.open["seats"]:
                act = ActFacts(
                    person=who, verdict=Verdict.APPROVED, content_hash=self.content.hash(), round=self.round
                )
                assert judge(self.facts(), act) == Accepted()


TestApproval = Approval.TestCase
TestApproval.settings = settings(max_examples=120, stateful_step_count=25, deadline=None)
