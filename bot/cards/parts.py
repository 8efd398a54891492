"""Pieces that cards of several columns are made of: the head of an item, a deadline, files, a route."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.cards.model import Button, Field, FileRef, Style
from bot.cards.width import cut, width
from locales import Say
from rules.cite import cited

Facts = Mapping[str, Any]
ROW = 16  # columns of two button labels side by side on a narrow phone
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
WORKDAYS = re.compile(r"(\d+)个工作日")
SHOWN_ABOVE = frozenset({"title", "kind", "column", "importance", "body"})  # the head or the body has them


def button(
    say: Say,
    action: str,
    *,
    style: Style | None = None,
    label: str | None = None,
    subject: str = "",
    args: Mapping[str, str] | None = None,
) -> Button:
    """Return a button whose label is the sentence of its action, unless one is given."""
    words = label if label is not None else say(f"button-{action.replace('.', '-').replace('_', '-')}")
    return Button(action=action, label=words, style=style, subject=subject, args=dict(args or {}))


def page(say: Say, sentence: str, path: str) -> tuple[tuple[Button, ...], ...]:
    """Return the row that opens a page of ours; platforms leave it out where there is none."""
    return ((Button("", say(sentence), page=path),),)


def whole(say: Say, item: Facts) -> tuple[tuple[Button, ...], ...]:
    """Return the row that opens the whole item, once it has a number."""
    return page(say, "button-page-whole", f"/m/item/{item['number']}") if item.get("number") else ()


def rows(buttons: Iterable[Button]) -> tuple[tuple[Button, ...], ...]:
    """Lay buttons out: two in a row while both labels are short."""
    laid: list[tuple[Button, ...]] = []
    for one in buttons:
        if laid and len(laid[-1]) == 1 and max(width(laid[-1][0].label), width(one.label)) <= ROW:
            laid[-1] = (laid[-1][0], one)
        else:
            laid.append((one,))
    return tuple(laid)


@dataclass(frozen=True, slots=True)
class Head:
    """The top of an item's card: cut title, whole name for the summary, number and fields."""

    title: str
    name: str
    number: str
    fields: tuple[Field, ...]


def item_name(say: Say, item: Facts) -> str:
    """Return the title, or what stands for it while there is none."""
    return item.get("title") or say("untitled")


def numbered(say: Say, item: Facts) -> str:
    """Return how an item is called in running text: its number, or its title where it has none yet."""
    return item.get("number") or say("item-named", title=item_name(say, item))


def matter(say: Say, item: Facts) -> str:
    """Return what is asked for: 发布（重要）, or the special matter that it is."""
    kind = say.pick(item["matter"]) if item.get("matter") else say(f"kind-{item['kind']}")
    return say("kind-important", kind=kind) if item.get("important") else kind


def urgently(say: Say, item: Facts, text: str) -> str:
    """Return the text with 加急 before it, where the item is."""
    return say("urgent-marked", text=text) if item.get("urgent") else text


def head(say: Say, sentence: str, item: Facts, *, brief: bool = False) -> Head:
    """Return the top of a card about an item; `brief` leaves out who, column and kind.

    `sentence` names the title's sentence; it begins with the action and ends with the item's title. A
    title that had to be cut stands whole among the fields.
    """
    name = item_name(say, item)
    title = urgently(say, item, say(sentence, title=name))
    fields = [] if width(title) <= width(cut(title)) else [Field(say("label-title"), name)]
    if not brief:
        if item.get("submitter"):
            by = say("by-office", name=item["submitter"], office=say.pick(item.get("office")))
            fields.append(Field(say("label-submitter"), by))
        if item.get("column"):
            fields.append(Field(say("label-column"), say.pick(item["column"])))
        fields.append(Field(say("label-matter"), matter(say, item)))
    number = item.get("number") or ""
    whole = say("item-numbered", title=title, number=number) if number else title
    return Head(cut(title), whole, number, tuple(fields))


def form(say: Say, entries: Iterable[Facts]) -> tuple[Field, ...]:
    """Return the form's rows that the head does not show already; empty ones are left out."""
    return entries_shown(say, (entry for entry in entries if entry.get("key") not in SHOWN_ABOVE))


def entries_shown(say: Say, entries: Iterable[Facts]) -> tuple[Field, ...]:
    """Return the rows of a form as labelled facts; empty ones are left out."""
    return tuple(
        Field(say.pick(entry["label"]), value(say, entry["value"], key=entry.get("key", "")))
        for entry in entries
        if entry.get("value")
    )


def value(say: Say, held: object, *, key: str = "") -> str:
    """Return one value of a form as people read it: dates in words, working days with their unit."""
    text = say.pick(held)
    if ISO_DAY.fullmatch(text):
        return say.day(text)
    if key == "limit_days" and text.isdecimal():
        return say("workdays", days=int(text))
    return text


def dated(say: Say, text: str) -> str:
    """Return a sentence with its plain dates written out as the reader's language writes them."""
    return ISO_DAY.sub(lambda found: say.day(found[0]), text)


def cite(say: Say, article: object) -> str:
    """Return an article in the reader's language; what is no article stays as it is."""
    text = say.pick(article)
    return cited(text).get(say.lang) or text


def ahead(say: Say, forecast: Iterable[Facts] | None) -> list[str]:
    """Return a forecast, a line for each step: who, by when on what ground, and what stands beside it."""
    told = []
    for step in forecast or ():
        label, people = say.pick(step["label"]), say.listed(step.get("people") or ()) or say("route-empty")
        text = say("submit-draft-forecast-line", label=label, people=people)
        if step.get("by"):
            sentence = "submit-draft-forecast-reach" if step.get("reach") else "submit-draft-forecast-by"
            day, rest = say.day(step["by"]), ground(say, step)
            text = say(sentence, label=label, people=people, day=day, ground=rest)
        told.append(say("submit-draft-forecast-beside", text=text) if step.get("beside") else text)
    return told


def ground(say: Say, due: Facts) -> str:
    """Return what a date rests on: article and figure, or the office's own requirement."""
    if due.get("office_target"):
        return say("deadline-office")
    article, figure = cite(say, due.get("cite")), _figure(say, due.get("figure"))
    if not article:
        return ""
    return (
        say("deadline-ground", cite=article, figure=figure)
        if figure
        else say("deadline-ground-plain", cite=article)
    )


def _figure(say: Say, printed: object) -> str:
    """The figure as the article prints it; in other languages its working days are translated."""
    text = say.pick(printed)
    found = WORKDAYS.fullmatch(text)
    return say("workdays", days=int(found[1])) if found else text


def left_of(say: Say, due: Facts) -> str:
    """Return the working days left; where only rest days are, or were, between, that."""
    ahead = due.get("rest_days_left", 0)
    if due["days_left"] == 0 and ahead:
        return say("date-last-workday" if ahead > 0 else "date-just-over")
    return say.left(due["days_left"])


def due_by(say: Say, due: Facts) -> str:
    """Return a date, the working days left and the article it rests on."""
    rests_on = ground(say, due)
    if due["due_on"] is None:
        return say("due", day=say("due-held"), left=rests_on) if rests_on else say("due-held")
    day = say.moment(due["due_at"]) if due.get("due_at") else say.day(due["due_on"])
    left = left_of(say, due)
    if due.get("aim_on"):
        day = say("date-provisional-aim", day=day, aim=say.day(due["aim_on"]))
    elif due.get("provisional"):
        day = say("date-provisional", day=day)
    return (
        say("due-grounded", day=day, left=left, ground=rests_on)
        if rests_on
        else say("due", day=day, left=left)
    )


def due_says(say: Say, due: Facts) -> str:
    """Return a date and what must have happened by then."""
    line, says = due_by(say, due), say.pick(due.get("says"))
    return say("deadline-says", due=line, says=says) if says else line


def deadline(say: Say, due: Facts | None) -> str:
    """Return the deadline's line of a card; empty where there is no date."""
    return say("deadline", due=due_by(say, due)) if due and (due.get("due_on") or due.get("cite")) else ""


def deadlines(say: Say, dues: Sequence[Facts]) -> str:
    """Return one line per date, each with what it is for."""
    return "\n".join(say("deadline", due=due_says(say, due)) for due in dues)


def files(say: Say, held: Iterable[Facts]) -> str:
    """Return the names of files with their sizes, or what became of them."""
    told = []
    for one in held:
        match one.get("state", "stored"):
            case "pending":
                told.append(say("file-pending", name=one["name"]))
            case "refused":
                told.append(say("file-refused", name=one["name"]))
            case _:
                told.append(say("file-stored", name=one["name"], size=say.size(one["size"])))
    return say.listed(told)


def files_field(say: Say, held: Sequence[Facts]) -> tuple[Field, ...]:
    """Return the row that names the files, where there are any."""
    return (Field(say("label-files"), files(say, held)),) if held else ()


def file_refs(held: Iterable[Facts]) -> tuple[FileRef, ...]:
    """Return the stored files themselves, each after the picture of its first page where there is one."""
    refs = []
    for one in held:
        if one.get("state", "stored") != "stored" or not one.get("sha256"):
            continue
        if one.get("preview"):
            refs.append(FileRef(one["preview"], one["name"], "image/png", preview=True))
        refs.append(FileRef(one["sha256"], one["name"], one["type"]))
    return tuple(refs)


def by_at(say: Say, who: Facts) -> str:
    """Return who acted and when; without a name only when."""
    at = say.moment(who["at"])
    return say("by-at", name=who["name"], at=at) if who.get("name") else at


def named(entries: Iterable[Any]) -> Iterable[Any]:
    """Return steps or fields by their labels; plain texts stay."""
    return (entry["label"] if isinstance(entry, Mapping) and "label" in entry else entry for entry in entries)


def route(say: Say, steps: Iterable[Facts]) -> str:
    """Return the way of an item, one line a step."""
    lines = []
    for n, step in enumerate(steps, start=1):
        label, state = say.pick(step["label"]), step["state"]
        if state in {"done", "returned", "withheld"}:
            by = by_at(say, step["by"]) if step.get("by") else ""
            text = (
                say(f"route-{state}", label=label, by=by) if by else say(f"route-{state}-plain", label=label)
            )
        else:
            people = say.listed(step.get("people") or ()) or say("route-empty")
            text = say("route-now" if state == "now" else "route-next", label=label, people=people)
        lines.append(say("listed-line", n=n, text=text))
    return "\n".join(lines)


def paragraphs(*texts: str) -> str:
    """Join what is there, one blank line between."""
    return "\n\n".join(text for text in texts if text)


def lines(*texts: str) -> str:
    """Join what is there, a line each."""
    return "\n".join(text for text in texts if text)


def summary(say: Say, whole: str, *texts: str) -> str:
    """Return the card in one line: the title and what matters most."""
    line = whole
    for text in texts:
        if told := " ".join(text.split()).rstrip("。."):
            line = say("summary", title=line, text=told)
    return line
