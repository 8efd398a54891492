"""Every example, built in every language; strictly, so that a missing sentence or variable fails."""

from functools import cache

from bot.cards import Card, build
from bot.cards.examples import EXAMPLES, Example
from locales import LANGUAGES, Say, say


def voice(lang: str = "zh_CN", terms: dict[str, str] | None = None) -> Say:
    return say(lang, terms, strict=True)


@cache
def every() -> tuple[tuple[Example, str, Card], ...]:
    return tuple(
        (example, lang, build(example.kind, example.facts, voice(lang)))
        for example in EXAMPLES
        for lang in LANGUAGES
    )


def one(kind: str, state: str, lang: str = "zh_CN") -> Card:
    found = [
        card for example, of, card in every() if (example.kind, example.state, of) == (kind, state, lang)
    ]
    assert len(found) == 1, f"{kind} {state}: {len(found)} examples"
    return found[0]


def texts(card: Card) -> list[str]:
    """Everything that a reader of the card sees."""
    return [
        card.title,
        card.number,
        *(text for field in card.fields for text in (field.label, field.value)),
        card.deadline,
        card.body,
        card.risk,
        *(line.text for line in card.checklist),
        card.citation,
        card.note,
        *(button.label for row in card.buttons for button in row),
        card.summary,
    ]


def actions(card: Card) -> list[str]:
    """What can be pressed; a button that opens a page of ours changes nothing."""
    return [button.action for row in card.buttons for button in row if button.page is None]


def fields(card: Card) -> dict[str, str]:
    return {field.label: field.value for field in card.fields}
