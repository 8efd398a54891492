"""WeCom's XML as a small tree: UTF-8, no document type, bounded; a name may always repeat.

Nearly everything that WeCom sends is one flat row of plain elements, which is read at sight; the rest goes
through expat. Both give the same.
"""

import re
from collections.abc import Iterator
from xml.parsers import expat

MOST_BYTES = 64 << 10
MOST_DEPTH = 12
MOST_ELEMENTS = 2000
ROOT = "xml"
_CONTROL = bytes(sorted({*range(32)} - {9, 10, 13}))  # no XML, but a phone may send them inside of a text
_ONE = r"\s*<([A-Za-z_][A-Za-z0-9_]*)>(?:<!\[CDATA\[([^]]*)\]\]>|([^<&>]*))</\1>"
_ROW = re.compile(rf"<xml>(?:{_ONE})*+\s*</xml>", re.ASCII)
_PLAIN = re.compile(_ONE, re.ASCII)
_ODD = ("\r", "\ufffe", "\uffff")  # what XML reads in its own way, or not at all


class BadXml(Exception):
    """These bytes are not what WeCom sends."""


class Tree:
    """The elements below one element, by name: texts, and trees where there are elements further down."""

    __slots__ = ("held",)

    def __init__(self) -> None:
        self.held: dict[str, list[str | Tree]] = {}

    def add(self, name: str, content: "str | Tree") -> None:
        """One more element of this name."""
        held = self.held.get(name)
        if held is None:
            self.held[name] = [content]
        else:
            held.append(content)

    def every(self, *path: str) -> list["str | Tree"]:
        """All elements under this path of names."""
        found: list[str | Tree] = [self]
        for name in path:
            found = [one for tree in found if isinstance(tree, Tree) for one in tree.held.get(name, ())]
        return found

    def only(self, name: str) -> str:
        """The text of the one element of this name; empty when there is none.

        Raises:
            BadXml: there are several, or it holds further elements.
        """
        held = self.held.get(name)
        if held is None:
            return ""
        text = held[0]
        if len(held) > 1 or not isinstance(text, str):
            raise BadXml(f"{name} is not single")
        return text

    def word(self, name: str) -> str:
        """The same without white space around it: an id, a number, a key. Raises BadXml alike."""
        return self.only(name).strip()

    def told(self) -> Iterator[str]:
        """Every name and text; white space around texts is none of it."""
        for name, held in self.held.items():
            for one in held:
                yield name
                if isinstance(one, str):
                    yield one.strip()
                else:
                    yield "<"
                    yield from one.told()
                    yield ">"


def read(raw: bytes, *, most_elements: int = MOST_ELEMENTS) -> Tree:
    """What the root holds, which is called ``xml``. A byte order mark of UTF-8 in front does no harm.

    Raises:
        BadXml: too large, too deep, too many, no XML, not UTF-8, another root, or with a document type.
    """
    if len(raw) > MOST_BYTES:
        raise BadXml("size")
    raw = raw.translate(None, _CONTROL)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadXml("not UTF-8") from error
    return _at_sight(text, most_elements) or _by_expat(raw, most_elements)


def _at_sight(text: str, most_elements: int) -> Tree | None:
    """One flat row; None for everything that is not plain enough to be read so."""
    if _ROW.fullmatch(text) is None or any(odd in text for odd in _ODD):
        return None
    found = _PLAIN.findall(text, len(ROOT) + 2)
    if len(found) >= most_elements:
        return None
    tree = Tree()
    held = tree.held
    for name, section, plain in found:
        if name in held:
            held[name].append(section or plain)
        else:
            held[name] = [section or plain]
    return tree


def _by_expat(raw: bytes, most_elements: int) -> Tree:
    top = Tree()
    above: list[tuple[str, Tree, list[str]]] = [("", top, [])]
    left = most_elements

    def start(name: str, _attributes: list[str]) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise BadXml("elements")
        if len(above) > MOST_DEPTH:
            raise BadXml("depth")
        above.append((name, Tree(), []))

    def end(_name: str) -> None:
        name, tree, parts = above.pop()
        above[-1][1].add(name, tree if tree.held else "".join(parts))

    def text(data: str) -> None:
        above[-1][2].append(data)

    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.ordered_attributes = True
    parser.XmlDeclHandler = _declared
    parser.StartDoctypeDeclHandler = _has_doctype
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    try:
        parser.Parse(raw, True)
    except expat.ExpatError as error:
        raise BadXml("no XML") from error
    root = top.held.get(ROOT, [""])[0]
    if ROOT not in top.held:
        raise BadXml("root")
    return root if isinstance(root, Tree) else Tree()


def _declared(_version: str, encoding: str | None, _standalone: int) -> None:
    if encoding is not None and encoding.lower() not in {"utf-8", "utf8"}:
        raise BadXml("encoding")


def _has_doctype(*_name: object) -> None:
    raise BadXml("a document type")
