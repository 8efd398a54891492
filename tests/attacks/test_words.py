"""A33-A35: what people write never becomes mark-up, a link, a call or another's words, and never hides the act."""

from collections.abc import Iterator
from random import Random
from typing import Any

import orjson
import pytest

from bot.cards import build
from bot.cards.examples import EXAMPLES, Example, cast
from bot.cards.model import Card
from bot.cards.width import width
from bot.platforms import telegram_cards, wecom_cards, wecom_groups
from bot.platforms.base import Called, Payload, visible
from emulator.telegram_judge import judge
from emulator.telegram_text import TEXT_LIMIT, formatted
from emulator.wecom_drawn import drawn as on_wecom_card
from emulator.wecom_text import shown_text
from tests.attacks.test_taps import (  # the stories' office, as fixtures
    _imported_once,
    database,
    empty_sqlite,
    log,
    office,
    open_office,
    platform,
    pytest_generate_tests,
)
from tests.cards.built import voice
from tests.cards.wecom_judged import minting, sendable, tasks
from tests.office import Office
from tests.stories.ways import BODY

__all__ = [
    "_imported_once", "database", "empty_sqlite", "log", "office", "open_office", "platform", "pytest_generate_tests",
]  # fmt: skip

MARK_UP = {
    "an anchor": '<a href="https://evil.example/">点此办理</a>',
    "a tag that never ends": "<b",
    "entities": "&amp;&lt;b&gt;&#60;",
    "a Markdown link": "[王主任](tg://user?id=5100000106)",
    "the end of one": "](tg://user?id=5100000106)",
    "Markdown signs": "*_`~|# > - ",
    "an anchor to a person": '<a href="tg://user?id=5100000106">王</a>',
    "a colour": '<font color="warning">已同意</font>',
    "a call of one": "<@WangZhu>",
    "a call of all": "<@all>@all@所有人",
    "the end of our own": "</b></blockquote></code><i>",
    "a script": "<script>alert(1)</script><img src=x onerror=alert(1)>",
}
PEOPLE_WROTE = frozenset(
    {cast.CHEN, cast.LIU, cast.ZHOU, cast.WU, cast.ZHENG, cast.UNIT, cast.TITLE, cast.LONG_TITLE, cast.BODY,
     "年度检查考核通知.docx"}
)  # fmt: skip
FIRES = {"text_link", "text_mention", "spoiler", "custom_emoji", "strikethrough", "underline", "pre"}
SCHEMES = ("https://", "tg://")


def written(held: Any, more: str) -> Any:
    """The facts with the attack behind every text of a person."""
    match held:
        case dict():
            return {key: written(value, more) for key, value in held.items()}
        case list() | tuple():
            return [written(value, more) for value in held]
        case str() if held in PEOPLE_WROTE:
            return held + more
    return held


def attacked(more: str) -> Iterator[tuple[Example, Card]]:
    """Every example whose facts hold words of people."""
    for example in EXAMPLES:
        facts = written(example.facts, more)
        if facts != example.facts:
            yield example, build(example.kind, facts, voice())


def calling(name: str) -> str | None:
    """Everybody can be meant, so that no call goes unseen."""
    return name


def marked(example: Example, payload: Payload) -> list[dict[str, Any]]:
    """What Telegram would make of a text beyond letters; fails where its server would refuse it."""
    assert payload.params.get("parse_mode") in {"HTML", None}, "never MarkdownV2"
    if "text" not in payload.params:
        return []
    given = {k: v if isinstance(v, str) else orjson.dumps(v).decode() for k, v in payload.params.items()}
    judge(payload.method, given, {})
    _, entities = formatted(payload.params["text"], parse_mode=payload.params.get("parse_mode"))
    return [one for one in entities if one["type"] in FIRES]


# A33: in whatever place, on whatever phone ------------------------------------------------------------------------


@pytest.mark.parametrize("more", MARK_UP.values(), ids=MARK_UP.keys())
def test_nothing_that_people_wrote_is_mark_up_on_telegram(more: str) -> None:
    """A33."""
    count = 0
    for example, card in attacked(more):
        chat = "-1001" if example.in_group else "5"
        payloads = telegram_cards.draw(card, chat=chat, mint=lambda _: "Aa0_-" * 4 + "zz")
        for payload in payloads:
            assert marked(example, payload) == [], f"{example.kind} {example.state}"
        shown = formatted(str(payloads[-1].params.get("text", "")), parse_mode="HTML")[0]
        if visible(more).strip() in card.body and len(card.body) < 3000:
            assert visible(more).strip() in shown, f"{example.kind} {example.state}: literally"
        count += 1
    assert count > 80


@pytest.mark.parametrize("more", MARK_UP.values(), ids=MARK_UP.keys())
def test_nothing_that_people_wrote_is_a_link_or_a_call_on_wecom(more: str) -> None:
    """A33: card fields are plain, a text folds the first bracket of what could be a tag."""
    count = 0
    for example, card in attacked(more):
        named = f"{example.kind} {example.state}"
        payloads = wecom_cards.draw(card, chat="ChenXin", mint=minting(), task=tasks())
        payloads += wecom_groups.draw(
            card, chat="robot:bgs", called=[Called("刘股长", "LiuGu")], received="已发给刘股长"
        )
        for payload in payloads:
            sendable(payload)
            assert payload.params.get("msgtype") in {"text", "template_card", "file", "image"}, "no Markdown"
            if payload.params.get("msgtype") != "text":
                continue
            shown = shown_text(payload.params["text"]["content"], calling)
            assert (shown["links"], shown["mentioned"]) == ([], []), named
            assert payload.params["text"].get("mentioned_list", ["LiuGu"]) == ["LiuGu"], named
        count += 1
    assert count > 80


def test_a_card_of_wecom_opens_only_addresses_of_ours() -> None:
    """A33: no word of a person becomes the address of a button, a jump or the card itself."""
    found = 0
    for more in MARK_UP.values():
        for _, card in attacked(more):
            payloads = wecom_cards.draw(
                card,
                chat="ChenXin",
                mint=minting(),
                task=tasks(),
                page=lambda path: f"https://duwang.test{path}",
            )
            for payload in payloads:
                told = orjson.dumps(payload.params.get("template_card", {})).decode()
                addresses = [part.partition('"')[0] for part in told.split('"url":"')[1:]]
                assert all(
                    one.startswith(("https://duwang.test/", cast.BASE, "https://www.kaiping.example"))
                    for one in addresses
                ), addresses
                found += len(addresses)
    assert found > 100


HOSTILE_TITLE = '关于年检<@all><@WangZhu><a href="https://evil.example/">点此</a>[x](tg://user?id=1)的通知'


@pytest.mark.on_wecom
async def test_a_title_full_of_mark_up_is_read_as_it_was_written_on_wecom(office: Office) -> None:
    """A33, from hand-in to the reviewer's phone and the overdue line in the group."""
    item = await office.chen.submits(HOSTILE_TITLE, body=f"{BODY}<font color='warning'>已同意</font><@all>")
    card = await office.liu.expects("请审批", item)
    assert HOSTILE_TITLE in card.text.replace("＜", "<")
    for message in [*office.liu._messages(), *office.chen._messages()]:
        assert not message.visible.get("mentioned"), message.visible
        assert all(link["url"].startswith("http://127.0.0.1") for link in message.visible.get("links", ()))
    assert "evil.example" not in str([one.visible.get("opens") for one in office.liu._messages()])


# A34: cut anywhere, refused nowhere -------------------------------------------------------------------------------

LETTERS = "<>&\"'/=ab;#x0@ \n正文。😀𠮷e\u0301\u202e\u200b*_`[]()~"


def chance_texts(count: int, seed: int) -> Iterator[str]:
    """Texts of every length about the platforms' limits, of signs that hurt when they are parted."""
    chance = Random(seed)
    for _ in range(count):
        length = chance.choice((1, 7, 60, 680, 1000, 1020, 2040, 4080, 4096, 4100))
        pieces = [*LETTERS, *MARK_UP.values(), "&amp;", "&lt;"]
        yield "".join(chance.choices(pieces, k=length))[: length + chance.randrange(16)]


def never_refused(count: int, seed: int) -> int:
    """Draw each text as title, fact and body on both platforms; how many calls their twins judged."""
    judged = 0
    for text in chance_texts(count, seed):
        card = Card("review.asked", f"请审批：{text[:90]}", "s", body=text, note=text[:200])
        for payload in telegram_cards.draw(card, chat="5", mint=lambda _: "Aa0_-" * 4 + "zz"):
            if "text" not in payload.params:
                continue
            shown, entities = formatted(payload.params["text"], parse_mode=payload.params.get("parse_mode"))
            assert 0 < len(shown) <= TEXT_LIMIT
            assert not {one["type"] for one in entities} & FIRES
            simple = telegram_cards.plain(payload)
            assert 0 < len(formatted(simple.params["text"])[0]) <= TEXT_LIMIT
            judged += 1
        for payload in wecom_cards.draw(card, chat="ChenXin", mint=minting(), task=tasks()):
            sendable(payload)  # fails where WeCom would cut by bytes, or in the middle of a character
            judged += 1
        for payload in wecom_groups.draw(card, chat="robot:bgs"):
            assert len(sendable(payload).encode()) <= 2048
            judged += 1
    return judged


def test_texts_about_the_limits_are_never_refused_and_never_cut_by_the_platform() -> None:
    """A34, a sample."""
    assert never_refused(400, 20260209) > 1000


@pytest.mark.soak
def test_a_hundred_thousand_texts_are_never_refused_and_never_cut_by_the_platform() -> None:
    """A34: 100 000 texts, none refused."""
    assert never_refused(100_000, 34) > 250_000


# A35: the act stands first ----------------------------------------------------------------------------------------

HIDING = {
    "very long": "关于" + "开展年检" * 500 + "的通知",
    "blanks": "关于年检的通知" + "　" * 300 + "。",
    "line ends": "关于年检的通知\n\n\n\n\n\n\n\n\n\n\n（仅供参考）",
    "another act": "请审批：关于发布年检的通知（无需办理，点同意即可）" * 6,
    "wide and narrow": "e\u0301" * 200 + "年检",
    "hidden": "\u200b" * 200 + "年检的通知",
    "one word": "A" * 500,
    "backwards": "\u202e知通的检年于关" * 20,
}
ACTS = {
    ("review.asked", "delete"): "请审批删除：",
    ("review.asked", "modify"): "请审批修改：",
    ("review.asked", "publish"): "请审批：",
    ("publish.asked", "delete"): "请删除已发布信息：",
}


def card_of(kind: str, matter: str, title: str) -> Card:
    facts = next(one.facts for one in EXAMPLES if one.kind == kind and one.state in {"open", "open_delete"})
    return build(kind, {**facts, "item": {**facts["item"], "kind": matter, "title": title}}, voice())


@pytest.mark.parametrize("title", HIDING.values(), ids=HIDING.keys())
@pytest.mark.parametrize(("kind", "matter"), ACTS, ids=str)
def test_no_title_pushes_the_act_out_of_sight(kind: str, matter: str, title: str) -> None:
    """A35: the act is the first word on both platforms, we cut ourselves with …, the whole title stands below."""
    act = ACTS[kind, matter]
    card = card_of(kind, matter, title)
    assert card.title.startswith(act)
    assert width(card.title) <= 52
    (*_, payload) = wecom_cards.draw(card, chat="ChenXin", mint=minting(), task=tasks())
    body = payload.params["template_card"]
    shown, over = on_wecom_card(body)
    assert over == [], "what a phone cuts, it cuts where it likes"
    assert shown["title"].startswith(act)
    assert len(body["main_title"]["title"].encode()) <= 128, "WeCom cuts a title at 128 bytes without a word"
    assert [one for one in shown["lines"] if one["name"] == "事项"] or kind != "review.asked"
    (*_, message) = telegram_cards.draw(card, chat="5", mint=lambda _: "Aa0_-" * 4 + "zz")
    assert formatted(message.params["text"], parse_mode="HTML")[0].startswith(act)
    if card.title.endswith("…"):
        whole = next(field.value for field in card.fields if field.label == "标题")
        assert whole == " ".join(visible(title).split()) or whole == visible(title).strip()


async def test_a_deletion_with_a_crafted_title_is_asked_about_as_a_deletion(office: Office) -> None:
    """A35, on a real card: the reviewer reads what is asked before any word of the applicant."""
    title = "关于发布年检安排的通知，请点同意，以便尽快公开发布并通知各有关单位和个人按时报送相关材料"
    item = await office.chen.submits(title, kind="delete", answers={"原网页地址": office.site.any_address()})
    card = await office.liu.expects("请审批删除", item)
    assert card.text.lstrip().split("\n")[0].endswith("…") or "请审批删除：" in card.text
    assert "事项" in card.text
    assert "删除" in card.text
