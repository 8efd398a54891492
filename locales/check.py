"""The sentence lint: same ids and variables in every language, none missing, none unused.

What the sources ask for is read from their syntax trees: ``say("id", …)`` with its variables,
``say(f"refused-{code}")`` as a family of ids, ``Refused("review.changed", …)`` with its facts, and
``@command("todo")`` of handlers. A string that is a whole id counts as a use of it.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from fluent.syntax import ast as ftl

from locales.sentences import sentence_ids, variables
from locales.source import LANGUAGES, MASTER, resources, term_ids

ROOMS = ("locales", "rules", "storage", "workflow", "handlers", "scheduler", "bot")
CALLED = frozenset({"say", "self"})
REFUSALS = frozenset({"Refused", "Kept"})
GIVEN = frozenset({"number", "why"})  # every refusal has them: the card puts in what is missing


@dataclass(slots=True)
class Asked:
    """What the sources ask for: ids with place and variables, families of ids, and all strings."""

    calls: list[tuple[str, str, frozenset[str] | None]] = field(default_factory=list)  # id, place, variables
    families: list[re.Pattern[str]] = field(default_factory=list)
    strings: set[str] = field(default_factory=set)


def kebab(code: str) -> str:
    """Return a dotted code as part of an id: review.not_yours gives review-not-yours."""
    return code.replace(".", "-").replace("_", "-")


def lint(root: Path | None = None) -> list[str]:
    """Return every problem, one line each; an empty list is a clean house.

    Args:
        root: the folder that holds the rooms; this room's own parent by default.
    """
    root = root or Path(__file__).parents[1]
    return [*_damaged(), *_uneven(), *_asked_wrongly(root)]


def _damaged() -> Iterator[str]:
    for lang in LANGUAGES:
        seen: dict[str, str] = {}
        for name, tree in resources(lang).items():
            for entry in tree.body:
                if isinstance(entry, ftl.Junk):
                    first = (entry.content or "").strip().splitlines()[0]
                    yield f"{lang}/{name}: not Fluent: {first}"
                elif isinstance(entry, ftl.Message | ftl.Term):
                    key = f"{'-' if isinstance(entry, ftl.Term) else ''}{entry.id.name}"
                    if key in seen:
                        yield f"{lang}/{name}: {key} is already in {seen[key]}"
                    seen[key] = name
                    if entry.attributes:
                        yield f"{lang}/{name}: {key}: attributes are not used"


def _uneven() -> Iterator[str]:
    whole, needed = sentence_ids(MASTER), variables(MASTER)
    for lang in LANGUAGES[1:]:
        here, theirs = sentence_ids(lang), variables(lang)
        places = {name: file for file, tree in resources(lang).items() for name in _names(tree)}
        own = {name: file for file, tree in resources(MASTER).items() for name in _names(tree)}
        yield from (f"{lang}: {name} is missing" for name in sorted(whole - here))
        for name in sorted(here - whole):
            if not any(name in _references(tree) for tree in resources(lang).values()):
                yield f"{lang}: {name} is not in {MASTER}"
        for name in sorted(whole & here):
            if needed[name] != theirs[name]:
                yield f"{lang}: {name}: variables {sorted(theirs[name])}, {MASTER} has {sorted(needed[name])}"
            if places[name] != own[name]:
                yield f"{lang}/{places[name]}: {name}: {MASTER} keeps it in {own[name]}"
        terms = {name for tree in resources(lang).values() for name in _names(tree, ftl.Term)}
        yield from (f"{lang}: -{name} differs" for name in sorted(terms ^ term_ids()))


def _names(tree: ftl.Resource, kind: type[ftl.Message | ftl.Term] = ftl.Message) -> list[str]:
    return [entry.id.name for entry in tree.body if isinstance(entry, kind)]


def _references(tree: ftl.Resource) -> set[str]:
    found: set[str] = set()

    def walk(node: object) -> None:
        if isinstance(node, ftl.MessageReference):
            found.add(node.id.name)
        if isinstance(node, ftl.BaseNode):
            for value in vars(node).values():
                for held in value if isinstance(value, list) else [value]:
                    walk(held)

    walk(tree)
    return found


def asked(root: Path) -> Asked:
    """Read the sources below `root` and return what they ask for."""
    found = Asked()
    for room in ROOMS:
        for path in sorted((root / room).rglob("*.py")):
            nodes = list(ast.walk(ast.parse(path.read_text("utf-8"), str(path))))
            refuses = any(_brings_refusals(node) for node in nodes)
            place = path.relative_to(root).as_posix()
            for node in nodes:
                _read(node, place, found, refuses=refuses)
    return found


def _brings_refusals(node: ast.AST) -> bool:
    """Other modules may have a Refused of their own; the one that people hear comes from the desk."""
    return (
        isinstance(node, ast.ImportFrom)
        and node.module == "workflow.desk"
        and any(name.name == "Refused" for name in node.names)
    )


def _read(node: ast.AST, place: str, found: Asked, *, refuses: bool) -> None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        found.strings.add(node.value)
    if isinstance(node, ast.JoinedStr) and (family := _family(node)):
        found.families.append(family)
    if not isinstance(node, ast.Call):
        return
    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    given = (
        None if any(k.arg is None for k in node.keywords) else frozenset(k.arg or "" for k in node.keywords)
    )
    place = f"{place}:{node.lineno}"
    for first in _first(node):
        if refuses and name in REFUSALS:
            found.calls.append((f"refused-{kebab(first)}", place, None if given is None else given | GIVEN))
        elif name == "Refusal":
            found.calls.append((f"refused-{kebab(first)}", place, None))
        elif name == "command" and place.startswith("handlers/"):
            found.calls.append((f"command-{kebab(first)}", place, None))
        elif isinstance(node.func, ast.Name) and name in CALLED:
            found.calls.append((first, place, given))


def _first(call: ast.Call) -> Iterator[str]:
    """The call's first argument where it is plain text; of a choice between two, both."""
    given = call.args[0] if call.args else None
    for node in (given.body, given.orelse) if isinstance(given, ast.IfExp) else (given,):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _family(node: ast.JoinedStr) -> re.Pattern[str] | None:
    """An f-string that begins with a word and a hyphen may be any id of that shape."""
    head = node.values[0]
    if not isinstance(head, ast.Constant) or not str(head.value).endswith("-"):
        return None
    parts = [re.escape(str(v.value)) if isinstance(v, ast.Constant) else "[a-z0-9-]+" for v in node.values]
    return re.compile("".join(parts))


def _asked_wrongly(root: Path) -> Iterator[str]:
    found, ids, needed = asked(root), sentence_ids(), variables()
    for name, place, given in found.calls:
        if name not in ids:
            yield f"{place}: no sentence {name}"
        elif given is not None and not needed[name] <= given:
            yield f"{place}: {name} needs {sorted(needed[name] - given)}"
    referred = {name for tree in resources(MASTER).values() for name in _references(tree)}
    for name in sorted(ids - found.strings - referred):
        called = any(name == call for call, _, _ in found.calls)
        if not called and not any(family.fullmatch(name) for family in found.families):
            yield f"{MASTER}: {name} is not used"
