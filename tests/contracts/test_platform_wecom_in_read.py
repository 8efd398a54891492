"""Every message and event of the documents, as it is sent, to what a person did."""

from pathlib import Path
from typing import Any

import pytest

from bot.platforms.base import (
    AlertIn,
    EnteredIn,
    GoneIn,
    Incoming,
    MemberIn,
    OtherIn,
    RenamedIn,
    SaidIn,
    TapIn,
    VoiceIn,
)
from bot.platforms.wecom_envelope import Malformed, arrival
from bot.platforms.wecom_read import Ears, Unreadable, understood
from bot.platforms.wecom_xml import BadXml, read
from emulator.wecom_xml import Node, drawn
from tests.contracts.wecom_calls import AGENT, SECONDS, event, press, said

SAMPLES = Path(__file__).parents[3] / "shared" / "contracts" / "wecom-samples"
ME = str(AGENT)


def heard(children: list[Node]) -> Incoming | None:
    return understood(drawn(children).encode(), agent=ME)


def message(kind: str, *more: Node) -> list[Node]:
    kept = [one for one in said("") if one[0] not in {"MsgType", "Content"}]
    return [*kept, ("MsgType", kind), *more]


def words(text: str) -> SaidIn:
    found = heard(said(text))
    assert isinstance(found, SaidIn)
    return found


# Messages -----------------------------------------------------------------------------------------------------


def test_a_text_with_who_and_where() -> None:
    assert words("请问年检怎么报") == SaidIn(
        platform="wecom", bot=ME, user_id="chenxiao", chat="chenxiao", chat_type="private",
        message_id="7300000000000000001", text="请问年检怎么报",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "command", "arguments"),
    [
        ("/find 年检", "find", "年检"),
        ("／find 年检", "find", "年检"),
        ("/TODO", "todo", ""),
        ("/newitem\n标题\n正文", "newitem", "标题\n正文"),
        ("待办", None, ""),
        ("同意 K7Q2", None, ""),
        ("/", None, ""),
        ("a/todo", None, ""),
    ],
)
def test_a_command_by_its_slash(text: str, command: str | None, arguments: str) -> None:
    found = words(text)
    assert (found.command, found.arguments, found.text) == (command, arguments, text)


@pytest.mark.parametrize(
    "text", ["</xml>]]><xml>", "<!DOCTYPE html>", "&lt;a&gt;", "  两端空白  ", "一\n二", "😀", "a]]>b"]
)
def test_what_was_typed_comes_through_unchanged(text: str) -> None:
    assert words(text).text == text


def test_control_characters_of_a_phone_lose_no_message() -> None:
    raw = drawn(said("前X后")).encode().replace(b"X", b"\x08\x00")
    found = understood(raw, agent=ME)
    assert isinstance(found, SaidIn)
    assert found.text == "前后"


@pytest.mark.parametrize(
    ("kind", "more", "name", "mime"),
    [
        ("image", [("PicUrl", "https://p.qpic.cn/x"), ("MediaId", "M-1")], "7300000000000000001.jpg", "image/jpeg"),
        ("video", [("MediaId", "M-1"), ("ThumbMediaId", "T")], "7300000000000000001.mp4", "video/mp4"),
        ("file", [("MediaId", "M-1"), ("FileName", "通知.docx")], "通知.docx", "application/octet-stream"),
        ("file", [("MediaId", "M-1"), ("FileName", "../../etc/pass\u202ewd")], "etc_passwd", "application/octet-stream"),
        ("file", [("MediaId", "M-1")], "7300000000000000001", "application/octet-stream"),
    ],
)  # fmt: skip
def test_files_are_named_and_wait_at_the_platform(kind: str, more: list[Node], name: str, mime: str) -> None:
    found = heard(message(kind, *more))
    assert isinstance(found, SaidIn)
    (file,) = found.files
    assert (file.file_id, file.size, file.mime) == ("M-1", 0, mime)
    assert file.name.lstrip("_.") == name
    assert "/" not in file.name


def test_a_voice_a_place_and_what_nobody_knows() -> None:
    assert isinstance(heard(message("voice", ("MediaId", "M"), ("Format", "amr"))), VoiceIn)
    place = heard(message("location", ("Location_X", "23.1"), ("Location_Y", "113.3"), ("Label", "司法局")))
    assert isinstance(place, OtherIn)
    assert place.what == "location"
    for kind in ("mixed", "sphfeed", "", "image"):
        assert isinstance(heard(message(kind)), OtherIn), kind
    assert isinstance(heard(said("  \n ")), OtherIn)


def test_a_shared_page_is_its_address_and_never_a_command() -> None:
    link = message(
        "link", ("Title", "/todo"), ("Description", "x"), ("Url", "https://www.example.gov.cn/a.html")
    )
    found = heard(link)
    assert isinstance(found, SaidIn)
    assert (found.text, found.command, found.forward) == ("https://www.example.gov.cn/a.html", None, True)


# Events -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["click", "CLICK"])
def test_the_menu_says_its_command(name: str) -> None:
    found = heard(event(name, ("EventKey", "newitem")))
    assert isinstance(found, SaidIn)
    assert (found.command, found.text) == ("newitem", "/newitem")


def test_the_app_is_opened_seen_and_hidden() -> None:
    assert heard(event("enter_agent", ("EventKey", ""))) == EnteredIn(
        platform="wecom", bot=ME, user_id="chenxiao", chat="chenxiao"
    )
    for name, status in (("subscribe", "unblocked"), ("unsubscribe", "blocked")):
        found = heard(event(name))
        assert isinstance(found, MemberIn)
        assert (found.status, found.chat, found.chat_type) == (status, "chenxiao", "private")


SILENT = ["scancode_push", "pic_sysphoto", "pic_photo_or_album", "pic_weixin", "location_select", "batch_job_result",
          "open_approval_change", "share_agent_change", "share_chain_change"]  # fmt: skip


@pytest.mark.parametrize("name", SILENT)
def test_events_of_other_things_are_passed_over(name: str) -> None:
    assert heard(event(name, ("EventKey", "x"))) is None


def test_an_unknown_event_of_a_person_is_answered_and_one_of_nobody_is_not() -> None:
    found = heard(event("brand_new_event"))
    assert isinstance(found, OtherIn)
    assert found.what == "brand_new_event"
    assert heard(event("brand_new_event", user="sys")) is None


def test_accounts_renamed_and_gone() -> None:
    renamed = event(
        "change_contact", ("ChangeType", "update_user"), ("UserID", "Old"), ("NewUserID", "New"), user="sys"
    )
    gone = event("change_contact", ("ChangeType", "delete_user"), ("UserID", "Old"), user="sys", agent=None)
    assert heard(renamed) == RenamedIn(platform="wecom", bot=ME, old="old", new="new")
    assert heard(gone) == GoneIn(platform="wecom", bot=ME, user_id="old")
    same = event(
        "change_contact", ("ChangeType", "update_user"), ("UserID", "Old"), ("NewUserID", "OLD"), user="sys"
    )
    assert heard(same) is None


ALERTS = ["inactive_alert", "close_inactive_agent", "reopen_inactive_agent", "low_active_alert", "low_active", "active_restored"]  # fmt: skip


@pytest.mark.parametrize("name", ALERTS)
def test_warnings_of_the_platform(name: str) -> None:
    found = heard(event(name, ("EffectTime", SECONDS + 86_400), user="sys"))
    assert found == AlertIn(platform="wecom", bot=ME, what=name, at_s=SECONDS + 86_400)
    bare = understood(f"<xml><Event>{name}</Event><AgentID>{ME}</AgentID></xml>".encode(), agent=ME)
    assert bare == AlertIn(platform="wecom", bot=ME, what=name, at_s=None)


# Presses ------------------------------------------------------------------------------------------------------


def pressed(children: list[Node]) -> TapIn:
    raw = drawn(children).encode()
    found = Ears(ME).fast_tap(raw)
    assert found is not None
    assert found == understood(raw, agent=ME)
    return found


def test_a_button_of_a_card() -> None:
    assert pressed(press("d1:abcdefghijklmnopqrstuv")) == TapIn(
        platform="wecom", bot=ME, user_id="chenxiao", chat="chenxiao", chat_type="private", message_id="bTask",
        data="d1:abcdefghijklmnopqrstuv", callback_id="rc-1", code="rc-1",
    )  # fmt: skip


def chosen(*options: list[str]) -> Node:
    items = [("SelectedItem", [("QuestionKey", f"q{n}"), ("OptionIds", [("OptionId", one) for one in ids])])
             for n, ids in enumerate(options, 1)]  # fmt: skip
    return ("SelectedItems", items)


@pytest.mark.parametrize(
    ("more", "choices"),
    [
        ([], ()),
        ([("SelectedItems", "")], ()),
        ([("SelectedItems", [])], ()),
        ([chosen([])], ()),
        ([chosen(["a"])], ("a",)),
        ([chosen(["a", "b"])], ("a", "b")),
        ([chosen(["a"], ["b", "c"])], ("a", "b", "c")),
        ([chosen([], ["c"])], ("c",)),
    ],
)
def test_one_or_several_or_no_choices(more: list[Any], choices: tuple[str, ...]) -> None:
    assert pressed(press("d0:x", more=more)).choices == choices


def test_the_first_choice_that_acts_stands_for_an_idle_button() -> None:
    tap = pressed(press("d0:x", more=[chosen(["d0:y"], ["d1:token"])]))
    assert (tap.is_idle, tap.token, tap.chosen) == (True, "token", ("", "token"))
    tap = pressed(press("d1:own", more=[chosen(["d1:token"])]))
    assert (tap.is_idle, tap.token, tap.chosen) == (False, "own", ("token",))
    assert pressed(press("approve", more=[chosen(["yes"])])).token == ""


def test_an_entry_of_a_cards_menu_is_a_press() -> None:
    menu = [
        ("Event", "template_card_menu_event") if name == "Event" else (name, held)
        for name, held in press("d1:x")
    ]
    assert pressed(menu).token == "x"


def test_nobody_presses_in_the_name_of_the_system() -> None:
    assert heard(press("d1:x", user="sys")) is None


def test_only_presses_are_read_fast() -> None:
    ears = Ears(ME)
    assert ears.fast_tap(drawn(said("template_card_event")).encode()) is None
    assert ears.fast_tap(drawn(event("click", ("EventKey", "todo"))).encode()) is None


@pytest.mark.parametrize(
    "raw", [b"", b"<a/>", b"{}", b"<xml>", b"<xml><MsgType>a</MsgType><MsgType>b</MsgType></xml>"]
)
def test_bytes_that_the_disk_changed(raw: bytes) -> None:
    with pytest.raises(Unreadable):
        understood(raw, agent=ME)


# What tells one from another (F18) ----------------------------------------------------------------------------


def key(children: list[Node], *, now_s: int = SECONDS) -> str:
    found = arrival(drawn(children).encode(), agent=ME, now_s=now_s)
    assert found is not None
    return str(found.key)


def test_two_different_events_of_one_person_in_one_second_have_two_keys() -> None:
    """F18: WeCom's own rule takes the second for the first; here never, of a thousand."""
    found = {key(press(f"d1:{n}", task=f"b{n}", code=f"rc-{n}")) for n in range(1000)}
    found |= {key(press(f"d1:{n}", task=f"b{n}", code="")) for n in range(1000)}
    found |= {key(event(name)) for name in ("subscribe", "enter_agent", "unsubscribe")}
    found |= {key(event("click", ("EventKey", name))) for name in ("todo", "help")}
    for n in range(1000):
        found.add(
            key(event("change_contact", ("ChangeType", "delete_user"), ("UserID", f"u{n}"), user="sys"))
        )
    assert len(found) == 3005


def test_the_same_thing_has_the_same_key_however_it_is_laid_out() -> None:
    for children in (
        said("您好"),
        press("d1:x"),
        event("enter_agent"),
        press("d1:x", code="", more=[chosen(["a"])]),
    ):
        plain = drawn(children)
        spaced = plain.replace("><", ">\n  <").replace("\n  <![CDATA[", "<![CDATA[")
        bare = plain.replace("<![CDATA[", "").replace("]]>", "")
        keys = {arrival(one.encode(), agent=ME, now_s=SECONDS).key for one in (plain, spaced, bare)}  # type: ignore[union-attr]
        assert len(keys) == 1, children


def test_a_warning_without_a_time_is_another_one_another_day() -> None:
    bare = f"<xml><Event>low_active</Event><AgentID>{ME}</AgentID></xml>".encode()
    keys = [arrival(bare, agent=ME, now_s=SECONDS + days * 86_400).key for days in (0, 0, 1)]  # type: ignore[union-attr]
    assert keys[0] == keys[1] != keys[2]


@pytest.mark.parametrize(
    ("user", "lane"),
    [("ChenXiao", "uchenxiao"), ("CHENXIAO", "uchenxiao"), ("sys", "sys"), ("a@b.c_d-e", "ua@b.c_d-e")],
)
def test_one_person_has_one_lane_however_the_userid_is_written(user: str, lane: str) -> None:
    found = arrival(drawn(event("click", ("EventKey", "todo"), user=user)).encode(), agent=ME, now_s=SECONDS)
    assert found is not None
    assert found.lane == f"wecom:{ME}:{lane}"


def test_lists_are_always_lists() -> None:
    for count in (0, 1, 2, 20):
        root = read(drawn([chosen(["x"] * count)]).encode())
        assert len(root.every("SelectedItems", "SelectedItem", "OptionIds", "OptionId")) == count
    root = read(b"<xml><A>1</A><A>2</A><B><C/></B></xml>")
    for name in ("A", "B"):
        with pytest.raises(BadXml):
            root.only(name)
    assert root.only("D") == ""


# The published samples ----------------------------------------------------------------------------------------


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not beside this checkout")
@pytest.mark.parametrize("name", sorted(path.name for path in SAMPLES.glob("*.xml")))
def test_every_published_sample_is_understood_or_passed_over(name: str) -> None:
    raw = (SAMPLES / name).read_bytes()
    root = read(raw)
    made = root.word("CreateTime")
    found = understood(raw, agent=ME)
    assert found is None or found.platform == "wecom"
    if found is not None and root.word("Event").lower().startswith("template_card"):
        assert isinstance(found, TapIn)
        assert found.code == root.word("ResponseCode")
    if "rename" in name and root.word("Event"):
        assert isinstance(found, RenamedIn)
    # Some are fragments; one is an illustration that is message and event at once.
    assert _refusal(raw, agent=root.word("AgentID") or ME, now_s=int(made or SECONDS)) in {
        "",
        "agent",
        "CreateTime",
    }


def _refusal(raw: bytes, *, agent: str, now_s: int) -> str:
    try:
        arrival(raw, agent=agent, now_s=now_s)
    except Malformed as odd:
        return str(odd)
    return ""
