"""A template card as a phone shows it: texts cut to the advised lengths with …, what can be pressed.

`drawn(card)` gives (visible, over). `visible` is

    {card_type, task_id, text, source, title, desc, emphasis?, subtitle, quote?, pictures, paragraphs,
     lines: [{name, value, kind, url?, media_id?, userid?}], jumps: [{title, url}], opens,
     menu: [{text, key}],
     selections: [{question_key, title, options: [{id, text, chosen}], mode, disabled}],
     buttons: [{text, key, style, kind: callback|url|submit, url, disabled}], greyed}

where `selections` holds a card's drop-down lists or, with `mode` checkbox or radio, its ballot, and `greyed`
the words that stand instead of buttons that can no longer be pressed. `text` is all words together.
"""

from typing import Any

from emulator.wecom_refusal import LIMITS
from emulator.wecom_text import Over, shortened

ADVICE: dict[str, int] = LIMITS["card_advice"]
OF_ROBOT: dict[str, int] = LIMITS["robot_advice"]


def drawn(
    card: dict[str, Any], *, greyed: str | None = None, of_robot: bool = False
) -> tuple[dict[str, Any], list[Over]]:
    """Draw a card that was judged.

    Args:
        card: the template_card.
        greyed: the words an update put in place of its buttons.
        of_robot: a group robot's card has less room.
    """
    over: list[Over] = []
    room = OF_ROBOT if of_robot else ADVICE

    def fit(field: str, of: dict[str, Any], key: str) -> str:
        text = str(of.get(key) or "")
        limit = room.get(field)
        if limit is None or shortened(text, limit) == text:
            return text
        over.append(Over(field, text, limit))
        return shortened(text, limit)

    def part(name: str) -> dict[str, Any]:
        return card.get(name) or {}

    gone = greyed or card.get("replace_text") or None
    main, emphasis = part("main_title"), part("emphasis_content")
    visible: dict[str, Any] = {
        "card_type": card["card_type"],
        "task_id": card.get("task_id", ""),
        "source": fit("source.desc", part("source"), "desc"),
        "colour": part("source").get("desc_color", 0),
        "title": fit("main_title.title", main, "title"),
        "desc": fit("main_title.desc", main, "desc"),
        "emphasis": [
            fit("emphasis_content.title", emphasis, "title"), fit("emphasis_content.desc", emphasis, "desc")
        ] if emphasis else [],
        "subtitle": fit("sub_title_text", card, "sub_title_text"),
        "quote": _quote(part("quote_area")),
        "pictures": _pictures(card),
        "paragraphs": [
            {"title": fit("vertical_content_list.title", one, "title"),
             "desc": fit("vertical_content_list.desc", one, "desc")}
            for one in card.get("vertical_content_list") or ()
        ],
        "lines": [
            {"name": fit("horizontal_content_list.keyname", one, "keyname"),
             "value": fit("horizontal_content_list.value", one, "value"),
             "kind": ("text", "url", "file", "member")[one.get("type", 0)],
             **{key: one[key] for key in ("url", "media_id", "userid") if one.get(key)}}
            for one in card.get("horizontal_content_list") or ()
        ],
        "jumps": [
            {"title": fit("jump_list.title", one, "title"), "url": one.get("url") or ""}
            for one in card.get("jump_list") or ()
        ],
        "opens": part("card_action").get("url") or "",
        "menu": [
            {"text": one["text"], "key": one["key"]} for one in part("action_menu").get("action_list", ())
        ],
        "selections": [
            _selection(one, name, gone, fit)
            for name in ("checkbox", "button_selection", "select_list")
            for one in (card[name] if isinstance(card.get(name), list) else [card.get(name)])
            if one
        ],
        "buttons": [] if gone else _buttons(card, fit),
        "greyed": gone,
        "cut": False,
    }  # fmt: skip
    visible["cut"] = bool(over)
    visible["text"] = _words(visible)
    return visible, over


def _selection(one: dict[str, Any], name: str, gone: str | None, fit: Any) -> dict[str, Any]:
    options = one["option_list"]
    ballot = name == "checkbox"
    if ballot:
        checked = [option["id"] for option in options if option.get("is_checked")]
        chosen = checked if one.get("mode", 0) == 1 else checked[:1]
    else:
        ids = [option["id"] for option in options]
        chosen = [one["selected_id"] if one.get("selected_id") in ids else ids[0]]
    return {
        "question_key": one["question_key"],
        "title": one.get("title") or "",
        "mode": ("radio", "checkbox")[one.get("mode", 0)] if ballot else "list",
        "options": [
            {"id": option["id"], "text": fit(f"{name}.option_list.text", option, "text"),
             "chosen": option["id"] in chosen}
            for option in options
        ],
        "disabled": bool(one.get("disable")) or gone is not None,
    }  # fmt: skip


def _buttons(card: dict[str, Any], fit: Any) -> list[dict[str, Any]]:
    found = [
        {
            "text": fit("button_list.text", one, "text"), "key": one.get("key") or "",
            "style": one.get("style") if one.get("style") in {1, 2, 3, 4} else 1,
            "kind": "url" if one.get("type", 0) == 1 else "callback", "url": one.get("url") or None,
            "disabled": False,
        }
        for one in card.get("button_list") or ()
    ]  # fmt: skip
    if submit := card.get("submit_button"):
        asked = card.get("checkbox") or {}
        listed = card.get("select_list") or []
        frozen = bool(asked.get("disable")) or (bool(listed) and all(one.get("disable") for one in listed))
        found.append(
            {
                "text": fit("submit_button.text", submit, "text") or "提交", "key": submit["key"],
                "style": 1, "kind": "submit", "url": None, "disabled": frozen,
            }
        )  # fmt: skip
    return found


def _quote(one: dict[str, Any]) -> dict[str, Any] | None:
    if not one:
        return None
    return {"title": one.get("title") or "", "text": one.get("quote_text") or "", "url": one.get("url") or ""}


def _pictures(card: dict[str, Any]) -> list[dict[str, Any]]:
    found = []
    if area := card.get("image_text_area"):
        found.append(
            {"url": area["image_url"], "title": area.get("title") or "", "text": area.get("desc") or ""}
        )
    if picture := card.get("card_image"):
        found.append({"url": picture["url"], "title": "", "text": ""})
    return found


def _words(visible: dict[str, Any]) -> str:
    """Every word of the card, line by line, as one reads it."""
    lines = [visible["source"], visible["title"], visible["desc"], *visible["emphasis"]]
    if visible["quote"]:
        lines += [visible["quote"]["title"], visible["quote"]["text"]]
    lines.append(visible["subtitle"])
    lines += [f"{one['title']}\n{one['desc']}" for one in visible["paragraphs"]]
    lines += [f"{one['name']}：{one['value']}" for one in visible["lines"]]
    for one in visible["selections"]:
        lines += [one["title"], *(option["text"] for option in one["options"])]
    return "\n".join(one for one in lines if one)
