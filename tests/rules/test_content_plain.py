"""The plain form of a text: what is found in it leads back to what was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.content_plain import as_read, line_at, lines_of, plain
from rules.hidden import has_hidden

MIXED = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("０１２３４５６７８９ＡＢＣ①②㈠㎡ﷺ\u200b\u202e\u3164\ufe0fАВЕ⽂⼈，。：（）　★密"),
    ),
    max_size=200,
)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("１２３：（甲）", "123:(甲)"),
        ("1\u200b2\u20603", "123"),
        ("⽂件", "文件"),
        ("АВС", "ABC"),
        ("①㈠㎡", "1(一)m2"),
        ("机　密★", "机 密★"),
        ("", ""),
    ],
)
def test_what_is_read(written: str, read: str):
    assert plain(written).text == read


@given(MIXED)
def test_every_character_knows_where_it_comes_from(text: str):
    form = plain(text)
    assert len(form.at) == len(form.text)
    assert list(form.at) == sorted(form.at)
    for place, char in enumerate(form.text):
        assert char in as_read(text[form.at[place]])


@given(MIXED, st.data())
def test_a_stretch_reads_the_same_after_the_way_back(text: str, data: st.DataObject):
    form = plain(text)
    end = data.draw(st.integers(0, len(form.text)))
    start = data.draw(st.integers(0, end))
    first, last = form.span(start, end)
    assert 0 <= first <= last <= len(text)
    assert form.text[start:end] in plain(form.written(start, end)).text


@given(MIXED)
def test_the_whole_covers_all_that_can_be_seen(text: str):
    form = plain(text)
    first, last = form.span(0, len(form.text))
    assert all(as_read(char) == "" for char in text[:first] + text[last:])


@given(MIXED)
def test_nothing_hidden_is_left_and_reading_twice_changes_nothing_hidden(text: str):
    assert not has_hidden(plain(text).text)


@given(MIXED)
def test_it_grows_by_a_bound(text: str):
    assert len(plain(text).text) <= 18 * len(text)


def test_lines_are_counted_from_one():
    starts = lines_of("一\n二\n\n四")
    assert [line_at(starts, place) for place in (0, 1, 2, 3, 4, 5)] == [1, 1, 2, 2, 3, 4]
