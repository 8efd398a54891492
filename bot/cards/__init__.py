"""How each notice reads, in the reader's language, before any platform has drawn it."""

from bot.cards.model import Button, Card, Field, FileRef, Line
from bot.cards.registry import build, card, kinds

__all__ = ["Button", "Card", "Field", "FileRef", "Line", "build", "card", "kinds"]
