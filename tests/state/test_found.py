"""What random play found once, and the acts it comes to too seldom, each as the shortest way to it."""

# ruff: noqa: S608 -- the ids and words in these statements are the tests' own

import pytest

from handlers.acts import Actor, Said
from handlers.review import approve_by_code
from rules.model import Kind, Verdict
from tests.state.house import BOT, NAMES, PHONES, PLATFORM, VARIANTS, sqlite_place
from tests.state.machine import Approval
from workflow import confirm, draft, importance, review, roster, submit, undo, wording
from workflow.desk import Refused

VARIANT = {variant.name: variant for variant in VARIANTS}
PLAIN = VARIANT["plain"]


@pytest.fixture
def play(tmp_path):
    machine = type("Played", (Approval,), {"place": sqlite_place(tmp_path), "figures": {}})()
    yield machine
    machine.all_promises_hold()
    machine.teardown()


def begin(play, variant=PLAIN, posts=(), *, kind=Kind.PUBLISH, important=False, steps=1):
    play.move_in(variant, list(posts), [("chen", kind, important, 1, steps)])


def open_seats(play):
    return play.rows(
        "SELECT p.id, p.person_id, p.code FROM seats p JOIN steps s ON s.id = p.step_id WHERE s.state = 'open' ORDER BY p.id"
    )


def refusal(found):
    assert isinstance(found, Refused), found
    return found.code


def test_the_code_of_a_web_administrators_seat_decides_nothing(play):
    begin(play, steps=3)
    ((seat, qian, code),) = open_seats(play)
    said = Said(
        by=Actor(qian, NAMES["qian"], "zh_CN", PLATFORM, BOT, PHONES["qian"], PHONES["qian"]),
        text=f"同意 {code}",
        rest=code,
        occasion="said:1",
    )
    assert refusal(play.do(lambda desk: approve_by_code(said, desk))) == "review.not_yours"
    assert play.rows(f"SELECT count(*) FROM decisions WHERE seat_id = {seat}") == [(0,)]


def test_an_old_card_of_a_published_important_item_names_who_decided(play):
    begin(play, posts=[("ma", "fzg", "leader")], important=True, steps=5)
    assert play.rows("SELECT state FROM items") == [("confirm",)]
    late, by = play.rows(
        "SELECT p.id, p.person_id FROM seats p JOIN steps s ON s.id = p.step_id "
        "WHERE s.key = 'leader' AND s.decided_by <> p.person_id"
    )[0]
    found = play.do(
        lambda desk: review.decide(desk, f"seat:{late}", by=by, verdict=Verdict.APPROVED, confirmed=True),
        by=by,
    )
    assert refusal(found) == "review.decided"


def test_publishing_that_moves_to_another_web_administrator_is_drawn(play):
    begin(play, steps=3)
    wu, qian = play.office.person("wu"), play.office.person("qian")
    play.do(lambda desk: roster.suspend(desk, name=NAMES["qian"], by=wu))
    invited = play.do(
        lambda desk: roster.invite(desk, name=NAMES["qian"], office="bgs", role="webadmin", org=1, by=wu)
    )
    play.do(
        lambda desk: roster.bind(
            desk, secret=invited.link, platform=PLATFORM, bot=BOT, external_id="77", chat="77", lang=None
        )
    )
    play.do(lambda desk: roster.confirm_account(desk, f"person:{qian}", by=wu))
    play.office.deliver()
    shown = play.rows("SELECT state FROM outbox WHERE kind = 'publish.asked' AND chat = '77'")
    assert shown
    assert set(shown) == {("sent",)}


def test_a_day_that_is_named_again_keeps_its_clock(play):
    begin(play)
    item, chen = 1, play.office.person("chen")
    first = play.rows("SELECT start_on FROM clocks WHERE rule = 'KP-21-PUBLISH'")[0][0]
    for day in ("2026-02-06", first):
        play.do(lambda desk: submit.withdraw(desk, item, by=chen))
        play.do(lambda desk: submit.amend(desk, item, by=chen, occasion=f"amend:{desk.ms}"))
        play.do(lambda desk, day=day: draft.set_field(desk, item, by=chen, name="formed_on", value=day))
        play.do(lambda desk: submit.submit(desk, item, by=chen))
        assert play.rows(
            "SELECT start_on FROM clocks WHERE rule = 'KP-21-PUBLISH' AND state = 'running'"
        ) == [(day,)]
    timers = play.rows(
        "SELECT count(*) FROM timers t JOIN clocks c ON c.id = t.clock_id WHERE t.state = 0 AND c.state = 'running'"
    )
    assert timers[0][0] > 0


def test_an_undone_step_leaves_no_live_button_with_a_colleague(play):
    begin(play, steps=2)
    play.office.pass_time(seconds=60)
    play.office.deliver()
    (one, by, _), (other, _, _) = open_seats(play)
    live = f"SELECT count(*) FROM tokens WHERE seat_id IN ({one}, {other}) AND state = 'live'"
    assert play.rows(live) != [(0,)]
    play.tick((one, by))
    play.approve((one, by))
    play.do(lambda desk: undo.undo(desk, f"seat:{one}", by=by), by=by)
    assert play.rows(live) == [(0,)]


def test_where_all_must_approve_an_undone_approval_leaves_no_open_seat_behind(play):
    begin(play, VARIANT["everybody"], steps=2)
    (one, by, _), (other, _, _) = open_seats(play)
    play.tick((one, by))
    play.approve((one, by))
    play.do(lambda desk: undo.undo(desk, f"seat:{one}", by=by), by=by)
    assert play.rows(f"SELECT state FROM seats WHERE id IN ({one}, {other})") == [("closed",), ("closed",)]
    assert len(open_seats(play)) == 2


def test_content_that_is_not_judged_is_not_approved(play):
    begin(play)
    ((seat, by, _),) = open_seats(play)
    found = play.approve((seat, by), content_hash="0" * 64)
    assert refusal(found) == "review.changed"
    assert play.rows("SELECT count(*) FROM decisions") == [(0,)]


def test_a_proposal_is_taken_once(play):
    begin(play, steps=2)
    (seat, by, _), *_ = open_seats(play)
    chen = play.office.person("chen")
    play.do(
        lambda desk: wording.propose(
            desk, f"seat:{seat}", by=by, field="title", text="好标题", occasion="said:1"
        )
    )
    play.office.deliver()
    for outcome in (str, Refused):
        found = play.do(lambda desk: wording.accept(desk, "item:1", by=chen, proposal="said:1"))
        assert isinstance(found, outcome), found
    assert play.rows("SELECT round FROM items") == [(2,)]


def test_an_effect_that_is_wrong_goes_back_to_the_web_administrator(play):
    begin(play, steps=4)
    chen = play.office.person("chen")
    assert play.rows("SELECT state FROM items") == [("confirm",)]
    play.do(lambda desk: confirm.report_wrong(desk, 1, by=chen, reason="附件打不开"), by=chen)
    assert play.rows("SELECT state FROM items") == [("handover",)]
    ((_, by, _),) = open_seats(play)
    assert by == play.office.person("qian")
    play.one_step(0)
    play.one_step(0)
    assert play.rows("SELECT state FROM items") == [("closed",)]
    assert play.rows("SELECT count(*) FROM audit WHERE act = 'item.effect_wrong'") == [(1,)]


def test_a_reviewer_calls_an_item_important_and_takes_it_back(play):
    begin(play)
    ((seat, by, _),) = open_seats(play)
    for heavy, act in ((True, "item.raised"), (False, "item.lowered")):
        play.do(
            lambda desk, heavy=heavy: importance.change(desk, f"seat:{seat}", by=by, important=heavy), by=by
        )
        assert play.rows("SELECT important FROM items") == [(heavy,)]
        assert play.rows(f"SELECT count(*) FROM audit WHERE act = '{act}'") == [(1,)]


def test_who_was_sent_back_hands_in_again(play):
    begin(play)
    ((seat, by, _),) = open_seats(play)
    chen = play.office.person("chen")
    play.do(
        lambda desk: review.decide(desk, f"seat:{seat}", by=by, verdict=Verdict.RETURNED, reason="日期有误"),
        by=by,
    )
    assert play.rows("SELECT state FROM items") == [("returned",)]
    play.do(lambda desk: submit.amend(desk, 1, by=chen, occasion="amend:1"), by=chen)
    play.do(lambda desk: draft.set_field(desk, 1, by=chen, name="title", value="改好的通知"), by=chen)
    play.do(lambda desk: submit.submit(desk, 1, by=chen), by=chen)
    assert play.rows("SELECT state, round FROM items") == [("review", 2)]


def test_who_lost_a_phone_comes_back_to_what_was_theirs(play):
    begin(play)
    ((_, liu, _),) = open_seats(play)
    assert liu == play.office.person("liu")
    wu = play.office.person("wu")
    play.do(lambda desk: roster.suspend(desk, name=NAMES["liu"], by=wu))
    play.come_back(0)
    assert play.rows("SELECT count(*) FROM audit WHERE act = 'roster.resumed'") == [(1,)]
    assert [by for _, by, _ in open_seats(play)] == [liu]
