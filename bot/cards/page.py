"""The mobile page as the chat speaks of it: a one-time link, and where files go that a chat cannot carry."""

from collections.abc import Mapping
from typing import Any

from bot.cards import parts
from bot.cards.model import Button, Card, Field
from bot.cards.registry import card
from locales import Say

Facts = Mapping[str, Any]


@card("page.link")
def link(facts: Facts, say: Say) -> Card:
    """网页: the link to one's own page."""
    title, told = say("page-link-card-title"), say("page-link-card-note", minutes=facts["minutes"])
    return Card(
        "page.link",
        title,
        parts.summary(say, title, told),
        note=told,
        buttons=((Button("", say("button-page-open"), url=facts["url"]),),),
        private=True,
    )


@card("page.upload")
def upload(facts: Facts, say: Say) -> Card:
    """Files go onto the page: all of them in WeCom, the large ones elsewhere."""
    title, limit = say("page-upload-title"), facts["limit"]
    big = facts.get("name")
    told = (
        say("page-upload-bigger", small=facts["small"], limit=limit)
        if big
        else say("page-upload-note", limit=limit)
    )
    size = say("file-too-big", name=facts["name"], mb=facts["mb"]) if big else ""
    return Card(
        "page.upload",
        title,
        parts.summary(say, title, told),
        fields=(Field(say("label-files"), size),) if big else (),
        note=told,
        buttons=((Button("", say("button-page-files"), page=facts["path"]),),),
        tone="ask",
    )
