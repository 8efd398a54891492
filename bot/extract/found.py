"""What is read out of a file: passages of its parts, up to a bound."""

from dataclasses import dataclass, field

MOST_TEXT = 50_000  # characters of one file
MOST_PASSAGES = 500


class Unreadable(Exception):
    """No text is to be had."""


@dataclass(slots=True)
class Found:
    """Passages as (part, text). Part: "" the text, comment, change, hidden, author, gps,
    mark (red_head or seal).

    ``cut`` tells that there was more than is kept.
    """

    passages: list[tuple[str, str]] = field(default_factory=list)
    cut: bool = False
    left: int = MOST_TEXT

    def add(self, part: str, text: str) -> None:
        """Keep a passage, as far as there is room."""
        text = text.strip("\n")
        if not text.strip():
            return
        if len(text) > self.left or len(self.passages) >= MOST_PASSAGES:
            self.cut = True
            text = text[: self.left]
        if text and len(self.passages) < MOST_PASSAGES:
            self.left -= len(text)
            self.passages.append((part, text))

    @property
    def has_text(self) -> bool:
        """Is there anything beside author and place?"""
        return any(part not in {"author", "gps", "mark"} for part, _ in self.passages)
