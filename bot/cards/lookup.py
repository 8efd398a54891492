"""查询: lists of items and one item whole."""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.cards import parts
from bot.cards.model import Button, Card, Field
from bot.cards.publish import findings
from bot.cards.registry import card
from bot.cards.remark import remarks
from bot.cards.width import cut
from locales import Say

Facts = Mapping[str, Any]
LABEL = 28  # columns of a row's button


@card("lookup.list")
def listing(facts: Facts, say: Say) -> Card:
    """待办, 我的, 查 and a bare 同意: at most five rows and more behind a button."""
    what, rows, query = facts["what"], facts["rows"], facts.get("query") or ""
    asked = what.partition("_")[0]
    if not rows:
        return _nothing(say, asked, query)
    title = cut(say(f"lookup-{asked}-title", count=facts.get("total", len(rows)), query=query))
    page, is_more = int(facts.get("page") or 0), bool(facts.get("more"))
    pages = say("lookup-page-more" if is_more else "lookup-page", page=page + 1) if is_more or page else ""
    told = [(_name(say, row), _state(say, row, waiting=asked in {"todo", "bare"})) for row in rows]
    note = say("lookup-bare-note") if what == "bare_decide" else ""
    following = parts.button(say, "lookup.page", args={"what": what, "page": str(page + 1), "query": query})
    return Card(
        "lookup.list",
        title,
        parts.summary(say, title, say("labelled", label=told[0][0], text=told[0][1])),
        fields=tuple(Field(name, state) for name, state in told),
        note=parts.lines(note, pages),
        buttons=(*(_opens(say, row) for row in rows), *(((following,),) if is_more else ())),
    )


def _nothing(say: Say, asked: str, query: str) -> Card:
    title, told = say(f"lookup-{asked}-none", query=query), say(f"lookup-{asked}-none-told")
    return Card("lookup.list", cut(title), parts.summary(say, title, told), note=told)


def _name(say: Say, row: Facts) -> str:
    title, number = parts.item_name(say, row), row.get("number")
    name = say("lookup-numbered", number=number, title=title) if number else title
    return parts.urgently(say, row, name)


def _state(say: Say, row: Facts, *, waiting: bool) -> str:
    """Where the item stands, in a list of what waits as what the reader is to do."""
    state = row.get("state") or row["line"]
    is_asked = waiting and say.has(f"waiting-{state}")
    text = say(f"waiting-{state}") if is_asked else say(f"state-{state}")
    if row.get("step"):
        text = say("lookup-row-step", row=text, step=say.pick(row["step"]))
    if row.get("days_left") is not None:
        text = say("lookup-row-due", row=text, left=say.left(row["days_left"]))
    return say("lookup-row-coded", row=text, code=row["code"]) if row.get("code") else text


def _opens(say: Say, row: Facts) -> tuple[Button, ...]:
    label = cut(row.get("number") or parts.item_name(say, row), LABEL)
    return (parts.button(say, "item.open", label=say("lookup-open", name=label), subject=row["subject"]),)


@card("lookup.item")
def one(facts: Facts, say: Say) -> Card:
    """One item: its form, where it stands, who did what, and what this reader may do."""
    item = facts["item"]
    top = parts.head(say, "lookup-item-title", item)
    state = say(f"state-{item['state']}")
    url, check, may = facts.get("url"), facts.get("check"), facts.get("may") or {}
    way = parts.route(say, facts.get("route") or ())
    allowed = {"item.withdraw": "withdraw", "draft.amend": "amend"}
    allowed |= {
        "item.restore": "restore",
        "item.reclaim": "reclaim",
        "item.urge": "urge",
        "item.inform": "inform",
        "item.remark": "remark",
        "item.progress": "progress",
    }
    verbs = [parts.button(say, action) for action, right in allowed.items() if may.get(right)]
    page = ((Button("", say("button-open-page"), url=url),),) if url else ()
    return Card(
        "lookup.item",
        top.title,
        parts.summary(say, top.name, state),
        number=top.number,
        fields=(
            *top.fields,
            Field(say("lookup-item-state"), state),
            *parts.form(say, facts.get("form") or ()),
            *parts.files_field(say, facts.get("files") or ()),
            *((Field(say("label-url"), url),) if url else ()),
            *remarks(say, facts.get("remarks") or ()),
        ),
        deadline=parts.deadlines(say, facts.get("deadlines") or ()),
        body=parts.paragraphs(
            facts.get("body_gist") or "",
            parts.lines(say("lookup-item-route"), way) if way else "",
            findings(say, check) if check else "",
            _history(say, facts.get("history") or (), number=top.number),
        ),
        buttons=(*parts.rows(verbs), *page),
    )


def _history(say: Say, entries: Iterable[Facts], *, number: str) -> str:
    """The record, oldest first; acts that concern only the machinery are left out."""
    told = []
    for entry in entries:
        sentence = f"act-{entry['act'].replace('.', '-').replace('_', '-')}"
        if not say.has(sentence):
            continue
        line = say(
            "lookup-item-history-line",
            at=say.moment(entry["at"], with_year=True),
            who=say.pick(entry.get("who")),
            act=say(sentence),
        ).replace("  ", " ")
        note = say.pick(entry.get("note")).replace(number, "") if number else say.pick(entry.get("note"))
        told.append(say("labelled", label=line, text=note) if note else line)
    return "\n".join([say("lookup-item-history"), *told]) if told else ""
