"""WeCom's XML: a tree of (name, content) drawn as the platform draws it, and a bot's reply read back.

Content is a text (written as CDATA), a whole number (written bare), or the children in their order.
"""

from typing import Any
from xml.etree import ElementTree as ET

Node = tuple[str, Any]
MOST_DEPTH = 12
BARE = str.maketrans({"\x00": None})


def drawn(children: list[Node], *, root: str = "xml", gap: str = "") -> str:
    """The element `root` with these children, in one line; `gap` stands between elements."""
    return f"<{root}>{gap}{''.join(_element(name, one, gap) + gap for name, one in children)}</{root}>"


def _element(name: str, content: Any, gap: str) -> str:
    if isinstance(content, list):
        return drawn(content, root=name, gap=gap)
    if isinstance(content, int):
        return f"<{name}>{content}</{name}>"
    return f"<{name}>{cdata(str(content))}</{name}>"


def cdata(text: str) -> str:
    """Text as CDATA; what would end it early is split over two."""
    return f"<![CDATA[{text.translate(BARE).replace(']]>', ']]]]><![CDATA[>')}]]>"


def changed(children: list[Node], name: str, content: Any) -> list[Node]:
    """The same children with another content under a name."""
    return [(one, content if one == name else held) for one, held in children]


def without(children: list[Node], name: str) -> list[Node]:
    """The same children without one."""
    return [(one, held) for one, held in children if one != name]


def found(children: list[Node], name: str) -> str:
    """A child's text; empty when there is none."""
    return next((str(held) for one, held in children if one == name), "")


def read(text: str) -> dict[str, Any]:
    """What a bot answered, by the names of the children; a name that repeats gives a list.

    Raises:
        ValueError: not XML, with a DOCTYPE, or nested too deep.
    """
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise ValueError("a reply has no DOCTYPE")
    try:
        root = ET.fromstring(text)  # noqa: S314 (no DOCTYPE, so no entities; the bot under test sent it)
    except ET.ParseError as wrong:
        raise ValueError(f"the reply is no XML: {wrong}") from wrong
    if root.tag != "xml":
        raise ValueError("the reply's root is not <xml>")
    if not len(root):
        raise ValueError("the reply is empty")
    held: dict[str, Any] = _held(root, 0)
    return held


def _held(element: ET.Element, depth: int) -> Any:
    if depth > MOST_DEPTH:
        raise ValueError("the reply is nested too deep")
    if not len(element):
        return element.text or ""
    held: dict[str, Any] = {}
    for child in element:
        value = _held(child, depth + 1)
        if child.tag not in held:
            held[child.tag] = value
        elif isinstance(held[child.tag], list):
            held[child.tag].append(value)
        else:
            held[child.tag] = [held[child.tag], value]
    return held
