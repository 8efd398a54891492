"""发布: what the web admin does, what the check of the page found, and the liaison's confirmation."""

from collections.abc import Mapping
from typing import Any

from bot.cards import parts
from bot.cards.model import Button, Card, Field
from bot.cards.registry import card
from locales import Say

Facts = Mapping[str, Any]


@card("publish.asked")
def asked(facts: Facts, say: Say) -> Card:
    """The approved content, to be put on the site as the form says."""
    item, state = facts["item"], facts["state"]
    page = facts.get("page", True)
    sentence = f"publish-asked-{item['kind'] if page else 'matter'}"
    top = parts.head(say, sentence if state == "open" else f"publish-asked-{state}", item)
    told = say("publish-asked-told") if state == "open" else say(f"publish-asked-{state}-told")
    is_over = state in {"done", "void"}
    limit = "" if is_over else _limit(say, facts.get("limit"))
    check, verbs = facts.get("check"), _verbs(say, facts)
    return Card(
        "publish.asked",
        top.title,
        parts.summary(say, top.name, told, limit),
        number=top.number,
        fields=(
            *top.fields,
            *(() if is_over else parts.form(say, facts.get("form") or ())),
            *parts.files_field(say, () if is_over else facts.get("files") or ()),
            *_addresses(say, facts),
            *((Field(say("publish-taken"), parts.by_at(say, facts["taken"])),) if facts.get("taken") else ()),
        ),
        deadline=limit,
        body="" if is_over else facts.get("body") or "",
        risk=findings(say, check) if check and state == "open" else "",
        note=parts.lines(told, _sync(say, facts), _twin(say, facts)),
        buttons=(*verbs, *(() if is_over else parts.whole(say, facts["item"]))),
        files=parts.file_refs(facts.get("files") or ()) if state == "open" else (),
        tone="done" if is_over else "ask" if verbs else "info",
    )


def _addresses(say: Say, facts: Facts) -> tuple[Field, ...]:
    url, target = facts.get("url"), facts.get("target_url")
    told = [Field(say("publish-target"), target)] if target and target != url else []
    return (*told, Field(say("label-url"), url)) if url else tuple(told)


def _limit(say: Say, limit: Facts | None) -> str:
    if not limit or not limit.get("due_on"):
        return ""
    if limit.get("days_left") is not None:
        return say("publish-limit", due=parts.due_by(say, limit))
    return say("publish-limit", due=say.day(limit["due_on"]))


def _sync(say: Say, facts: Facts) -> str:
    if not facts.get("needs_sync") or facts["state"] == "void":
        return ""
    return say("publish-sync-done") if facts.get("synced") else say("publish-sync-needed")


def _twin(say: Say, facts: Facts) -> str:
    is_wanted = facts["state"] == "open" and facts["item"]["kind"] != "delete" and facts.get("page", True)
    return say("publish-reply") if is_wanted else ""


def _verbs(say: Say, facts: Facts) -> tuple[tuple[Button, ...], ...]:
    kind, state = facts["item"]["kind"], facts["state"]
    if state not in {"open", "checking"}:
        return ()
    rows: list[tuple[Button, ...]] = []
    if state == "open":
        match kind:
            case _ if not facts.get("page", True):
                rows.append((parts.button(say, "publish.done", style="primary"),))
            case "modify":
                rows.append((parts.button(say, "publish.same_url", style="primary"),))
                rows.append((parts.button(say, "publish.url"),))
            case "delete":
                rows.append((parts.button(say, "publish.deleted", style="primary"),))
            case _:
                rows.append((parts.button(say, "publish.url", style="primary"),))
    if facts.get("needs_sync") and not facts.get("synced"):
        rows.append((parts.button(say, "publish.synced"),))
    return tuple(rows)


def findings(say: Say, check: Facts) -> str:
    """Return what the check found: the outcome, each difference, and the proof that is kept."""
    found = check.get("findings") or ()
    outcome = _outcome(check)
    told = [say(f"check-{outcome}", count=len(found))]
    for finding in () if outcome == "unlisted" else found:
        part = say(f"check-part-{finding['code'].replace('_', '-')}")
        expected = parts.value(say, finding.get("expected") or "")
        if finding.get("found"):
            found_there = parts.value(say, finding["found"])
            told.append(say("check-finding", part=part, expected=expected, found=found_there))
        else:
            told.append(say("check-finding-missing", part=part, expected=expected))
    if check.get("sha8") and check.get("fetched_at"):
        told.append(say("check-proof", at=say.moment(check["fetched_at"], with_year=True), sha=check["sha8"]))
    return "\n".join(told)


def _outcome(check: Facts) -> str:
    """The outcome as part of a sentence's id; a page as approved may still lack its entry in the list."""
    if check["outcome"] == "verified" and check.get("findings"):
        return "unlisted"
    return str(check["outcome"]).replace("_", "-")


def page(say: Say, url: str | None) -> tuple[tuple[Button, ...], ...]:
    """Return the button that opens the page, where there is one."""
    return ((Button("", say("button-open-page"), url=url),),) if url else ()


@card("publish.ask_url")
def ask_url(facts: Facts, say: Say) -> Card:
    """The web admin answers with the address."""
    top = parts.head(say, "publish-ask-url-title", facts["item"], brief=True)
    told = say("publish-ask-url-note", base=facts["base"])
    return Card(
        "publish.ask_url",
        top.title,
        parts.summary(say, top.name, told),
        number=top.number,
        fields=top.fields,
        note=told,
        tone="ask",
        wants_reply=True,
    )


@card("publish.checked")
def checked(facts: Facts, say: Say) -> Card:
    """What the check of the page found."""
    check = facts["check"]
    top = parts.head(say, f"publish-checked-{_outcome(check)}", facts["item"], brief=True)
    told = findings(say, check)
    return Card(
        "publish.checked",
        top.title,
        parts.summary(say, top.name, told.split("\n")[0]),
        number=top.number,
        fields=(*top.fields, *((Field(say("label-url"), check["url"]),) if check.get("url") else ())),
        body=told,
        tone="alert" if check["outcome"] == "differs" else "info",
    )


@card("publish.wrong")
def wrong(facts: Facts, say: Say) -> Card:
    """The liaison looked at the page and reports what is wrong."""
    top = parts.head(say, "publish-wrong-title", facts["item"])
    told = say(
        "publish-wrong-by", name=facts["by"]["name"], at=say.moment(facts["by"]["at"]), reason=facts["reason"]
    )
    return Card(
        "publish.wrong",
        top.title,
        parts.summary(say, top.name, told),
        number=top.number,
        fields=top.fields,
        body=told,
        note=say("publish-wrong-note"),
        tone="alert",
    )


@card("confirm.asked")
def confirm(facts: Facts, say: Say) -> Card:
    """Published: the liaison looks at the page and says so."""
    item, state, check = facts["item"], facts["state"], facts.get("check")
    is_open = state == "open"
    top = parts.head(say, "confirm-asked-title" if is_open else f"confirm-asked-{state}", item)
    if is_open:
        told = say(f"confirm-asked-told{_asked_for(facts)}")
    else:
        told = _answered(say, state, facts.get("confirmed"))
    url = facts.get("url")
    verbs = (
        parts.button(say, "confirm.ok", style="primary"),
        parts.button(say, "confirm.wrong", style="danger"),
    )
    return Card(
        "confirm.asked",
        top.title,
        parts.summary(say, top.name, told),
        number=top.number,
        fields=(*top.fields, *((Field(say("label-url"), url),) if url else ())),
        body=findings(say, check) if check else "",
        note=parts.lines(told, _owed(say, facts) if is_open else ""),
        buttons=(verbs, *page(say, url), *parts.whole(say, item)) if is_open else (),
        tone="ask" if is_open else "done",
    )


def _asked_for(facts: Facts) -> str:
    """Which sentence says what is to be looked at."""
    if not facts.get("page", True):
        return "-matter"
    return "-delete" if facts["item"]["kind"] == "delete" else ""


def _answered(say: Say, state: str, who: Facts | None) -> str:
    if not who:
        return say(f"confirm-asked-{state}-told")
    name, at = who["name"], say.moment(who["at"])
    if state == "wrong":
        return say("confirm-asked-wrong-by", name=name, at=at)
    return say("confirm-asked-by", name=name, at=at)


def _owed(say: Say, facts: Facts) -> str:
    """What is to be proved by a number before it is confirmed."""
    return say("confirm-owed", label=say.pick(facts["owed"])) if facts.get("owed") else ""


@card("confirm.ask_number")
def ask_number(facts: Facts, say: Say) -> Card:
    """The liaison gives the number of what was done after publication."""
    top = parts.head(say, "confirm-ask-number-title", facts["item"], brief=True)
    return Card(
        "confirm.ask_number",
        top.title,
        top.name,
        number=top.number,
        fields=top.fields,
        note=say("confirm-ask-number-note", label=say.pick(facts["label"])),
        tone="ask",
        wants_reply=True,
    )


@card("confirm.ask_reason")
def ask_reason(facts: Facts, say: Say) -> Card:
    """The liaison says in words what is wrong."""
    top = parts.head(say, "confirm-ask-reason-title", facts["item"], brief=True)
    return Card(
        "confirm.ask_reason",
        top.title,
        top.name,
        number=top.number,
        fields=top.fields,
        note=say("confirm-ask-reason-note"),
        tone="ask",
        wants_reply=True,
    )
