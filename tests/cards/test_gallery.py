"""The gallery: every kind and language on one page that needs nothing from elsewhere."""

import re

from bot.cards import kinds
from bot.commands import gallery, gallery_page


def test_every_kind_is_on_the_page_in_both_languages():
    page = gallery_page.page()
    assert {kind for kind in kinds() if f'<section id="{kind}">' not in page} == set()
    assert page.count('<div lang="zh-CN">') == page.count('<div lang="en">') > 200


def test_the_page_needs_nothing_from_elsewhere():
    page = gallery_page.page()
    assert not re.search(r"<script|<link|<img|<iframe|\ssrc=|url\(|@import|\son[a-z]+=", page)
    assert not re.search(r'href="(?!#)', page)


def test_what_people_wrote_is_escaped():
    page = gallery_page.page()
    assert "[U+202E]&lt;b&gt;&amp;" in page
    assert "[U+202E]<b>" not in page


def test_the_command_writes_the_file_and_says_so(tmp_path, capsys):
    out = tmp_path / "cards.html"
    gallery.main(out)
    assert out.read_text("utf-8").startswith("<!doctype html>")
    assert str(out) in capsys.readouterr().out


def test_the_page_may_go_to_standard_output(capsys):
    from pathlib import Path

    gallery.main(Path("-"))
    assert capsys.readouterr().out.startswith("<!doctype html>")
