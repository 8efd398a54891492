"""What the page itself says: both languages complete, nothing unknown, nothing left over."""

import re
from pathlib import Path

UI = Path(__file__).parents[2] / "emulator" / "ui"
LINE = re.compile(r'^  "([^"]+)": "(.*)",$', re.MULTILINE)
PLACE = re.compile(r"\{\w+\}")
BUILT = ("act: ", "cmd-", "mode: ", "refusal: ", "step-", "try-")  # keys put together from a name


def words(language: str) -> dict[str, str]:
    return dict(LINE.findall((UI / f"{language}.js").read_text("utf-8")))


def said_by_the_page() -> str:
    files = [*UI.glob("*.js"), UI / "index.html"]
    return "\n".join(one.read_text("utf-8") for one in files if one.name not in {"zh.js", "en.js"})


def test_both_languages_say_the_same_things():
    zh, en = words("zh"), words("en")
    assert len(zh) > 100
    assert list(zh) == list(en)
    for key, text in zh.items():
        assert sorted(PLACE.findall(text)) == sorted(PLACE.findall(en[key])), key


def test_every_word_asked_for_is_known():
    source = said_by_the_page()
    asked = {
        *re.findall(r'\bt\("([^"]+)"', source),
        *re.findall(r'data-t(?:-label|-hint)?="([^"]+)"', source),
    }
    asked |= set(re.findall(r'[ {"]t(?:-label|-hint)?"?: "([a-z-]+)"', source))
    assert asked - set(words("zh")) == set()


def test_no_word_is_left_over():
    source = said_by_the_page()
    names = set(re.findall(r'"([a-z][a-z-]*)"', source)) | set(re.findall(r"\b([a-z]+): \[\{", source))
    built = {f"{name}-says" for name in names}
    unused = {key for key in words("zh") if key not in names | built and not key.startswith(BUILT)}
    assert unused == set()
