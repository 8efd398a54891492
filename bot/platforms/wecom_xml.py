"""WeCom's XML as a small tree: UTF-8, no document type, bounded; a child may always repeat."""

from dataclasses import dataclass, field
from xml.parsers import expat

MOST_BYTES = 64 << 10
MOST_DEPTH = 12
MOST_ELEMENTS = 2000
ROOT = "xml"
_CONTROL = bytes(sorted({*range(32)} - {9, 10, 13}))  # no XML, but a phone may send them inside of a text


class BadXml(Exception):
    """These bytes are not what WeCom sends."""


@dataclass(slots=True)
class Element:
    """One element: its text, and its children in their order."""

    name: str
    text: str = ""
    children: list["Element"] = field(default_factory=list)

    def every(self, *path: str) -> list["Element"]:
        """All elements under this path of names."""
        found = [self]
        for name in path:
            found = [child for element in found for child in element.children if child.name == name]
        return found

    def only(self, name: str) -> str:
        """The text of the one child of this name; empty when there is none.

        Raises:
            BadXml: there are several, or it has children of its own.
        """
        found = [child for child in self.children if child.name == name]
        if not found:
            return ""
        if len(found) > 1 or found[0].children:
            raise BadXml(f"{name} is not single")
        return found[0].text

    def word(self, name: str) -> str:
        """The same without white space around it: an id, a number, a key. Raises BadXml alike."""
        return self.only(name).strip()


def read(raw: bytes, *, most_elements: int = MOST_ELEMENTS) -> Element:
    """The root, which is called ``xml``.

    A byte order mark of UTF-8 in front does no harm.

    Raises:
        BadXml: too large, too deep, too many, no XML, not UTF-8, another root, or with a document type.
    """
    if len(raw) > MOST_BYTES:
        raise BadXml("size")
    top = Element("")
    above = [top]
    left = most_elements

    def start(name: str, _attributes: list[str]) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise BadXml("elements")
        if len(above) > MOST_DEPTH:
            raise BadXml("depth")
        element = Element(name)
        above[-1].children.append(element)
        above.append(element)

    def end(_name: str) -> None:
        above.pop()

    def text(data: str) -> None:
        above[-1].text += data

    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.ordered_attributes = True
    parser.XmlDeclHandler = _declared
    parser.StartDoctypeDeclHandler = _has_doctype
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    try:
        parser.Parse(raw.translate(None, _CONTROL), True)
    except expat.ExpatError as error:
        raise BadXml("no XML") from error
    root = top.children[0]
    if root.name != ROOT:
        raise BadXml("root")
    return root


def _declared(_version: str, encoding: str | None, _standalone: int) -> None:
    if encoding is not None and encoding.lower() not in {"utf-8", "utf8"}:
        raise BadXml("encoding")


def _has_doctype(*_name: object) -> None:
    raise BadXml("a document type")
