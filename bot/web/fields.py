"""One line of the form as an input: its label, what is expected, and why the last try was not taken."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.cards import parts
from bot.web.html import Html, join, tag, text
from bot.web.site import why
from locales import Say
from workflow.choosing import SEPARATORS
from workflow.desk import Refused
from workflow.filling import LIMIT_DAYS_MAX, NO_EXEMPTION, TITLE_MAX

LONG = frozenset({"body", "change", "reason", "exemption_evidence"})
FEW = 6  # choices that are laid open


@dataclass(frozen=True, slots=True)
class Tried:
    """What was typed last, and which of it could not be taken."""

    values: Mapping[str, str] = dataclasses.field(default_factory=dict)
    wrong: Mapping[str, Refused] = dataclasses.field(default_factory=dict)


NOTHING_TRIED = Tried()


def field(
    say: Say,
    line: Mapping[str, Any],
    facts: Mapping[str, Any],
    tried: Tried,
) -> Html:
    """One line of the form: label, what is expected, where it goes, and why the last try was not taken."""
    key, label = str(line["key"]), say.pick(line["label"])
    value = tried.values.get(key, str(line["value"]))
    problem = why(say, tried.wrong[key]) if key in tried.wrong else ""
    hint = parts.lines(say.pick(line.get("hint")), _triggers(say, key, facts))
    about = " ".join(
        name for name, is_there in ((f"h-{key}", bool(hint)), (f"w-{key}", bool(problem))) if is_there
    )
    told = [
        tag("p", hint, class_="hint", id=f"h-{key}") if hint else None,
        tag("p", problem, class_="wrong", id=f"w-{key}") if problem else None,
    ]
    options = _options(say, line)
    aria = {"aria_describedby": about or None, "aria_invalid": "true" if problem else None}
    if options and line["type"] == "several":
        return _boxes(line, label, told, options, about)
    if options and not line["free"] and len(options) <= FEW:
        radios = [
            tag(
                "label",
                tag("input", type="radio", name=f"f-{key}", value=option, checked=option == value),
                tag("span", told),
                class_="radio",
            )
            for option, told in options
        ]
        return tag("fieldset", tag("legend", label), told, radios, aria_describedby=about or None)
    return tag(
        "div",
        tag("label", label, for_=f"i-{key}"),
        told,
        _input(key, value, line, options, aria),
        class_="field",
    )


def _boxes(
    line: Mapping[str, Any], label: str, told: list[Html | None], options: list[tuple[str, str]], about: str
) -> Html:
    """Several may be chosen: a box for each."""
    chosen = set(SEPARATORS.split(str(line["value"])))
    boxes = [
        tag(
            "label",
            tag(
                "input",
                type="checkbox",
                name=f"f-{line['key']}",
                value=option,
                checked=bool(chosen & {option, shown}),
            ),
            tag("span", shown),
            class_="radio",
        )
        for option, shown in options
    ]
    return tag("fieldset", tag("legend", label), told, boxes, aria_describedby=about or None)


def _triggers(say: Say, key: str, facts: Mapping[str, Any]) -> str:
    if key != "importance" or not facts["triggers"]:
        return ""
    return say("submit-draft-triggers", triggers=say.listed(facts["triggers"]))


def _options(say: Say, line: Mapping[str, Any]) -> list[tuple[str, str]]:
    if line.get("kind") == "date":
        return []
    found = [(row["value"], parts.value(say, row["label"])) for row in line.get("choices") or ()]
    if line["key"] == "exemption" and found:
        found.append((NO_EXEMPTION, say("page-not-exempt")))
    return found


def _input(
    key: str,
    value: str,
    line: Mapping[str, Any],
    options: list[tuple[str, str]],
    aria: Mapping[str, str | None],
) -> Html:
    given: dict[str, str | int | bool | None] = {"id": f"i-{key}", "name": f"f-{key}", **aria}
    if options and not line["free"]:
        first = tag("option", "", value="")
        rest = [tag("option", told, value=option, selected=option == value) for option, told in options]
        return tag("select", first, rest, **given)
    if options:
        shown = next((told for option, told in options if option == value), value)
        proposals = tag("datalist", [tag("option", value=told) for _, told in options], id=f"l-{key}")
        return join(tag("input", type="text", value=shown, list=f"l-{key}", **given), proposals)
    if key in LONG or line["type"] == "long":
        # A text area's first line break is swallowed by browsers.
        return tag("textarea", "\n", text(value, raw=True), rows=10 if key == "body" else 4, **given)
    if line.get("kind") == "date":
        return tag("input", type="date", value=value, **given)
    if line["type"] == "number":
        return tag("input", type="number", min=0, value=value, **given)
    if key == "limit_days":
        return tag("input", type="number", min=1, max=LIMIT_DAYS_MAX, value=value, **given)
    if key == "target_url" or line["type"] == "url":
        return tag("input", type="url", value=value, inputmode="url", **given)
    return tag("input", type="text", value=value, maxlength=TITLE_MAX if key == "title" else None, **given)
