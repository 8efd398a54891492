"""The .ftl files as they lie in this room, parsed once."""

from functools import cache
from pathlib import Path

from fluent.syntax import FluentParser, ast

ROOM = Path(__file__).parent
MASTER = "zh_CN"
LANGUAGES = (MASTER, "en")


@cache
def resources(lang: str) -> dict[str, ast.Resource]:
    """Return the language's files, by name, as Fluent trees."""
    parser = FluentParser(with_spans=True)
    return {path.name: parser.parse(path.read_text("utf-8")) for path in sorted((ROOM / lang).glob("*.ftl"))}


@cache
def term_ids() -> frozenset[str]:
    """Return the office words that an organisation may replace, without their hyphen."""
    trees = resources(MASTER).values()
    return frozenset(entry.id.name for tree in trees for entry in tree.body if isinstance(entry, ast.Term))
