"""The parts of template cards, each with its rules and their codes (90372)."""

from typing import Any

from emulator.wecom_call import given, wanted
from emulator.wecom_refusal import LIMITS, Refused
from emulator.wecom_text import size

LIMIT = LIMITS["card"]
COLOURS = {0, 1, 2, 3}  # grey, black, red, green


def source(found: Any) -> None:
    """Where the card comes from."""
    one = _object(found, "source")
    given(one, "icon_url", str)
    given(one, "desc", str)
    if one.get("desc_color", 0) not in COLOURS:
        raise Refused(40058, "source.desc_color")


def actions(found: Any) -> None:
    """The menu in the card's corner."""
    one = _object(found, "action_menu")
    given(one, "desc", str)
    listed = given(one, "action_list", list) or []
    if not 1 <= len(listed) <= LIMIT["actions"]:
        raise Refused(40058, "action_menu.action_list")
    keys = []
    for action in listed:
        wanted(_object(action, "action_list"), "text", str)
        keys.append(wanted(action, "key", str, code=42051))
    if len(set(keys)) != len(keys) or any(size(key) > LIMIT["key"] for key in keys):
        raise Refused(42051)


def quote(found: Any) -> None:
    """What the card quotes."""
    one = _object(found, "quote_area")
    given(one, "title", str)
    given(one, "quote_text", str)
    _leads(one, one.get("type", 0), nowhere=True, code=40058)


def picture_and_text(found: Any) -> None:
    """A picture beside words."""
    one = _object(found, "image_text_area")
    wanted(one, "image_url", str, code=42044)
    given(one, "title", str)
    given(one, "desc", str)
    _leads(one, one.get("type", 0), nowhere=True, code=40058)


def horizontal(found: Any) -> None:
    """Lines of a name and a value."""
    if not isinstance(found, list) or len(found) > LIMIT["horizontal"]:
        raise Refused(42035)
    for one in found:
        wanted(_object(one, "horizontal_content_list"), "keyname", str, code=42027)
        value = given(one, "value", str) or ""
        kind = one.get("type", 0)
        if kind not in {0, 1, 2, 3} or isinstance(kind, bool):
            raise Refused(40058, "horizontal_content_list.type")
        if kind == 1:
            wanted(one, "url", str, code=42028)
        elif kind == 2:
            wanted(one, "media_id", str, code=42029)
            if "." not in value.strip("."):
                raise Refused(42029, "value is the file's name with its ending")
        elif kind == 3:
            wanted(one, "userid", str, code=42050)


def vertical(found: Any) -> None:
    """Paragraphs with a heading."""
    if not isinstance(found, list) or len(found) > LIMIT["vertical"]:
        raise Refused(42036)
    for one in found:
        wanted(_object(one, "vertical_content_list"), "title", str, code=42033)
        given(one, "desc", str)


def jumps(found: Any) -> None:
    """Links at the foot."""
    if not isinstance(found, list) or len(found) > LIMIT["jumps"]:
        raise Refused(42042)
    for one in found:
        wanted(_object(one, "jump_list"), "title", str, code=42033)
        _leads(one, one.get("type", 0), nowhere=True, code=40058)


def target(found: dict[str, Any] | None, *, must: bool) -> None:
    """What a tap on the whole card opens; it has to open something where it `must`."""
    if found is None:
        if must:
            raise Refused(42045)
        return
    _leads(found, found.get("type", 0), nowhere=not must, code=42045)


def ratio(found: dict[str, Any]) -> None:
    """A picture's shape; both ends are allowed, the page's own example stands on one."""
    shape = given(found, "aspect_ratio", (int, float))
    least, most = LIMIT["ratio"]
    if shape is not None and not least <= shape <= most:
        raise Refused(40058, "card_image.aspect_ratio")


def selection(found: Any) -> None:
    """A drop-down list; a selected_id that is not in it means the first."""
    one = _question(found)
    given(one, "title", str)
    given(one, "selected_id", str)
    _options(one, LIMIT["options"])


def checkbox(found: Any) -> None:
    """The ballot of a vote."""
    one = _question(found)
    if one.get("mode", 0) not in {0, 1} or isinstance(one.get("mode", 0), bool):
        raise Refused(40058, "checkbox.mode")
    _options(one, LIMIT["checks"])
    for option in one["option_list"]:
        given(option, "is_checked", bool)


def selections(found: Any) -> None:
    """Several drop-down lists."""
    if not isinstance(found, list):
        raise Refused(42047)
    for one in found:
        selection(one)


def buttons(found: list[Any] | None) -> None:
    """One to six buttons; a style that is none of 1-4 means 1."""
    if not found or len(found) > LIMIT["buttons"]:
        raise Refused(42038, "button_list size")
    keys = []
    for one in found:
        wanted(_object(one, "button_list"), "text", str, code=42038)
        kind = one.get("type", 0)
        if kind not in {0, 1} or isinstance(kind, bool):
            raise Refused(40058, "button_list.type")
        given(one, "style", int)
        if kind == 1:
            wanted(one, "url", str, code=42028)
        else:
            keys.append(wanted(one, "key", str, code=42039))
    if len(set(keys)) != len(keys) or any(size(key) > LIMIT["key"] for key in keys):
        raise Refused(42039)


def _question(found: Any) -> dict[str, Any]:
    one = _object(found, "question")
    if size(wanted(one, "question_key", str, code=42043)) > LIMIT["key"]:
        raise Refused(42043)
    return one


def _options(one: dict[str, Any], most: int) -> None:
    given(one, "disable", bool)
    found = given(one, "option_list", list) or []
    if not 1 <= len(found) <= most:
        raise Refused(42037)
    ids = []
    for option in found:
        ids.append(wanted(_object(option, "option_list"), "id", str, code=42040))
        wanted(option, "text", str, code=42041)
    if len(set(ids)) != len(ids) or any(size(one) > LIMIT["option_id"] for one in ids):
        raise Refused(42040)


def _leads(one: dict[str, Any], kind: Any, *, nowhere: bool, code: int) -> None:
    """Where something leads: 0 nowhere, 1 to a url, 2 into a mini program."""
    if kind not in ({0, 1, 2} if nowhere else {1, 2}) or isinstance(kind, bool):
        raise Refused(code, "type")
    if kind == 1:
        wanted(one, "url", str, code=42028)
    elif kind == 2:
        wanted(one, "appid", str, code=42030)


def _object(found: Any, name: str) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise Refused(40058, name)
    return found
