"""The page's script runs on office computers whose Chromium is years old."""

import re
from pathlib import Path


def test_the_script_is_no_newer_than_old_office_computers():
    text = (Path(__file__).parents[2] / "bot" / "web" / "static" / "page.js").read_text("utf-8")
    newer = re.compile(
        r"\?\.|\?\?|=>|`|\basync\b|\bawait\b|\bclass\s+\w+\s*\{|\b(?:let|const)\b|\.\.\.|#\w+\s*\("
    )
    assert newer.findall(text) == []
