"""The gallery's page: each example card as a phone would show it, and as Telegram is told to.

One self-contained file: no script, no picture and no address from elsewhere.
"""

from collections.abc import Iterator
from html import escape

from bot.cards import Card, build
from bot.cards.examples import COLUMNS, Example
from bot.platforms.telegram_cards import draw
from locales import LANGUAGES, say

TOKEN = "A" * 22  # a card is drawn, nothing is sent: the buttons need no true token
CHATS = {False: "1", True: "-1"}
MARKS = {"ok": "✓", "exception": "✗", None: "○"}
STYLE = """
:root { color-scheme: light; font: 16px/1.5 system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; }
body { margin: 0 auto; max-width: 72rem; padding: 1rem; background: #f3f4f6; color: #1b1f24; }
nav ul { columns: 14rem; padding-left: 1rem; }
nav a, summary { color: #0b4f9e; }
h2 { border-top: 2px solid #8a94a3; padding-top: 1rem; }
h3 { font-weight: 600; margin: 1.5rem 0 .5rem; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: 1rem;
  align-items: start; }
article { background: #fff; border: 1px solid #c4cad3; border-left: .4rem solid #6b7685; border-radius: .5rem;
  padding: .75rem; max-width: 26rem; overflow-wrap: anywhere; }
article.ask { border-left-color: #0b4f9e; } article.done { border-left-color: #1f6f3f; }
article.alert { border-left-color: #a4261d; }
article p, article dl, article ul { margin: .4rem 0; }
.title { font-weight: 700; } .number { font-family: monospace; }
dl { display: grid; grid-template-columns: fit-content(55%) 1fr; gap: 0 .6rem; }
dt { color: #4a5463; } dd { margin: 0; }
blockquote { margin: .4rem 0; padding-left: .6rem; border-left: 3px solid #c4cad3; white-space: pre-wrap; }
.risk { font-weight: 700; color: #8a1f17; white-space: pre-wrap; } .sign { font-style: italic; }
.note, .deadline { white-space: pre-wrap; } .checks { list-style: none; padding: 0; }
.row { display: flex; gap: .4rem; margin-top: .4rem; flex-wrap: wrap; }
.button { flex: 1; text-align: center; border: 1px solid #6b7685; border-radius: .4rem; padding: .3rem .5rem;
  min-width: 5rem; } .button.primary { background: #0b4f9e; color: #fff; border-color: #0b4f9e; }
.button.danger { color: #8a1f17; border-color: #8a1f17; }
.telegram { white-space: pre-wrap; border-left-color: #c4cad3; } .said { color: #4a5463; font-size: .875rem; }
"""


def page() -> str:
    """Return the whole page as HTML."""
    kinds = dict.fromkeys(example.kind for column in COLUMNS.values() for example in column)
    links = "".join(f'<li><a href="#{kind}">{kind}</a></li>' for kind in kinds)
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><title>卡片总览 · Cards</title>'
        f"<style>{STYLE}</style></head><body><h1>卡片总览 · Cards</h1>"
        f'<nav aria-label="kinds"><ul>{links}</ul></nav><main>{"".join(_kinds())}</main></body></html>\n'
    )


def _kinds() -> Iterator[str]:
    for column in COLUMNS.values():
        for kind in dict.fromkeys(example.kind for example in column):
            states = "".join(_state(example) for example in column if example.kind == kind)
            yield f'<section id="{kind}"><h2>{kind}</h2>{states}</section>'


def _state(example: Example) -> str:
    cards = [(lang, build(example.kind, example.facts, say(lang))) for lang in LANGUAGES]
    drawn = "".join(
        f'<div lang="{lang.replace("_", "-")}">{phone(card)}{telegram(card, in_group=example.in_group)}</div>'
        for lang, card in cards
    )
    return f'<h3>{escape(example.state)}</h3><div class="pair">{drawn}</div>'


def phone(card: Card) -> str:
    """Return one card as HTML, in the order in which every platform draws it."""
    checks = "".join(f"<li>{MARKS[line.state]} {escape(line.text)}</li>" for line in card.checklist)
    fields = "".join(f"<dt>{escape(f.label)}</dt><dd>{escape(f.value)}</dd>" for f in card.fields)
    files = "".join(f"<li>{escape(file.name)}</li>" for file in card.files)
    rows = "".join(
        '<div class="row">'
        + "".join(
            f'<span class="button {button.style or ""}">{escape(button.label)}</span>' for button in row
        )
        + "</div>"
        for row in card.buttons
    )
    parts = (
        _tag("p", "title", escape(card.title)),
        _tag("p", "number", escape(card.number)),
        _tag("dl", "", fields),
        _tag("p", "deadline", escape(card.deadline)),
        _tag("blockquote", "", escape(card.body)),
        _tag("p", "risk", escape(card.risk)),
        _tag("ul", "checks", checks),
        _tag("p", "sign", escape(card.citation)),
        _tag("p", "note", escape(card.note)),
        _tag("ul", "files", files),
        rows,
        _tag("p", "said", escape(card.summary)),
    )
    return f'<article class="{card.tone}">{"".join(parts)}</article>'


def _tag(name: str, css: str, inner: str) -> str:
    return f'<{name} class="{css}">{inner}</{name}>' if inner else ""


def telegram(card: Card, *, in_group: bool) -> str:
    """Return what Telegram is told to show, folded."""
    told = "".join(
        f'<article class="telegram">{payload.params["text"]}</article>'
        if "text" in payload.params
        else f'<p class="said">{payload.method}</p>'
        for payload in draw(card, chat=CHATS[in_group], mint=lambda _button: TOKEN)
    )
    return f"<details><summary>Telegram</summary>{told}</details>"
