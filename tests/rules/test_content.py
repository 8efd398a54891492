"""What the checks find, how heavy it weighs by each regime, and what they leave alone."""

import random
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules import content
from rules.content import Material, Passage, Place, Severity
from rules.content_identity import is_citizen_id, is_credit_code, luhn
from rules.model import Attachment, Content, Kind
from rules.regime import load, names
from tests.rules.official_texts import credit_code, texts

TODAY = date(2026, 2, 9)
KAIPING = load("kaiping")


def citizen_id(first: str, *, good: bool = True) -> str:
    """Seventeen digits with their check digit, or with another one."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    check = "10X98765432"[sum(int(a) * b for a, b in zip(first, weights, strict=True)) % 11]
    return first + (check if good else next(sign for sign in "0123456789X" if sign != check))


ID = citizen_id("44078319900101123")
CARD = "6222021234567890128"


def found(text: str, *, field: str = "body", regime: str = "kaiping", **held: object) -> dict[str, str]:
    """Kinds with their severities, as one text is judged."""
    item = Content(kind=Kind.PUBLISH, title="关于年检的通知", body=text, **held)
    material = Material(item, [Passage(Place(field), text)])
    return {
        one.kind: one.severity.name.lower()
        for one in content.check(material, regime=load(regime), today=TODAY)
    }


def test_the_numbers_of_these_tests_are_what_they_say():
    assert is_citizen_id(ID, today=TODAY)
    assert not is_citizen_id(citizen_id("44078319900101123", good=False), today=TODAY)
    assert not is_citizen_id(citizen_id("44078319900231123"), today=TODAY)  # 31 February
    assert not is_citizen_id(citizen_id("44078320990101123"), today=TODAY)  # not born yet
    assert not is_citizen_id(citizen_id("99078319900101123"), today=TODAY)  # no such province
    assert luhn(CARD)
    assert is_credit_code(credit_code(random.Random(1)))
    assert not is_credit_code("114407830000000000")


@pytest.mark.parametrize(
    ("text", "kind", "severity"),
    [
        (f"身份证号{ID}。", "citizen_id", "block"),
        (f"{ID[:6]} {ID[6:14]} {ID[14:]}", "citizen_id", "block"),
        (f"{ID[:6]}-{ID[6:14]}-{ID[14:]}", "citizen_id", "block"),
        ("".join(chr(ord(sign) + 0xFEE0) for sign in ID), "citizen_id", "block"),
        ("\u200b".join(ID), "citizen_id", "block"),
        (citizen_id("44078319900101123", good=False), "citizen_id_wrong", "warn"),
        ("440783900101123", "citizen_id_15", "warn"),
        ("联系人：13800138000", "mobile", "block"),
        ("联系人：+86 138 0013 8000", "mobile", "block"),
        ("联系人：138-0013-8000", "mobile", "block"),
        ("联系人：8613800138000", "mobile", "block"),
        ("联系人：１３８００１３８０００", "mobile", "block"),
        ("1 3 8 0 0 1 3 8 0 0 0", "mobile", "block"),
        (f"转入 {CARD}", "bank_card", "warn"),
        (f"卡号：{CARD}", "bank_account", "block"),
        ("卡号 6222 0212 3456 7890 128", "bank_account", "block"),
        ("护照 E12345678", "passport", "warn"),
        ("粤A·12345", "plate", "warn"),
        ("zhang@example.com", "mail", "warn"),
        ("家庭住址：开平市长沙街道东郊路12号3幢501", "address", "block"),
        ("姓名：张伟，患高血压多年", "illness", "warn"),
        ("王小明，男，肢体残疾，家中困难", "illness", "warn"),
        ("李小红，女，9岁，就读于第一小学", "minor", "warn"),
        ("机密★20年", "secret_mark", "stop"),
        ("机　密 ★", "secret_mark", "stop"),
        ("绝密☆长期", "secret_mark", "stop"),
        ("秘密*5年", "secret_mark", "stop"),
        ("000123\n机密 20年\n关于", "secret_mark", "stop"),
        ("密级：秘密", "secret_mark", "stop"),
        ("标志应写作“机密★20年”。", "secret_mark_quoted", "block"),
        ("内部资料　注意保存", "internal_mark", "warn"),
        ("（内部文件，不得外传）", "internal_mark", "warn"),
        ("严禁泄露工作秘密。", "internal_word", "warn"),
        ("（此件依申请公开）", "disclosure_mark", "block"),
        ("公开属性：不予公开", "disclosure_mark", "block"),
        ("签发人：张三丰", "signature", "warn"),
        ("开平市人民政府文件\n开府〔2026〕3号", "red_head", "warn"),
        ("市长批示：同意。", "instruction", "warn"),
        ("特急 · 明电", "telegram_head", "warn"),
        ("（盖章）", "seal", "warn"),
        ("初始密码：Abc12345", "credentials", "warn"),
        ("中华人们共和国", "severe", "block"),
        ("市安全生产领导小姐办公室", "severe", "block"),
        ("认真贯砌落实", "typo", "warn"),
        ("扫码领取，限时抢购", "advertising", "warn"),
        ("请于XX月前办理", "placeholder", "warn"),
        ("详见附件。", "attachment_missing", "warn"),
        ("2026年2月9日（星期二）", "weekday_wrong", "warn"),
        ("2026年2月30日前", "date_impossible", "warn"),
        ("通知如下。\n2026年3月1日", "signed_ahead", "warn"),
        ("请\u202e看", "hidden_characters", "warn"),
        ("⽂件", "lookalikes", "warn"),
        ("", "body_missing", "warn"),
    ],
)  # fmt: skip
def test_what_is_found(text: str, kind: str, severity: str):
    assert found(text).get(kind) == severity


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-09 2026-02-16",
        "总投资13800138000元",
        "许可证编号：13800138000",
        "统一社会信用代码：91440783MA4UQ12345 2026年",
        "项目代码：2020-440783-78-01-012345",
        "电话：0750-2211234、12345",
        "sfj@kaiping.gov.cn",
        "患者张某患高血压",
        "对高血压、糖尿病患者开展健康管理",
        "户籍所在地：",
        "按照保守国家秘密的规定，机密级文件由专人保管20年",
        "落实市领导批示精神",
        "依申请公开的政府信息",
        "国务完成情况",
        "防范非法集资",
        "2026年2月9日（星期一）",
        "12月31日（星期三）",  # of last year
        "网站建设要求",
    ],
)
def test_what_is_left_alone(text: str):
    assert {kind for kind in found(text) if kind != "internal_word"} == set()


def test_a_place_is_the_line_and_the_very_words():
    text = f"一、要求\n二、联系{ID[:6]}　{ID[6:]}谢谢"
    item = Content(kind=Kind.PUBLISH, title="关于年检的通知", body=text)
    (one,) = content.check(Material(item, [Passage(Place("body"), text)]), regime=KAIPING, today=TODAY)
    assert (one.line, text[one.start : one.end]) == (2, f"{ID[:6]}　{ID[6:]}")
    assert ID not in one.shown.replace(" ", "")
    assert one.shown.startswith("440")


def test_a_level_in_brackets_is_a_mark_in_a_title_only():
    assert found("（机密）安全通报", field="title") == {"secret_level": "block"}
    assert found("（机密）安全通报") == {}


def test_numbers_that_the_office_has_cleared():
    item = Content(kind=Kind.PUBLISH, title="公告", body="热线 138 0013 8000")
    material = Material(item, list(content.passages_of(item)), allowed=frozenset({"13800138000"}))
    assert content.check(material, regime=KAIPING, today=TODAY) == ()


@pytest.mark.parametrize(
    ("regime", "text", "kind", "severity", "cite"),
    [
        ("kaiping", "13800138000", "mobile", "block", "第二十二条（八）"),
        ("chongqing", "13800138000", "mobile", "block", "第十七条（五）"),
        ("yuxi", "13800138000", "mobile", "block", "《制度》第十条（三）"),
        ("zhuhai", "13800138000", "mobile", "block", "《政府信息公开条例》第十五条"),
        ("chongqing", "姓名：张伟，患高血压", "illness", "block", "第十七条（五）"),
        ("yuxi", "签发人：张三丰", "signature", "block", "第七条"),
        ("yuxi", "机密★20年", "secret_mark", "stop", "《制度》第十条（一）"),
        ("jiangsu", "机密★20年", "secret_mark", "stop", "第三条"),
        ("zhuhai", "内部资料　注意保存", "internal_mark", "block", "第六条（三）"),
        ("zhuhai", "不得泄露工作秘密", "internal_word", "warn", "第六条（三）"),
        ("chongqing", "扫码领取，限时抢购", "advertising", "block", "第二十六条（五）"),
        ("chongqing", "扫码领取", "advertising", "warn", "第二十六条（五）"),
        ("chongqing", "密码：Abc12345", "credentials", "block", "第二十四条"),
    ],
)
def test_the_regime_gives_article_and_severity(regime: str, text: str, kind: str, severity: str, cite: str):
    item = Content(kind=Kind.PUBLISH, title="公告", body=text)
    material = Material(item, list(content.passages_of(item)))
    got = [one for one in content.check(material, regime=load(regime), today=TODAY) if one.kind == kind]
    assert {(one.severity.name.lower(), one.cite) for one in got} == {(severity, cite)}


@pytest.mark.parametrize(
    ("regime", "class_", "body", "kind", "severity"),
    [
        ("jiangsu", "policy", "现印发实施办法。", "interpretation_missing", "block"),
        ("jiangsu", "policy", "现印发实施办法及解读。", "interpretation_missing", None),
        ("jiangsu", "solicitation", "欢迎提出意见。", "consultation_incomplete", "block"),
        ("jiangsu", "solicitation", "请于3月1日前发送邮箱，截止3月1日。", "consultation_incomplete", None),
        ("jiangsu", "document", "现印发实施办法。", "number_missing", "warn"),
        ("zhuhai", "documents", "珠府〔2026〕3号 现印发。", "number_missing", None),
        ("yuxi", "news", "昨天召开会议。", "news_source_missing", "warn"),
    ],
)
def test_what_a_class_wants(regime: str, class_: str, body: str, kind: str, severity: str | None):
    assert found(body, regime=regime, class_=class_).get(kind) == severity


@pytest.mark.parametrize(
    ("body", "kinds"),
    [
        ("转载自：某某自媒体公众号", {"repost_source", "repost_fields"}),
        ("转载自：新华社", {"repost_fields"}),
        ("来源网站：新华社\n转载时间：2026年2月8日\n转载链接：https://www.news.cn/1.htm", set()),
        ("来源：江苏省应急管理厅", set()),
        ("会议报道。", {"repost_fields"}),  # the form says: reported by the media
    ],
)
def test_reposts_of_jiangsu(body: str, kinds: set[str]):
    source = "media" if body.startswith("会议") else "own"
    item = Content(kind=Kind.PUBLISH, title="要闻", body=body, source=source)
    material = Material(item, list(content.passages_of(item)), own="江苏省应急管理厅")
    got = content.check(material, regime=load("jiangsu"), today=TODAY)
    assert {one.kind for one in got if one.kind.startswith("repost")} == kinds
    assert {one.severity for one in got if one.kind.startswith("repost")} <= {Severity.BLOCK}


def test_dates_of_the_form():
    assert found("一", formed_on=date(2026, 2, 10)) == {"formed_ahead": "block"}
    assert found("一", formed_on=date(2024, 12, 1)) == {"formed_long_ago": "warn"}
    assert found("一", formed_on=date(2026, 2, 6)) == {}


@pytest.mark.parametrize("kind", [Kind.MODIFY, Kind.DELETE])
def test_what_is_changed_or_deleted_wants_no_text(kind: Kind):
    item = Content(kind=kind, title="关于年检的通知", change="改第二段日期")
    assert content.check(Material(item, list(content.passages_of(item))), regime=KAIPING, today=TODAY) == ()


@pytest.mark.parametrize("name", names())
def test_eleven_hundred_clean_texts_block_nowhere(name: str):
    regime = load(name)
    blocked = []
    for title, body in texts(220, seed=names().index(name), today=TODAY):
        item = Content(kind=Kind.PUBLISH, title=title, body=body, formed_on=TODAY)
        material = Material(item, list(content.passages_of(item)), files=["附件1.docx"])
        got = content.check(material, regime=regime, today=TODAY)
        blocked += [(one.kind, one.shown, body) for one in got if one.severity >= Severity.BLOCK]
    assert blocked == []


PLANTED = {
    "citizen_id": [ID, f"{ID[:6]} {ID[6:14]} {ID[14:]}"],
    "mobile": ["13800138000", "139 1234 5678", "+86-15912345678"],
    "bank_account": [f"卡号{CARD}"],
    "secret_mark": ["\n机密★10年\n", "\n秘密 5年\n"],
    "severe": ["人民政俯"],
    "address": ["住址：长沙街道东郊路12号"],
}


@pytest.mark.parametrize("kind", PLANTED)
def test_what_is_planted_in_clean_texts_is_found_every_time(kind: str):
    """A44, among others: personal numbers in the middle of everyday papers."""
    chance = random.Random(7)
    for number, (title, body) in enumerate(texts(100, seed=3, today=TODAY)):
        lines = body.split("\n")
        lines.insert(chance.randint(1, len(lines) - 1), PLANTED[kind][number % len(PLANTED[kind])])
        text = "\n".join(lines)
        item = Content(kind=Kind.PUBLISH, title=title, body=text)
        got = content.check(Material(item, [Passage(Place("body"), text)]), regime=KAIPING, today=TODAY)
        assert kind in {one.kind for one in got if one.severity >= Severity.BLOCK}, text


@settings(deadline=None)
@given(st.text(max_size=400), st.integers(0, 400))
def test_a_number_is_found_wherever_it_stands(around: str, at: int):
    spaced = around[:at] + f"\n号：{ID}。\n" + around[at:]
    assert "citizen_id" in found(spaced)


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_can_be_looked_through(text: str):
    item = Content(kind=Kind.PUBLISH, title=text, body=text, source=text)
    for regime in ("kaiping", "jiangsu"):
        for one in content.check(
            Material(item, list(content.passages_of(item))), regime=load(regime), today=TODAY
        ):
            assert 0 <= one.start <= one.end <= max(len(text), 1)
            assert one.line <= text.count("\n") + 1


def test_the_seal_is_of_what_blocks_and_of_nothing_else():
    def sealed(body: str) -> str:
        item = Content(kind=Kind.PUBLISH, title="公告", body=body)
        return content.seal(
            content.check(Material(item, list(content.passages_of(item))), regime=KAIPING, today=TODAY)
        )

    assert sealed("13800138000") == sealed("请拨打13800138000。贯砌")
    assert sealed("13800138000") != sealed("13800138001")
    assert sealed("一") == sealed("贯砌")


def test_every_kind_has_its_line():
    for kind, known in content.CHECKS.items():
        assert known.cite, kind
    assert set(content.LISTS) <= set(content.CHECKS)


# Files and small things -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "text", "kinds"),
    [
        ("author", "张三", {"author"}),
        ("gps", "GPS", {"gps"}),
        ("mark", "seal", {"seal"}),
        ("comment", "老张 13800138000", {"hidden_part", "mobile"}),
        ("hidden", "  ", set()),
        ("name", "（机密）名单.docx", {"secret_level"}),
        ("", "名单\t13800138000", {"mobile"}),
    ],
)
def test_parts_of_a_file(part: str, text: str, kinds: set[str]):
    item = Content(kind=Kind.PUBLISH, title="公告", body="见附件。")
    material = Material(item, [Passage(Place("file", "名单.docx", part), text)], files=["名单.docx"])
    got = content.check(material, regime=KAIPING, today=TODAY)
    assert {one.kind for one in got} == kinds
    assert {one.data()["file"] for one in got} <= {"名单.docx"}
    assert {one.data()["part"] for one in got} <= {part}


def test_names_of_attachments_are_passages():
    item = Content(kind=Kind.PUBLISH, title="公告", attachments=(Attachment("0" * 64, "名单.docx"),))
    assert Passage(Place("file", "名单.docx", "name"), "名单.docx") in list(content.passages_of(item))


def test_a_map_wants_its_number():
    item = Content(kind=Kind.PUBLISH, title="公告", body="规划如附。")
    got = content.check(Material(item, [], files=["区位图.png"]), regime=KAIPING, today=TODAY)
    assert {one.kind for one in got} == {"map_number_missing"}


def test_two_ways_of_marking_are_one_mark():
    item = Content(kind=Kind.PUBLISH, title="公告", body="  密级：机密★10年  ")
    got = content.check(Material(item, list(content.passages_of(item))), regime=KAIPING, today=TODAY)
    assert [one.shown for one in got] == ["机密★10年"]


def test_what_may_not_be_stored():
    assert content.stops("机密★10年")
    assert content.stops("秘密　5年", title=True)
    assert not content.stops("保守国家秘密")


def test_the_heaviest():
    item = Content(kind=Kind.PUBLISH, title="公告", body="13800138000贯砌")
    got = content.check(Material(item, list(content.passages_of(item))), regime=KAIPING, today=TODAY)
    assert content.worst(got) is Severity.BLOCK
    assert content.worst(()) is Severity.INFO
    assert [one.severity for one in got] == [Severity.BLOCK, Severity.WARN]


def test_a_units_number_is_nobodys():
    """One that has the shape of an identity number, province and birthday included."""
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    for tail in range(1000):
        first = f"11440119900101{tail:03d}"
        check = signs[-sum(signs.index(sign) * pow(3, at, 31) for at, sign in enumerate(first)) % 31]
        if check.isdecimal() and not is_citizen_id(first + check, today=TODAY):
            assert is_credit_code(first + check)
            assert found(f"信用代码{first}{check}") == {}
            return
    raise AssertionError("no such number")


@pytest.mark.parametrize("signs", ["I" * 18, "1144A783000000000X"])
def test_what_is_no_credit_code(signs: str):
    assert not is_credit_code(signs)


def test_a_short_number_is_covered_whole():
    assert content.masked("1234") == "****"
    assert content.masked("1234567") == "123**67"


def test_a_leap_day_of_no_year_is_left_alone():
    assert found("2月29日前") == {}
    assert found("13月1日前") == {"date_impossible": "warn"}
