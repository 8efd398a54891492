"""What comparing an office's list found, in words: one sentence a change, a problem, a remark."""

from collections.abc import Mapping
from typing import Any

from locales import Say
from workflow.office_list import KIND_SHOWN, ROLE_SHOWN, Change, Problem


def problem(say: Say, found: Problem) -> str:
    """Where, what is wrong, what was found, what the cell may hold."""
    values = {"name": "", "other": "", "member": "", "n": "", **found.facts}
    values["found"] = found.facts.get("found") or say("office-list-empty")
    code = found.code.replace("_", "-")
    told = say(
        f"office-list-problem-{code}", allowed=say("office-list-between").join(_shown(say, found)), **values
    )
    return say("office-list-at", at=found.at, told=told) if found.at else told


def _shown(say: Say, found: Problem) -> list[str]:
    words = {"role_unknown": ROLE_SHOWN, "kind_unknown": KIND_SHOWN}.get(found.code)
    return [words[say.lang][one] for one in found.allowed] if words else list(found.allowed)


def change(say: Say, found: Change) -> str:
    """What is entered or altered."""
    facts = found.facts
    told: str
    match found.what:
        case "unit.new":
            told = say("office-list-unit-new", name=facts["name"], kind=KIND_SHOWN[say.lang][facts["kind"]])
        case "unit.changed":
            told = say(
                "office-list-unit-changed",
                old=_unit(say, facts["old"]),
                new=_unit(say, facts),
            )
        case "person.new":
            told = say("office-list-person-new", name=facts["name"])
        case "post.new":
            role = ROLE_SHOWN[say.lang][facts["role"]]
            told = say("office-list-post-new", name=facts["name"], unit=facts["unit"], role=role)
        case "account.new":
            told = say("office-list-account-new", name=facts["name"], userid=facts["userid"])
        case "finding.new":
            told = say(
                "findings-new", title=facts["title"], unit=facts["room"], day=say.day(facts["limit_on"])
            )
        case "finding.repeated":
            told = say("findings-repeated", title=facts["title"], number=facts["number"])
        case "ledger.column":
            told = say("ledger-column", name=_placed(facts), unit=facts["room"])
        case "ledger.new":
            told = say("ledger-new", name=_placed(facts), unit=facts["room"])
        case "ledger.changed":
            told = say("ledger-changed", name=_placed(facts))
        case "column.new":
            told = say("office-list-column-new", name=facts["name"])
        case _:
            told = say("office-list-column-changed", name=facts["name"], changes=_changes(say, facts))
    return say("office-list-at", at=found.at, told=told)


def _placed(facts: Mapping[str, Any]) -> str:
    """A column with the levels above it."""
    return "/".join((*facts["duty"]["path"], facts["name"]))


def _unit(say: Say, facts: Mapping[str, Any]) -> str:
    return say("office-list-unit", name=facts["name"], kind=KIND_SHOWN[say.lang][facts["kind"]])


def _changes(say: Say, facts: Mapping[str, Any]) -> str:
    """Each part of a column that changes: what stood, what will stand."""
    old, none = facts["old"], say("office-list-empty")
    pairs = [(name, old[name], facts[name]) for name in ("name", "unit", "list_url")]
    pairs += [(name, old["form"].get(name, ""), said) for name, said in facts["form"].items()]
    return say.listed(
        say(
            "office-list-part",
            part=say(f"office-list-part-{name.replace('_', '-')}"),
            old=before or none,
            new=after or none,
        )
        for name, before, after in pairs
        if before != after
    )
