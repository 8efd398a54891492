"""What WeCom draws, by example."""

from dataclasses import replace

import pytest

from bot.cards.model import Ballot, Button, Card, Field, FileRef
from bot.draw import words
from bot.platforms.base import Payload, TapIn
from bot.platforms.wecom_cards import FOLLOWS, draw
from bot.platforms.wecom_payloads import SEND, UPDATE, plain
from scheduler.ports import Edit
from tests.cards.built import every, one, voice
from tests.cards.wecom_judged import TOKEN, keys_of, minting, sendable, tasks


def page(path: str) -> str:
    return f"https://duwang.example.gov.cn{path}"


def drawn(card: Card, **more) -> list[Payload]:
    return draw(card, **{"chat": "ChenXin", "mint": minting(), "task": tasks(), **more})


def card_of(payloads: list[Payload]) -> dict:
    return payloads[-1].params["template_card"]


def acts(*labels: str, verb: str = "item.open", **more) -> tuple[tuple[Button, ...], ...]:
    return tuple((Button(verb, label, **more),) for label in labels)


WITH_PAGE = Button("", "查看全文", page="/m/item/KP-2026-0042")


WORDS = {lang: words(voice(lang)) for lang in ("zh_CN", "en")}


def test_every_example_is_taken_whole():
    for example, lang, card in every():
        payloads = drawn(card, words=WORDS[lang])
        shown = "\n".join(sendable(payload) for payload in payloads)
        named = f"{example.kind} {example.state} {lang}"
        assert card.title[:8] in shown.replace("\n", " "), named
        acting = [b for row in card.buttons for b in row if b.is_an_act]
        assert (payloads[-1].params["msgtype"] == "template_card") or not acting, named
        if acting:
            keys = [key for key in keys_of(card_of(payloads)) if key.startswith("d1:")]
            assert len(keys) == len(acting), f"{named}: every act can be pressed"
        if card.kind not in FOLLOWS:
            left_out = [f.value for f in card.fields if _folded(f.value) not in _folded(shown)]
            assert left_out == [], f"{named}: without a page nothing is left out"


def _folded(text: str) -> str:
    return "".join(text.split()).replace("＜", "<")


@pytest.mark.parametrize("moved", [False, True])
@pytest.mark.parametrize("letter", ["b", "v", "m", "t"])
def test_every_example_can_take_the_place_of_an_older_card(letter, moved):
    task = letter + "x" * 21
    for example, lang, card in every():
        (payload,) = drawn(card, edit=Edit(task, "CODE", moved=moved), words=WORDS[lang])
        shown, body = sendable(payload), payload.params
        named = f"{example.kind} {example.state} {lang}"
        assert payload.method == UPDATE
        assert (body["userids"], body["response_code"]) == (["ChenXin"], "CODE")
        assert body["template_card"]["task_id"] == task
        closes = moved or not any(b.is_an_act for row in card.buttons for b in row)
        live = [key for key in keys_of(body["template_card"]) if key.startswith("d1:")]
        assert (not live) == closes, named
        if body["template_card"]["card_type"] != "text_notice":
            assert ("replace_text" in body["template_card"]) == closes, named
        assert not moved or WORDS[lang].moved in f"{shown}{body['template_card'].get('replace_text')}", named


def test_a_decision_is_a_card_of_buttons():
    card = one("review.asked", "open")
    payloads = drawn(card)
    body = card_of(payloads)
    assert body["card_type"] == "button_interaction"
    assert [b["text"] for b in body["button_list"]] == ["同意", "退回", "更多", "看附件"]
    assert [b["style"] for b in body["button_list"]] == [1, 3, 2, 2]
    assert body["main_title"]["title"] == card.title
    assert body["source"] == {"desc": card.number, "desc_color": 1}
    assert body["quote_area"]["quote_text"].endswith(card.body)
    assert len(payloads) == 1, "the whole of it fits"


def test_what_the_card_cannot_carry_is_sent_before_it():
    asked = one("review.asked", "open")
    card = replace(asked, body="各律师事务所：\n" + "现将有关事项通知如下。" * 40)
    before, last = drawn(card)
    assert card.body in before.params["text"]["content"]
    assert last.params["template_card"]["quote_area"]["quote_text"].endswith("…")


def test_with_a_page_the_card_shows_a_gist_and_leads_there():
    asked = one("review.asked", "open")
    card = replace(asked, body="长" * 3000, buttons=(*asked.buttons, (WITH_PAGE,)))
    (payload,) = drawn(card, page=page)
    body = payload.params["template_card"]
    assert body["card_action"] == {"type": 1, "url": "https://duwang.example.gov.cn/m/item/KP-2026-0042"}
    assert body["button_list"][-1] == {
        "type": 1, "text": "查看全文", "style": 2, "url": body["card_action"]["url"],
    }  # fmt: skip


def test_without_a_public_address_a_page_button_is_left_out_and_files_are_sent():
    card = Card(
        "k", "请审批：年检", "s", buttons=((Button("review.approve", "同意"), WITH_PAGE),),
        files=(FileRef("ab" * 32, "年检.docx", "docx"), FileRef("cd" * 32, "年检.png", "png", preview=True)),
    )  # fmt: skip
    payloads = drawn(card)
    assert [one.params["msgtype"] for one in payloads] == ["file", "image", "template_card"]
    assert payloads[0].files["f0"].name == "年检.docx"
    assert [b["text"] for b in card_of(payloads)["button_list"]] == ["同意"]
    assert [one.params["msgtype"] for one in drawn(card, page=page)] == ["template_card"]


def test_more_than_six_acts_go_behind_more_and_many_alike_become_a_list():
    seven = Card(
        "k", "请选", "s", buttons=(*acts("甲", "乙", "丙"), *acts("丁", "戊", "己", "庚", verb="x.y"))
    )
    body = card_of(
        drawn(
            Card(
                "k",
                "请选",
                "s",
                buttons=(
                    *acts("甲", "乙"),
                    *acts("丙", verb="a.b"),
                    *acts("丁", verb="c.d"),
                    *acts("戊", verb="e.f"),
                    *acts("己", verb="g.h"),
                    *acts("庚", verb="i.j"),
                ),
            )
        )
    )
    assert len(body["button_list"]) == 6
    assert [one["text"] for one in body["action_menu"]["action_list"]] == ["庚"]
    assert body["action_menu"]["desc"] == "更多"
    listed = card_of(drawn(seven))
    assert listed["card_type"] == "button_interaction"
    assert [o["text"] for o in listed["button_selection"]["option_list"]] == list("丁戊己庚")
    assert [b["text"] for b in listed["button_list"]] == ["确定", "甲", "乙", "丙"]
    assert listed["button_list"][0]["key"].startswith("d0:")
    eleven = card_of(drawn(replace(seven, buttons=acts(*"一二三四五六七八九十末"))))
    assert eleven["card_type"] == "vote_interaction"
    assert [o["text"] for o in eleven["checkbox"]["option_list"]] == list("一二三四五六七八九十末")
    assert eleven["checkbox"]["mode"] == 0
    assert eleven["submit_button"]["key"].startswith("d0:")


def test_a_card_that_leads_nowhere_follows_one_that_does():
    many = Card("k", "请选", "s", buttons=(*acts(*"一二三四五六七八九十末"), (WITH_PAGE,)))
    ahead, vote = drawn(many, page=page)
    assert ahead.params["template_card"]["card_type"] == "text_notice"
    assert "action_menu" not in ahead.params["template_card"]
    assert vote.params["template_card"]["card_type"] == "vote_interaction"
    few = Card("k", "请选", "s", buttons=(*acts(*"一二三四五六七"), (WITH_PAGE,)))
    body = card_of(drawn(few, page=page))
    assert [b["text"] for b in body["button_list"]] == ["确定", "查看全文"]
    assert body["card_action"]["url"] == page("/m/item/KP-2026-0042")


def test_a_list_of_more_than_twenty_is_split():
    card = Card("k", "请选", "s", buttons=acts(*(f"第{n}项" for n in range(43))))
    payloads = drawn(card)
    sizes = [len(one.params["template_card"]["checkbox"]["option_list"]) for one in payloads]
    assert sizes == [20, 20, 3]
    assert len({one.params["template_card"]["task_id"] for one in payloads}) == 3


def test_stock_reasons_are_chosen_together_with_the_verdict():
    body = card_of(drawn(one("review.reasons", "open")))
    assert body["card_type"] == "multiple_interaction"
    verdict, reason = body["select_list"]
    assert [o["text"] for o in verdict["option_list"]] == ["按下列理由退回", "自己写理由", "返回"]
    assert verdict["option_list"][0]["id"].startswith("d0:")
    assert verdict["selected_id"] == verdict["option_list"][0]["id"]
    assert [o["text"] for o in reason["option_list"]] == [
        "文字有误",
        "内容与事实不符",
        "栏目不当",
        "材料不全",
    ]
    assert all(o["id"].startswith("d1:") for o in reason["option_list"])


def ballot(lines: int) -> Card:
    ticks = tuple((Button("duty.tick", f"第{n}项", args={"line": f"l{n}"}),) for n in range(lines))
    submit = Button("duty.sign", "签名", args={"from": "0"})
    return Card(
        "k", "请读网", "s", buttons=(*ticks, (Button("duty.back", "返回"),)),
        ballot=Ballot("duty.tick", submit, "勾选后签名"), tone="ask",
    )  # fmt: skip


def test_what_can_be_ticked_is_one_vote_that_goes_with_its_act():
    minted = []

    def mint(button):
        minted.append(button)
        return f"{len(minted):022d}"

    (payload,) = draw(ballot(23), chat="ChenXin", mint=mint)
    box = payload.params["template_card"]
    assert box["card_type"] == "vote_interaction"
    assert box["checkbox"]["mode"] == 1
    assert [one["text"] for one in box["checkbox"]["option_list"]] == [f"第{n}项" for n in range(20)]
    assert not any(one.get("is_checked") for one in box["checkbox"]["option_list"])
    assert box["submit_button"] == {"text": "签名", "key": f"d1:{len(minted):022d}"}
    assert minted[-1].action == "duty.sign"
    assert minted[-1].args == {"from": "0", "lines": ",".join(f"l{n}" for n in range(20))}
    assert "duty.back" not in {one.action for one in minted}
    assert box["main_title"]["desc"] == "勾选后签名"


def test_a_vote_is_redrawn_as_the_vote_it_is_and_greyed_once_it_was_answered():
    task = "v" * 22
    again = card_of(drawn(ballot(3), edit=Edit(task, "C")))
    assert (again["card_type"], again["task_id"], again["checkbox"]["mode"]) == ("vote_interaction", task, 1)
    assert len(again["checkbox"]["option_list"]) == 3
    assert "replace_text" not in again
    closed = card_of(drawn(one("review.exceptions", "ticked"), edit=Edit(task, "C")))
    assert closed["card_type"] == "vote_interaction"
    assert closed["checkbox"]["disable"] is True
    assert closed["replace_text"] == "已记录不符合项"


def test_a_result_that_leads_somewhere_is_a_notice_and_keeps_what_can_still_be_done():
    filed = Card(
        "submit.filed", "已送审：年检", "s", number="KP-2026-0042",
        buttons=((Button("item.withdraw", "撤回"),), (WITH_PAGE,)), tone="info",
    )  # fmt: skip
    body = card_of(drawn(filed, page=page))
    assert body["card_type"] == "text_notice"
    assert [one["text"] for one in body["action_menu"]["action_list"]] == ["撤回"]
    assert body["card_action"]["url"].endswith("/m/item/KP-2026-0042")
    assert body["task_id"].startswith("t")
    again = drawn(filed, page=page, edit=Edit(body["task_id"], "C"))
    assert card_of(again)["card_type"] == "text_notice"
    without = drawn(filed, edit=Edit(body["task_id"], "C"))  # the public address was taken away meanwhile
    assert card_of(without)["card_type"] == "button_interaction"


def test_what_ended_says_so_on_the_greyed_button():
    closed = card_of(drawn(one("review.asked", "returned"), edit=Edit("b" * 22, "C")))
    assert closed["replace_text"] == "已退回"
    moved = card_of(drawn(one("review.asked", "open"), edit=Edit("b" * 22, "C", moved=True)))
    assert moved["replace_text"] == "已更新，请看新卡片"
    plain_end = card_of(drawn(Card("k", "没有冒号", "s"), edit=Edit("b" * 22, "C")))
    assert plain_end["replace_text"] == "已结束"


def test_one_sentence_is_a_text():
    (payload,) = drawn(Card("done", "", "已收到。", note="已收到。"))
    assert payload.params["text"]["content"] == "已收到。"


def test_long_bodies_are_split_by_bytes_and_very_long_ones_become_a_file():
    body = "".join(f"第{n}段：关于年检工作的说明。\n" for n in range(120))
    pages = drawn(Card("k", "题", "s", body=body))
    assert len(pages) == 3
    whole = "\n".join(one.params["text"]["content"] for one in pages)
    assert body.strip() in whole
    file, beginning = drawn(Card("k", "题", "s", number="KP-1", body=body * 20))
    assert file.params["msgtype"] == "file"
    assert body.strip() in file.files["f0"].text
    assert file.files["f0"].name == "KP-1.txt"
    assert beginning.params["text"]["content"].endswith("…")


def test_the_same_words_said_twice_are_two_requests_and_a_retry_is_one():
    twice = Card("done", "", "已收到。", note="已收到。")
    first, second = draw(twice, chat="a", mint=minting()), draw(twice, chat="a", mint=minting())
    seen = {draw(twice, chat="a", mint=minting())[0].to_bytes() for _ in range(1000)}
    assert first[0].params["text"] == second[0].params["text"]
    assert len(seen) == 1000
    assert first[0].to_bytes() == Payload.from_bytes(first[0].to_bytes()).to_bytes()


def test_a_task_is_met_once():
    card = one("review.asked", "open")
    found = {card_of(draw(card, chat="a", mint=minting()))["task_id"] for _ in range(50)}
    assert len(found) == 50


def test_markup_of_people_is_shown_as_they_wrote_it():
    (payload,) = drawn(Card("k", '<a href="https://evil.example">点我</a>', "s", body="<@all> 1<2 & <b>"))
    assert payload.params["text"]["content"] == (
        '＜a href="https://evil.example">点我＜/a>\n\n＜@all> 1<2 & ＜b>'
    )


def test_a_button_that_copies_is_a_line():
    card = Card(
        "k",
        "邀请",
        "s",
        fields=(Field("姓名", "陈信息"),),
        buttons=((Button("", "复制口令", copy="AB12-CD34"),),),
    )
    (payload,) = drawn(card)
    assert "复制口令：AB12-CD34" in payload.params["text"]["content"]


def test_a_refused_form_becomes_plain_words():
    payloads = drawn(one("review.asked", "open"))
    simple = plain(payloads[-1])
    assert simple.method == SEND
    assert simple.params["msgtype"] == "text"
    assert "同意" in simple.params["text"]["content"]
    assert len(simple.params["text"]["content"].encode()) <= 2048
    (edit,) = drawn(one("review.asked", "returned"), edit=Edit("b" * 22, "C"))
    greyed = plain(edit)
    assert set(greyed.params) == {"userids", "response_code", "button"}
    assert greyed.params["button"]["replace_name"].startswith("已退回")
    file = drawn(Card("k", "题", "s", files=(FileRef("ab" * 32, "大文件.zip", "zip"),)))[0]
    assert plain(file).params["text"]["content"] == "大文件.zip"
    assert plain(plain(file)) == plain(file)


def test_a_token_that_is_none_is_refused():
    with pytest.raises(ValueError, match="22 base64url"):
        drawn(Card("k", "题", "s", buttons=acts("同意")), mint=lambda _button: "approve")


def test_an_act_of_each_form_comes_back_as_its_token():
    button = draw(one("review.asked", "open"), chat="a", mint=lambda _b: TOKEN, task=tasks())[-1]
    key = button.params["template_card"]["button_list"][0]["key"]
    assert tap(key).token == TOKEN
    body = card_of(drawn(one("review.reasons", "open")))
    idle = body["submit_button"]["key"]
    verdict, reason = (box["option_list"] for box in body["select_list"])
    assert tap(idle, verdict[0]["id"], reason[1]["id"]).token == reason[1]["id"].removeprefix("d1:")
    assert tap(idle, verdict[2]["id"], reason[1]["id"]).token == verdict[2]["id"].removeprefix("d1:")
    assert tap(idle).token == ""


def tap(key: str, *choices: str) -> TapIn:
    return TapIn(
        platform="wecom", bot="1", user_id="a", chat="a", chat_type="private", message_id="b",
        data=key, callback_id="c", choices=choices,
    )  # fmt: skip


def by_number(noted: list):
    def note(number: int, button: Button) -> str:
        noted.append((number, button))
        return f"回复 {number}：{button.label}"

    return note


def test_what_finds_no_room_on_a_redrawn_card_is_offered_by_its_number():
    card = Card(
        "k", "请选择", "s", buttons=tuple((Button(f"v.a{n}", f"第{n}项"),) for n in range(1, 13)), tone="ask"
    )
    noted: list = []
    body = card_of(drawn(card, edit=Edit("b" * 22, "C"), by_number=by_number(noted)))
    shown = [one["text"] for one in (*body["button_list"], *body["action_menu"]["action_list"])]
    assert shown == [f"第{n}项" for n in range(1, 10)]
    assert [(number, one.action) for number, one in noted] == [(n, f"v.a{n}") for n in (10, 11, 12)]
    assert body["sub_title_text"].splitlines() == [f"回复 {n}：第{n}项" for n in (10, 11, 12)]


def test_a_list_of_one_verb_stays_a_list_and_only_the_rest_is_numbered():
    same = [(Button("draft.set", f"第{n}栏"),) for n in range(1, 8)]
    others = [(Button(f"v.a{n}", f"另{n}"),) for n in range(1, 9)]
    noted: list = []
    card = Card("k", "请选择", "s", buttons=(*same, *others), tone="ask")
    body = card_of(drawn(card, edit=Edit("b" * 22, "C"), by_number=by_number(noted)))
    assert len(body["button_selection"]["option_list"]) == 7
    assert not noted, "a list and eight more find room"


def test_a_notice_that_is_redrawn_numbers_what_its_menu_has_no_room_for():
    card = Card("k", "已送审", "s", buttons=(*acts("甲", "乙", "丙", "丁"), (WITH_PAGE,)), tone="info")
    noted: list = []
    body = card_of(drawn(card, page=page, edit=Edit("t" * 22, "C"), by_number=by_number(noted)))
    assert body["card_type"] == "text_notice"
    assert [number for number, _ in noted] == [4]
    assert "回复 4：丁" in body["sub_title_text"]
