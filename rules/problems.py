"""What is wrong with a regime's file, said where it stands and in the reader's language."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from rules.model import Text

SHOWN = 60  # of a wrong value, so that a long one does not fill the screen


@dataclass(frozen=True, slots=True)
class Problem:
    """One wrong line: what may stand there and what was found (None: nothing was)."""

    file: str
    line: int
    key: str
    allowed: Text
    found: str | None = None

    def say(self, lang: str) -> str:
        """Return ``file:line: key: what is allowed, what was found``."""
        place = f"{self.file}:{self.line}: {self.key}: " if self.key else f"{self.file}:{self.line}: "
        allowed = place + self.allowed.get(lang)
        if self.found is None:
            return allowed
        found = self.found if len(self.found) <= SHOWN else f"{self.found[:SHOWN]}…"
        tail = f", found: {found}" if lang == "en" else f"，现为：{found}"
        return allowed + tail


class RegimeError(Exception):
    """A regime cannot be used; `problems` lists every reason, its text says them in one language."""

    def __init__(self, problems: Sequence[Problem], lang: str) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problem.say(lang) for problem in self.problems))


def _listed(names: Iterable[str]) -> tuple[str, str]:
    names = list(names)
    return "、".join(names), ", ".join(names)


def one_of(names: Iterable[str]) -> Text:
    """Say which words may stand here."""
    zh, en = _listed(names)
    return Text(f"只可填：{zh}", f"must be one of: {en}")


def unknown_key(name: str, names: Iterable[str]) -> Text:
    """Say that there is no such key, with the nearest and all that there are."""
    names = list(names)
    zh, en = _listed(names)
    near = get_close_matches(name, names, n=1, cutoff=0.5)
    if near:
        return Text(
            f"没有这一项，最接近的是 {near[0]}；可写：{zh}",
            f"no such key, the nearest is {near[0]}; known: {en}",
        )
    return Text(f"没有这一项；可写：{zh}", f"no such key; known: {en}")


def unknown_name(what: Text, name: str, names: Iterable[str]) -> Text:
    """Say that a name refers to nothing, with the nearest and all that there are."""
    names = list(names)
    zh, en = _listed(names)
    near = get_close_matches(name, names, n=1, cutoff=0.5)
    zh_near, en_near = (f"，最接近的是 {near[0]}", f", the nearest is {near[0]}") if near else ("", "")
    return Text(f"没有这个{what.zh_CN}{zh_near}；已有：{zh}", f"no such {what.en}{en_near}; known: {en}")
