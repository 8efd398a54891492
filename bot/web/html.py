"""HTML from plain values: whatever is not made here is escaped, and hidden characters are shown by marks."""

from collections.abc import Iterable
from html import escape

from rules.hidden import reveal

VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})


class Html(str):
    """Text that is HTML already; made by ``tag`` and ``join`` alone."""

    __slots__ = ()


Child = str | int | None | Iterable["Child"]
NOTHING = Html("")


def text(value: str, *, raw: bool = False) -> Html:
    """The text as people shall see it. ``raw``: as it is, for what goes back to us or is copied."""
    return Html(escape(value if raw else reveal(value), quote=True))


def join(*children: Child) -> Html:
    """Children one after the other."""
    return Html("".join(_flat(children)))


def _flat(children: Iterable[Child]) -> Iterable[str]:
    for child in children:
        if child is None:
            continue
        if isinstance(child, Html):
            yield str(child)
        elif isinstance(child, str):
            yield str(text(child))
        elif isinstance(child, int):
            yield str(child)
        else:
            yield from _flat(child)


def tag(name: str, /, *children: Child, **attributes: str | int | bool | None) -> Html:
    """An element. ``class_`` is class, ``data_x`` data-x; True is a bare attribute, False and None none."""
    held = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in VOID:
        return Html(f"<{name}{held}>")
    return Html(f"<{name}{held}>{join(*children)}</{name}>")


def _attribute(key: str, value: str | int | bool | None) -> str:  # noqa: FBT001 - a bare attribute
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(str(value), quote=True)}"'


def page(body: Html, *, head: Html, lang: str, class_: str = "") -> str:
    """A whole document."""
    root = tag("html", tag("head", head), body, lang=lang.replace("_", "-"), class_=class_ or None)
    return f"<!doctype html>{root}"
