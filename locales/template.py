"""Sentences that choose between no forms, cut once at their variables: saying one is then mere joining.

Cards are drawn of dozens of sentences, and nearly all of them are of this kind.
"""

from collections.abc import Callable, Collection

Template = tuple[str, tuple[str, ...]]
"""A text with ``%s`` in place of its variables, and their names in order."""


def cut(say: Callable[[dict[str, str]], tuple[str, bool]], names: Collection[str]) -> Template | None:
    """The sentence as a template; None where it does more with a variable than to show it.

    Args:
        say: the sentence with these values, and whether all was well with them.
        names: the variables it needs; none of them may choose between forms.
    """
    text, well = say({name: f"\0{name}\0" for name in names})
    if not well:
        return None
    parts = text.split("\0")  # words, a name, words, a name, …: names stand between two marks
    return "%s".join(part.replace("%", "%%") for part in parts[::2]), tuple(parts[1::2])
