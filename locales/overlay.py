"""An organisation's own office words, laid over ours and checked before they are used.

As Fluent text or a file, the English word is the attribute ``.en``; without it English keeps our word::

    -liaison = 信息联络员
        .en = information contact
"""

import re
from collections.abc import Mapping
from pathlib import Path

from fluent.syntax import FluentParser, ast

from locales.source import LANGUAGES, MASTER, term_ids

NAME = re.compile(r"-?([a-z][a-z0-9-]*)")

Overlay = Mapping[str, str | Mapping[str, str]]
"""Word by term, such as ``{"liaison": "信息联络员"}`` or ``{"liaison": {"zh_CN": "…", "en": "…"}}``."""

Words = tuple[tuple[str, str, str], ...]
"""(language, term, word), sorted: the form in which overlays are compared and cached."""


class BadTerms(ValueError):
    """An overlay names a word that we do not have, or is not readable: file, line, allowed and found."""

    def __init__(self, file: str, line: int, *, allowed: str, found: str) -> None:
        super().__init__(f"{file}:{line}: allowed: {allowed}; found: {found}")
        self.file, self.line, self.allowed, self.found = file, line, allowed, found


def read_terms(path: Path) -> Words:
    """Read an organisation's .ftl file. Raises BadTerms with the line at fault."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadTerms(str(path), 1, allowed="a readable UTF-8 file", found=str(error)) from None
    return words_of(text, file=str(path))


def words_of(overlay: Overlay | str | Path | Words | None, *, file: str = "terms") -> Words:
    """Bring an overlay of any form into the one form; `file` stands for it in refusals. Raises BadTerms."""
    match overlay:
        case None:
            return ()
        case tuple():
            return overlay
        case Path():
            return read_terms(overlay)
        case str():
            return _from_ftl(overlay, file)
        case _:
            return _from_mapping(overlay, file)


def _known(name: str, file: str, line: int) -> str:
    found = NAME.fullmatch(name)
    if found is None or found[1] not in term_ids():
        raise BadTerms(file, line, allowed=", ".join(f"-{term}" for term in sorted(term_ids())), found=name)
    return found[1]


def _from_mapping(overlay: Overlay, file: str) -> Words:
    words = []
    for line, (name, value) in enumerate(overlay.items(), start=1):
        term = _known(name, file, line)
        by_language = {MASTER: value} if isinstance(value, str) else value
        for lang, word in by_language.items():
            if lang not in LANGUAGES:
                raise BadTerms(file, line, allowed=", ".join(LANGUAGES), found=f"{name}.{lang}")
            words.append((lang, term, _one_line(word, file, line)))
    return tuple(sorted(words))


def _one_line(word: object, file: str, line: int) -> str:
    if not isinstance(word, str) or not word.strip() or not word.isprintable():
        raise BadTerms(file, line, allowed="a word on one line", found=repr(word))
    return word.strip()


def _from_ftl(text: str, file: str) -> Words:
    words = []
    for entry in FluentParser(with_spans=True).parse(text).body:
        line = text.count("\n", 0, entry.span.start if entry.span else 0) + 1
        match entry:
            case ast.Term():
                term = _known(f"-{entry.id.name}", file, line)
                words.append((MASTER, term, _plain(entry.value, file, line)))
                for attribute in entry.attributes:
                    if attribute.id.name not in LANGUAGES:
                        found = f"-{term}.{attribute.id.name}"
                        raise BadTerms(file, line, allowed=", ".join(LANGUAGES), found=found)
                    words.append((attribute.id.name, term, _plain(attribute.value, file, line)))
            case ast.Message():
                raise BadTerms(file, line, allowed="terms such as -liaison = 信息员", found=entry.id.name)
            case ast.Junk():
                first = (
                    entry.content.strip().splitlines()[0] if entry.content and entry.content.strip() else ""
                )
                raise BadTerms(file, line, allowed="Fluent terms such as -liaison = 信息员", found=first)
    return tuple(sorted(words))


def _plain(pattern: ast.Pattern, file: str, line: int) -> str:
    """A term is a word: no variables, no references to other sentences."""
    parts = []
    for element in pattern.elements:
        if not isinstance(element, ast.TextElement):
            raise BadTerms(file, line, allowed="a plain word", found="{ … }")
        parts.append(element.value)
    return _one_line("".join(parts), file, line)
