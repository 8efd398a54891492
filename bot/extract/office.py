"""Word and PowerPoint: text, comments, tracked changes, hidden words, slides and notes, who wrote it."""

from dataclasses import dataclass, field

from bot.extract.found import Found
from bot.extract.package import Package, authors, texts, walk

PROPERTIES = ("docProps/core.xml", "docProps/app.xml")
WORDS = frozenset({"t"})
BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def word(package: Package, found: Found) -> None:
    """A docx."""
    stories = ["word/document.xml", *package.names("word/header"), *package.names("word/footer")]
    for name in (*stories, "word/footnotes.xml", "word/endnotes.xml"):
        _story(package.body(name), found)
    for text in _comments(package, "word/comments"):
        found.add("comment", text)
    for name in authors(package, *PROPERTIES):
        found.add("author", name)
    found.cut = found.cut or package.cut


@dataclass(slots=True)
class _Story:
    """One text being read: where each word goes depends on what it stands in."""

    body: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    inside: list[str] = field(default_factory=list)
    vanish: bool = False

    def start(self, name: str, given: dict[str, str]) -> None:
        self.inside.append(name)
        if name == "r":
            self.vanish = False
        elif name == "vanish" and "rPr" in self.inside:
            self.vanish = given.get("val", "true") not in {"0", "false", "off"}
        elif name in BREAKS and "r" in self.inside:
            self.body.append(BREAKS[name])

    def end(self, name: str) -> None:
        if self.inside:
            self.inside.pop()
        if name == "p":
            self.body.append("\n")
        elif name == "tc":
            self.body.append("\t")
        elif name in {"del", "ins"}:
            self.changed.append("\n")

    def text(self, words: str) -> None:
        last = self.inside[-1] if self.inside else ""
        if "Fallback" in self.inside or last not in {"t", "delText"}:
            return
        if last == "delText" or "moveFrom" in self.inside:
            self.changed.append(words)
            return
        (self.hidden if self.vanish else self.body).append(words)
        if "ins" in self.inside:
            self.changed.append(words)


def _story(body: bytes, found: Found) -> None:
    if not body:
        return
    story = _Story()
    if not walk(body, start=story.start, end=story.end, text=story.text):
        found.cut = True
    found.add("", "".join(story.body))
    found.add("change", "".join(story.changed))
    found.add("hidden", "".join(story.hidden))


def _comments(package: Package, start: str) -> list[str]:
    return ["".join(texts(package.body(name), WORDS)) for name in package.names(start)]


def slides(package: Package, found: Found) -> None:
    """A pptx."""
    for name in package.names("ppt/slides/slide"):
        body = package.body(name)
        shown: list[str] = []

        def start(element: str, given: dict[str, str], shown: list[str] = shown) -> None:
            if element == "sld":
                shown.append(given.get("show", "1"))

        walk(body, start=start, end=lambda _name: None, text=lambda _text: None)
        found.add("hidden" if shown[:1] == ["0"] else "", "\n".join(texts(body, WORDS)))
    for name in package.names("ppt/notesSlides/notesSlide"):
        found.add("hidden", "\n".join(texts(package.body(name), WORDS)))
    for name in package.names("ppt/comments/"):
        found.add("comment", "\n".join(texts(package.body(name), frozenset({"text", "t"}))))
    for name in authors(package, *PROPERTIES):
        found.add("author", name)
    found.cut = found.cut or package.cut
