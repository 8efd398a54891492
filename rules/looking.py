"""Where in a regime's tree a wrong value stands."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from rules.lines import Node
from rules.model import Text
from rules.problems import Problem, unknown_name

ROLE, ACT, STEP, STEP_ABOVE, CHOICE, FIELD = (
    Text("角色", "role"),
    Text("事项", "act"),
    Text("环节", "step"),
    Text("排在前面的环节", "step above this one"),
    Text("选项", "choice"),
    Text("可作条件的栏目", "field that a condition may name"),
)
NAMED = frozenset({"form", "clocks", "matters", "unit_ways"})  # lists whose entries are told by name


@dataclass(frozen=True, slots=True)
class Look:
    """Finds the place of a value in the tree and reports it."""

    tree: Node
    problems: list[Problem]

    def refer(self, what: Text, name: str, names: Collection[str], *path: str | int) -> None:
        """Report a name that is not among the names."""
        if name not in names:
            node = self.at(*path)
            self.problems.append(
                Problem(node.file, node.line, _dotted(path), unknown_name(what, name, names), name)
            )

    def wrong(self, allowed: Text, *path: str | int) -> None:
        """Report the value at a path."""
        node = self.at(*path)
        self.problems.append(Problem(node.file, node.line, _dotted(path), allowed, node.shown()))

    def at(self, *path: str | int) -> Node:
        """Return the node at a path; entries of a list are found by place and by name."""
        known = dict(_places(self.tree))
        return next(known[path[:n]] for n in range(len(path), -1, -1) if path[:n] in known)


def _places(node: Node, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Node]]:
    yield path, node
    match node.value:
        case dict(entries):
            inner: list[tuple[str | int, Node]] = list(entries.items())
        case list(items):
            inner = [*enumerate(items), *((name, item) for item in items for name in _names(item))]
        case _:
            inner = []
    for part, child in inner:
        yield from _places(child, (*path, part))


def _names(item: Node) -> list[str]:
    entries = item.value if isinstance(item.value, dict) else {}
    return [str(entries[by].value) for by in ("key", "id", "name") if by in entries]


def _dotted(path: tuple[str | int, ...]) -> str:
    dotted = ""
    for place, part in enumerate(path):
        named = isinstance(part, str) and path[place - 1] in NAMED and place > 0
        dotted += f"[{part}]" if named or isinstance(part, int) else f".{part}"
    return dotted.removeprefix(".")
