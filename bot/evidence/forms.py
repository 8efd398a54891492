"""The forms of an item, 审批表 and 保密审查表: Word files from templates that an office may edit, and PDF/A
for the archive. Needs the extra ``reports``.

A template is a file of this room; one of the same name in the office's own folder takes its place.
"""

import importlib.util
import io
import json
import re
from collections.abc import Iterator, Mapping
from importlib.resources import as_file
from importlib.resources import files as resources
from pathlib import Path
from typing import Any

from bot.evidence import formed
from bot.evidence.shown import Record
from locales import Say

NAMES = ("approval", "secrecy")
FILES = tuple(f"{name}.{form}" for name in NAMES for form in ("docx", "typ"))
MISSING = "\u3013"  # 〓, printed for a character that no font at hand has
_TAG = re.compile(r"\{[{%](?:tr|tc|p|r)?\s*(.*?)\s*[%}]\}")
_SPOKEN = re.compile(r"[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)*", re.IGNORECASE)
_WORDS = frozenset(
    {"for", "in", "if", "else", "elif", "endif", "endfor", "not", "and", "or", "loop", "qr", "is"}
)


class Mistake(Exception):
    """Something is wrong with a template: its file, where in it, and what, each as people read it."""

    def __init__(self, file: str, place: str, what: str) -> None:
        super().__init__(f"{file} {place} {what}")
        self.file = file
        self.place = place
        self.what = what


def is_ready() -> bool:
    """Are the parts for printing installed?"""
    return all(importlib.util.find_spec(name) is not None for name in ("docxtpl", "typst"))


def template(name: str, own: Path | None) -> tuple[bytes, str]:
    """The bytes of a template and where it lies: the office's own, else ours."""
    if own is not None and (own / name).is_file():
        return (own / name).read_bytes(), str(own / name)
    return resources("bot.evidence").joinpath("templates", name).read_bytes(), name


def render(record: Record, say: Say, *, own: Path | None = None) -> dict[str, bytes]:
    """File name and bytes of every form of the item. Raises Mistake for a template that is wrong."""
    values = formed.values(record, say)
    names = [name for name in NAMES if name != "secrecy" or formed.has_secrecy(record)]
    found: dict[str, bytes] = {}
    for name in names:
        title = say("evidence-form-approval" if name == "approval" else "evidence-form-secrecy")
        found[f"{title}.docx"] = _docx(f"{name}.docx", values, say, own)
        found[f"{title}.pdf"] = _pdf(f"{name}.typ", values, say, own)
    return found


# Word -----------------------------------------------------------------------------------------------


def _docx(name: str, values: Mapping[str, Any], say: Say, own: Path | None) -> bytes:
    from docx.shared import Mm
    from docxtpl import DocxTemplate, InlineImage
    from jinja2 import StrictUndefined, TemplateError
    from jinja2.sandbox import SandboxedEnvironment

    data, place = template(name, own)
    try:
        made = DocxTemplate(io.BytesIO(data))
        made.init_docx()
    except Exception as problem:  # whatever is no Word file
        raise Mistake(place, "", say("evidence-template-unreadable")) from problem
    if own is not None:
        for where, what in mistakes(made.docx, say):
            raise Mistake(place, where, what)
    picture = InlineImage(made, io.BytesIO(_png(values["code"])), width=Mm(24))
    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    try:
        made.render({**values, "qr": picture}, environment)
    except TemplateError as problem:
        raise Mistake(place, "", str(problem)) from problem
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def mistakes(document: Any, say: Say) -> Iterator[tuple[str, str]]:
    """Where a Word template names what there is not, or opens what it does not close: place and sentence."""
    for place, text in _places(document, say):
        rest = _TAG.sub("", text)
        if any(mark in rest for mark in ("{{", "{%", "}}", "%}")):
            yield place, say("evidence-template-open", text=text.strip()[:60])
        for tag in _TAG.findall(text):
            for word in _SPOKEN.findall(re.sub(r"'[^']*'|\"[^\"]*\"", "", tag)):
                if word.split(".")[0] not in KNOWN:
                    yield place, say("evidence-template-unknown", name=word, known=say.listed(sorted(TOLD)))


def _places(document: Any, say: Say) -> Iterator[tuple[str, str]]:
    for n, paragraph in enumerate(document.paragraphs, 1):
        yield say("evidence-place-paragraph", n=n), paragraph.text
    for t, table in enumerate(document.tables, 1):
        for r, row in enumerate(table.rows, 1):
            seen: set[Any] = set()
            for c, cell in enumerate(row.cells, 1):
                if cell._tc not in seen:  # noqa: SLF001 - merged cells come again and again; nothing else tells
                    seen.add(cell._tc)  # noqa: SLF001 - as above
                    yield say("evidence-place-cell", table=t, row=r, cell=c), cell.text


TOLD = frozenset(
    {
        *("organisation", "regime", "number", "title", "kind", "important", "matter", "unit", "submitter"),
        *(
            "submitted",
            "column",
            "disclosure",
            "mode",
            "mode_label",
            "target",
            "pairs",
            "rows",
            "body",
            "files",
            "opinions",
        ),
        *(
            "returns",
            "first_opinion",
            "aspects",
            "exemption",
            "exemption_evidence",
            "secrecy_result",
            "address",
        ),
        *(
            "published",
            "check",
            "synced",
            "confirmed",
            "content_hash",
            "entry",
            "entry_hash",
            "made",
            "made_on",
            "code",
            "qr",
        ),
    }
)
LOOPS = frozenset({"row", "pair", "file", "one", "line"})  # what our templates call a row of a list
KNOWN = TOLD | LOOPS | _WORDS


# PDF ------------------------------------------------------------------------------------------------


def _pdf(name: str, values: Mapping[str, Any], say: Say, own: Path | None) -> bytes:
    import typst

    data, place = template(name, own)
    given = {**values, "qr": _svg(values["code"])}
    with as_file(resources("bot.evidence").joinpath("fonts")) as fonts:
        paths: list[Any] = [str(path) for path in (own, fonts) if path is not None]  # its stub wants bytes
        problem: Exception | None = None
        # Our own font first, alone: the same everywhere. A rare character may be in a font of this machine.
        for told, alone in ((given, True), (given, False), (without_rare(given), True)):
            if problem is not None and "could not be displayed" not in str(problem):
                break
            try:
                return bytes(
                    typst.compile(
                        data,
                        font_paths=paths,
                        ignore_system_fonts=alone,
                        sys_inputs={"data": json.dumps(told, ensure_ascii=False)},
                        pdf_standards="a-2b",
                    )
                )
            except typst.TypstError as wrong:
                problem = wrong
    raise Mistake(place, *_told(problem, say)) from problem


def _told(problem: Exception | None, say: Say) -> tuple[str, str]:
    """The line and the words of what the typesetter said."""
    said = str(getattr(problem, "diagnostic", "") or problem)
    found = re.search(r"\.typ:(\d+):(\d+)", said)
    place = say("evidence-place-line", n=int(found[1])) if found else ""
    return place, str(getattr(problem, "message", said))


def without_rare(value: Any) -> Any:
    """The values with a mark for every character that our own font lacks."""
    match value:
        case str():
            return "".join(char if _is_common(char) else MISSING for char in value)
        case Mapping():
            return {key: without_rare(one) for key, one in value.items()}
        case list():
            return [without_rare(one) for one in value]
    return value


def _is_common(char: str) -> bool:
    if char < "\u0100" or "\u3000" <= char <= "\u303f" or "\uff00" <= char <= "\uffef":
        return True
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


# The code -------------------------------------------------------------------------------------------


def _png(code: str) -> bytes:
    import segno

    held = io.BytesIO()
    segno.make(code, error="m", micro=False).save(held, kind="png", scale=6, border=2)
    return held.getvalue()


def _svg(code: str) -> str:
    import segno

    held = io.BytesIO()
    segno.make(code, error="m", micro=False).save(held, kind="svg", scale=4, border=2, light="white")
    return held.getvalue().decode()
