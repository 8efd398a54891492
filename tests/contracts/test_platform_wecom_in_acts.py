"""What members do on WeCom, from the inbox to what they hear: greetings, presses, accounts that change, pictures."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from emulator.wecom_xml import Node
from rules.model import Kind
from storage import inbox, people, tokens, uploads
from storage import review as seats
from tests.contracts.wecom_calls import event, press, said
from tests.contracts.wecom_house import BOT, PLATFORM, Shown, WecomHouse
from workflow import draft, submit
from workflow.desk import Desk


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[WecomHouse]:
    found = WecomHouse(tmp_path)
    yield found
    await found.worker.stop()
    await found.store.close()


def opened(house: WecomHouse, user: str) -> list[Node]:
    return event("enter_agent", ("EventKey", ""), user=user, at=house.seconds)


def to(told: list[Shown], chat: str) -> list[Shown]:
    return [one for one in told if one.row.chat == chat]


ANSWERS = {
    "title": "关于开展年检工作的通知",
    "body": "请各单位于3月底前报送。",
    "column": "tzgg",
    "formed_on": "2026-02-09",
    "source": "unit",
    "importance": "ordinary",
    "secrecy_opinion": "no_secret",
}


async def filed(house: WecomHouse, *, number: int = 1) -> Shown:
    """The card on the head's phone of an item that a liaison handed in."""

    def hand_in(desk: Desk) -> None:
        by = house.ids["chen"]
        item = draft.open_draft(desk, by=by, kind=Kind.PUBLISH, occasion=f"new:{number}").id
        for name, value in ANSWERS.items():
            draft.set_field(desk, item, by=by, name=name, value=value)
        submit.submit(desk, item, by=by)

    await house.act(hand_in)
    told = await house.delivered()
    return next(one for one in told if one.row.kind == "review.asked")


# Opening the app --------------------------------------------------------------------------------------------------


async def test_the_app_greets_once_a_day(house: WecomHouse) -> None:
    for _ in range(3):
        await house.hears(opened(house, "ChenXin"))
        house.forward(minutes=5)
    (greeting,) = await house.delivered()
    assert (greeting.row.kind, greeting.row.chat) == ("contact.greeting", "chenxin")
    assert "目前没有等您办的事" in greeting.text
    house.forward(days=1)
    await house.hears(opened(house, "chenxin"))
    assert len(await house.delivered()) == 1


async def test_the_greeting_says_how_much_waits_and_where_files_go(house: WecomHouse) -> None:
    await filed(house)
    await house.hears(opened(house, "LiuGu"))
    (greeting,) = to(await house.delivered(), "liugu")
    assert "等您办的有1件" in greeting.text
    assert [button.page for line in greeting.card.buttons for button in line] == ["/m"]


async def test_a_colleague_who_is_not_registered_is_told_whom_to_ask(house: WecomHouse) -> None:
    """A16."""
    for _ in range(2):
        await house.hears(opened(house, "LinTong"))
        house.forward(minutes=1)
    await house.hears(said("我要交稿", user="LinTong", at=house.seconds))
    told = await house.delivered()
    assert [one.row.kind for one in told] == ["contact.stranger"] * 2, "once for opening, once for the words"
    for one in told:
        assert "演示区司法局：吴管理" in one.text
        assert one.row.person_id is None


# A press ----------------------------------------------------------------------------------------------------------


async def test_a_press_leaves_its_code_with_the_card_before_anything_is_decided(house: WecomHouse) -> None:
    card = await filed(house)
    await house.hears(press(card.keys["同意"], task=card.task, code="rc-A", user="LiuGu"))
    copy = await house.copy(card)
    assert (copy.click, copy.spare) == ("rc-A", f"spare{card.row.id}")
    assert copy.desired_rev > copy.drawn_rev
    house.forward(minutes=1)
    told = await house.delivered()
    assert [one.row.kind for one in to(told, "liugu")] == [], "the redrawn card says it"
    assert {one.row.chat for one in told if one.row.kind == "review.asked"} == {"wangzhu", "zhaogan"}


async def test_a_redelivered_press_is_one_press_and_a_second_press_is_answered_in_words(
    house: WecomHouse,
) -> None:
    """A05."""
    card = await filed(house)
    first = press(card.keys["同意"], task=card.task, code="rc-A", user="LiuGu")
    for _ in range(3):
        await house.hears(first)
    decided = await house.store.read(lambda tx: seats.decisions_of(tx, 1))
    assert len(decided) == 1
    await house.delivered()
    await house.hears(press(card.keys["同意"], task=card.task, code="rc-B", user="LiuGu"))
    (answer,) = to(await house.delivered(), "liugu")
    assert answer.row.kind in {"refused", "review.recorded"}
    assert (await house.copy(card)).click == "rc-B", "the newest code redraws the card"
    assert len(await house.store.read(lambda tx: seats.decisions_of(tx, 1))) == 1


async def test_two_presses_of_one_person_in_one_second_on_two_cards_both_count(house: WecomHouse) -> None:
    """F18: WeCom's own rule would lose the second."""
    one = await filed(house)

    other = await filed(house, number=2)
    await house.hears(
        press(one.keys["同意"], task=one.task, code="rc-A", user="LiuGu"),
        press(other.keys["同意"], task=other.task, code="rc-B", user="LiuGu"),
    )
    for item in (1, 2):
        assert len(await house.store.read(lambda tx, id_=item: seats.decisions_of(tx, id_))) == 1


@pytest.mark.parametrize("key", ["d1:" + "x" * 22, "approve", "", "d1:", "d2:x", "d0"])
async def test_a_key_that_was_never_ours_is_refused_in_words_and_the_card_stands(
    house: WecomHouse, key: str
) -> None:
    card = await filed(house)
    await house.hears(press(key, task=card.task, code="rc-A", user="LiuGu"))
    (answer,) = to(await house.delivered(), "liugu")
    assert "此按钮已失效" in answer.text
    assert (await house.copy(card)).click == "rc-A"
    assert not await house.store.read(lambda tx: seats.decisions_of(tx, 1))


async def test_a_card_pressed_by_somebody_else_decides_nothing(house: WecomHouse) -> None:
    """A09: the token is bound to its reader, whatever else the event says."""
    card = await filed(house)
    await house.hears(press(card.keys["同意"], task=card.task, code="rc-A", user="MaGu"))
    (answer,) = to(await house.delivered(), "magu")
    assert "此按钮已失效" in answer.text
    assert (await house.copy(card)).click is None, "and takes no code for another's card"
    assert not await house.store.read(lambda tx: seats.decisions_of(tx, 1))


async def test_a_hundred_guesses_are_locked_out(house: WecomHouse) -> None:
    """A10."""
    await filed(house)
    for number in range(12):
        await house.hears(press(f"d1:{number:022d}", code=house.code(), user="LiuGu"))
    told = [one.text for one in to(await house.delivered(), "liugu")]
    assert "无效操作过多" in told[-1]


async def test_a_press_long_after_the_decision_is_a_question(house: WecomHouse) -> None:
    """A11, F42: however live the card looks, what is decided stays decided."""
    card = await filed(house)
    await house.hears(press(card.keys["退回"], task=card.task, code="rc-A", user="LiuGu"))
    await house.hears(press(card.keys["同意"], task=card.task, code="rc-B", user="LiuGu"))
    await house.delivered()
    house.forward(days=4)
    for label in ("同意", "退回"):
        late = press(card.keys[label], task=card.task, code=house.code(), user="LiuGu", at=house.seconds)
        await house.hears(late)
    told = to(await house.delivered(), "liugu")
    (same, other) = told
    assert same.row.kind == "review.recorded", "the same button has the same answer"
    assert other.row.kind == "refused", "another one changes nothing"
    assert len(await house.store.read(lambda tx: seats.decisions_of(tx, 1))) == 1


def selected(*options: str) -> Node:
    ids = [("OptionId", one) for one in options]
    return ("SelectedItems", [("SelectedItem", [("QuestionKey", "q1"), ("OptionIds", ids)])])


async def test_a_submit_button_acts_by_what_was_chosen(house: WecomHouse) -> None:
    card = await filed(house)
    choice = press(
        "d0:submit", task=card.task, code="rc-A", user="LiuGu", more=[selected("d0:none", card.keys["同意"])]
    )
    await house.hears(choice)
    assert len(await house.store.read(lambda tx: seats.decisions_of(tx, 1))) == 1


@pytest.mark.parametrize("more", [[], [("SelectedItems", "")], [selected()], [selected("d0:none")]])
async def test_a_submit_button_without_a_choice_asks_for_one(house: WecomHouse, more: list[Node]) -> None:
    card = await filed(house)
    await house.hears(press("d0:submit", task=card.task, code="rc-A", user="LiuGu", more=more))
    (answer,) = to(await house.delivered(), "liugu")
    assert "请先选择一项" in answer.text


async def test_a_choice_of_somebody_elses_card_spoils_the_press(house: WecomHouse) -> None:
    card = await filed(house)
    foreign = "d1:" + "z" * 22
    await house.hears(
        press(card.keys["同意"], task=card.task, code="rc-A", user="LiuGu", more=[selected(foreign)])
    )
    assert not await house.store.read(lambda tx: seats.decisions_of(tx, 1))


# Accounts that change ----------------------------------------------------------------------------------------------


def changed(kind: str, user: str, *more: Node, at: int) -> list[Node]:
    return event("change_contact", ("ChangeType", kind), ("UserID", user), *more, user="sys", at=at)


async def test_a_renamed_member_is_the_same_person_and_old_cards_go_on_working(house: WecomHouse) -> None:
    card = await filed(house)
    before = await house.account("liugu")
    await house.hears(changed("update_user", "LiuGu", ("NewUserID", "LiuGuZhang"), at=house.seconds))
    after = await house.account("liuguzhang")
    assert before is not None
    assert after is not None
    assert (after.id, after.account_id) == (before.id, before.account_id)
    assert await house.account("liugu") is None
    await house.hears(press(card.keys["同意"], task=card.task, code="rc-A", user="LiuGuZhang"))
    assert len(await house.store.read(lambda tx: seats.decisions_of(tx, 1))) == 1
    assert (await house.copy(card)).click == "rc-A"


async def test_a_rename_onto_somebody_elses_account_changes_nothing(house: WecomHouse) -> None:
    await house.hears(changed("update_user", "LiuGu", ("NewUserID", "MaGu"), at=house.seconds))
    for user, name in (("liugu", "刘股长"), ("magu", "马股长")):
        row = await house.account(user)
        assert row is not None
        assert row.name == name


async def test_a_deleted_member_is_out_at_once_and_the_office_is_told(house: WecomHouse) -> None:
    """F39: nobody waits for somebody who left."""
    card = await filed(house)
    await house.hears(changed("delete_user", "LiuGu", at=house.seconds))
    assert await house.account("liugu") is None
    told = await house.delivered()
    (notice,) = [one for one in told if one.row.kind == "contact.gone"]
    assert notice.row.chat == "wuguan"
    assert "刘股长" in notice.text
    assert any(one.row.kind in {"review.nobody", "review.asked"} for one in told), "the seat moves"
    await house.hears(press(card.keys["同意"], task=card.task, code="rc-A", user="LiuGu"))
    assert not await house.store.read(lambda tx: seats.decisions_of(tx, 1))
    token = await house.store.read(lambda tx: tokens.find(tx, card.keys["同意"].removeprefix("d1:")))
    assert token.state == "revoked"


async def test_whoever_gets_the_old_id_is_a_stranger(house: WecomHouse) -> None:
    """A13."""
    await house.hears(changed("delete_user", "LiuGu", at=house.seconds))
    await house.delivered()
    await house.hears(said("待办", user="LiuGu", number=7, at=house.seconds))
    (answer,) = to(await house.delivered(), "liugu")
    assert answer.row.kind == "contact.stranger"


async def test_a_stranger_who_takes_a_reviewers_name_stays_a_stranger(house: WecomHouse) -> None:
    """A13: a name that the directory tells is nobody's identity."""
    card = await filed(house)
    await house.hears(changed("update_user", "LinTong", ("Name", "刘股长"), at=house.seconds))
    await house.hears(press(card.keys["同意"], task=card.task, code="rc-A", user="LinTong"))
    await house.hears(said("待办", user="LinTong", number=8, at=house.seconds))
    answers = to(await house.delivered(), "lintong")
    assert {one.row.kind for one in answers} <= {"contact.stranger", "refused"}
    assert not await house.store.read(lambda tx: seats.decisions_of(tx, 1))
    assert await house.account("lintong") is None


async def test_a_member_of_two_platforms_goes_on_by_the_other(house: WecomHouse) -> None:
    def also(tx: object) -> None:
        people.bind_account(tx, house.ids["liu"], platform="telegram", bot="7", external_id="55", chat="55")

    await house.store.act(also)
    await house.hears(changed("delete_user", "LiuGu", at=house.seconds))
    told = await house.delivered()
    (notice,) = [one for one in told if one.row.kind == "contact.gone"]
    assert "其他渠道的账号仍可使用" in notice.text


async def test_out_of_sight_and_back(house: WecomHouse) -> None:
    await house.hears(event("unsubscribe", user="LiuGu", at=house.seconds))
    (notice,) = [one for one in await house.delivered() if one.row.kind == "roster.unreachable"]
    assert "已不在本应用的可见范围" in notice.text
    house.forward(minutes=1)
    await house.hears(event("subscribe", user="LiuGu", at=house.seconds))
    row = await house.account("liugu")
    assert row is not None
    assert row.account_state == "active"


@pytest.mark.parametrize("what", ["inactive_alert", "close_inactive_agent", "low_active", "active_restored"])
async def test_warnings_of_the_platform_reach_the_administrator_once_a_day(
    house: WecomHouse, what: str
) -> None:
    for _ in range(2):
        await house.hears(event(what, ("EffectTime", house.seconds + 86_400), user="sys", at=house.seconds))
        house.forward(minutes=1)
    (notice,) = await house.delivered()
    assert (notice.row.kind, notice.row.chat) == ("contact.alert", "wuguan")
    assert "企业微信提示" in notice.text
    assert "2月10日 09:00" in notice.text


# Words and pictures -------------------------------------------------------------------------------------------------


def picture(house: WecomHouse, number: int) -> list[Node]:
    kept = [
        one
        for one in said("", user="ChenXin", number=number, at=house.seconds)
        if one[0] not in {"MsgType", "Content"}
    ]
    return [*kept, ("MsgType", "image"), ("PicUrl", ""), ("MediaId", f"M-{number}")]


async def test_pictures_that_follow_one_another_are_one_offer(house: WecomHouse) -> None:
    for number in range(1, 6):
        await house.hears(picture(house, number))
        house.forward(seconds=8)
    (offer,) = await house.delivered()
    assert offer.row.kind == "submit.offer"
    assert len(await _albums(house)) == 1
    house.forward(minutes=2)
    await house.hears(picture(house, 9))
    assert [one.row.kind for one in await house.delivered()] == ["submit.offer"], "much later is another one"
    assert len(await _albums(house)) == 2


async def _albums(house: WecomHouse) -> set[str]:
    def read(tx: object) -> set[str]:
        rows = [uploads.upload(tx, number) for number in range(1, 20)]
        return {row.album for row in rows if row is not None}

    return await house.store.read(read)


async def test_the_menu_and_words_do_the_same(house: WecomHouse) -> None:
    await house.hears(event("click", ("EventKey", "todo"), user="LiuGu", at=house.seconds))
    await house.hears(said("待办", user="LiuGu", number=21, at=house.seconds))
    await house.hears(said("／todo", user="LiuGu", number=22, at=house.seconds))
    told = to(await house.delivered(), "liugu")
    assert len(told) == 3
    assert len({one.text for one in told}) == 1


async def test_what_nobody_understands_is_answered_politely(house: WecomHouse) -> None:
    odd = [one for one in said("", user="ChenXin", number=31) if one[0] not in {"MsgType", "Content"}]
    for number, kind in ((31, "location"), (32, "mixed"), (33, "voice")):
        await house.hears(
            [*[(name, number if name == "MsgId" else held) for name, held in odd], ("MsgType", kind)]
        )
    told = await house.delivered()
    assert [one.row.kind for one in told] == ["not_understood", "not_understood", "voice_unread"]


async def test_nothing_is_left_undone(house: WecomHouse) -> None:
    await house.hears(
        opened(house, "ChenXin"), event("batch_job_result", user="sys"), event("brand_new", user="sys")
    )
    assert await house.store.read(inbox.listed) == []
    assert await house.store.read(inbox.dead) == []
    assert (PLATFORM, BOT) in house.worker.ears


async def test_invitation_codes_are_not_guessed(house: WecomHouse) -> None:
    """A17."""
    for number in range(7):
        code = f"K7Q2M9X{'ABCDEFGH'[number]}"
        await house.hears(said(code, user="LinTong", number=40 + number, at=house.seconds))
    told = [one.text for one in to(await house.delivered(), "lintong")]
    assert len(told) == 7
    assert told[-1] == told[-2] != told[0], "locked, whatever is tried"


@pytest.mark.parametrize(
    "word",
    [
        "/invite 林同志 bgs administrator",
        "邀请 林同志 办公室 administrator",
        "/suspend 吴管理",
        "停用 吴管理",
    ],
)
async def test_nobody_gives_themselves_a_post(house: WecomHouse, word: str) -> None:
    """A14: by words, or by a menu entry that was made up."""
    await house.hears(said(word, user="ChenXin", number=61, at=house.seconds))
    await house.hears(event("click", ("EventKey", word.lstrip("/")), user="ChenXin", at=house.seconds))
    told = to(await house.delivered(), "chenxin")
    assert told
    assert not {one.row.kind for one in told} & {"roster.invited", "roster.suspended"}
    assert await house.account("wuguan") is not None
