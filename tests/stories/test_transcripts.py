"""What people hear is the same on Telegram, on WeCom and in an office that has both: whole stories compared.

Each story is played on each platform; what the twins took in is laid side by side, message by message. What
differs by a rule of a platform is in ``LAWFUL``, each with its reason, and each is needed by some story.
"""

import re
import shutil
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path

import pytest

from tests.office import Office
from tests.office_heard import CUT, Ears, Heard, Pages, Reading, heard
from tests.office_log import Log
from tests.stories import (
    test_any_one,
    test_clocks,
    test_groups,
    test_important,
    test_main_job,
    test_own_turn,
    test_publish,
    test_return,
    test_secrecy,
    test_text_twins,
    test_undo,
    test_urgent,
    test_withdraw,
)

pytestmark = pytest.mark.xdist_group("transcripts")

LAWFUL = {
    "toast": "WeCom has no toasts: the pressed card says what came of it, else a message does",
    "cut": "a card of WeCom has only so much room (document 90372): a longer line ends with …, and where a "
    "label was cut, a numbered line has more of it",
    "page": "what finds no room on a card of WeCom stands on the page that the card leads to",
    "file": "an app of WeCom is given no files: they go in and out by the page",
    "told": "a card of WeCom that asks back has no room for facts: the card it belongs to has them",
    "code": "WeCom wants a code for each redraw, one comes with the card and one with each press: a card of "
    "news is drawn again when all is over, what is over stays as it ended, an undo of words keeps its button",
    "ahead": "a form of WeCom with choices leads nowhere: what leads somewhere, and longer words, go before it",
    "anew": "what asks for something new while nobody pressed comes as a new card, for want of a code",
}
STORIES = {
    "hand-in to confirmed": test_main_job.test_from_hand_in_to_confirmed,
    "returned with a ready reason": test_return.test_with_a_ready_reason,
    "returned and handed in again": test_return.test_resubmission_shows_the_difference_first,
    "undone after the next heard": test_undo.test_after_the_next_heard_but_before_they_act,
    "a return undone": test_undo.test_a_return_the_liaison_has_read_is_taken_back_and_their_card_closes,
    "groups": test_groups.test_no_title_name_or_reason_is_ever_said_in_a_group,
    "overdue": test_clocks.test_overdue_is_one_line_in_the_units_group_each_working_day,
    "reminders": test_clocks.test_reminders_come_before_on_and_after_the_date_across_the_festival,
    "withdrawn": test_withdraw.test_the_reviewers_card_closes,
    "important": test_important.test_publishing_asks_the_leader_before_the_office,
    "urgent": test_urgent.test_it_stands_on_every_card_and_the_web_administrator_hears_in_the_evening,
    "one reviews, the other approves": test_secrecy.test_one_reviews_and_the_other_approves,
    "in words": test_text_twins.test_the_whole_way_in_words,
    "one of two": test_any_one.test_the_second_is_told_who_and_when,
    "what waits": test_own_turn.test_a_returned_item_waits_for_its_liaison,
    "an effect found wrong": test_publish.test_a_wrong_effect_goes_back_with_the_reason_and_comes_again,
}
UNDO = frozenset({"撤销"})
NEWS = "text_notice"  # nothing on it waits for anybody
NARROW = {"vote_interaction", "multiple_interaction"}  # a title, a line and a choice

Everything = dict[str, Ears]
Play = Callable[[str, str], Awaitable[Everything]]
_played: dict[tuple[str, str], Everything] = {}


@pytest.fixture
def play(tmp_path: Path, empty_sqlite: Path, log: Log) -> Play:
    """Plays a story on a platform, once in this process; what everybody heard."""

    async def play_(name: str, platform: str) -> Everything:
        if (name, platform) not in _played:
            folder = tmp_path / f"{name}-{platform}"
            folder.mkdir()
            shutil.copyfile(empty_sqlite, folder / "duwang.db")
            office = Office(folder / "data", f"sqlite:///{folder / 'duwang.db'}", platform=platform)
            office.logged = log.errors
            try:
                await office.open()
                pages = Pages(office)
                await STORIES[name](office)
                await office.leave()
                _played[name, platform] = heard(office, pages.texts)
            finally:
                await office.close()
        return _played[name, platform]

    return play_


@pytest.mark.parametrize("name", STORIES)
async def test_the_same_is_heard_on_wecom(play: Play, name: str) -> None:
    here, there = await play(name, "telegram"), await play(name, "wecom")
    assert sum(len(ears.messages) for ears in here.values()) >= 4
    assert not differences(here, there, set(LAWFUL))


@pytest.mark.parametrize("name", STORIES)
async def test_the_same_is_heard_where_both_are(
    play: Play, name: str, request: pytest.FixtureRequest
) -> None:
    if not request.config.getoption("--everywhere"):
        pytest.skip("an office of both platforms is played with --everywhere")
    assert not differences(await play(name, "telegram"), await play(name, "mixed"), set(LAWFUL))


async def test_every_lawful_difference_is_needed(play: Play) -> None:
    pairs = [(await play(name, "telegram"), await play(name, "wecom")) for name in STORIES]
    for rule in LAWFUL:
        others = set(LAWFUL) - {rule}
        assert any(differences(here, there, others) for here, there in pairs), f"{rule} is never needed"


@pytest.mark.parametrize("spoilt", ["silent", "title", "line", "button", "more", "order"])
async def test_what_is_not_lawful_is_found(play: Play, spoilt: str) -> None:
    """The comparison itself: the same story with one thing amiss is not the same."""
    here = await play("hand-in to confirmed", "telegram")
    ears = here["liu"]
    (card,) = ears.messages
    asked = card.readings[0]
    amiss = {
        "silent": [],
        "title": [_with(card, Reading("请阅知", asked.lines, asked.buttons))],
        "line": [_with(card, Reading(asked.title, asked.lines - {"栏目：通知公告"}, asked.buttons))],
        "button": [_with(card, Reading(asked.title, asked.lines, asked.buttons - {"退回"}))],
        "more": [card, card],
        "order": [Heard([*reversed(card.readings)])],
    }[spoilt]
    assert differences(here, here, set()) == []
    assert differences(here, {**here, "liu": Ears(amiss, ears.toasts, ears.files)}, set(LAWFUL))


def _with(card: Heard, first: Reading) -> Heard:
    return Heard([first, *card.readings[1:]])


# Comparing --------------------------------------------------------------------------------------------


def differences(here: Everything, there: Everything, lawful: set[str]) -> list[str]:
    """Where somebody heard something else ``there`` than ``here``, but for what is lawful."""
    return [f"{person}: {what}" for person in here for what in _of_one(here[person], there[person], lawful)]


def _of_one(here: Ears, there: Ears, lawful: set[str]) -> list[str]:
    said = list(_but_toasts(here, there)) if "toast" in lawful else there.messages
    if len(said) != len(here.messages):
        heads = [[one.readings[0].title for one in ears] for ears in (here.messages, said)]
        return [f"heard {heads[0]} here, {heads[1]} there"]
    found = []
    for one, other in zip(here.messages, said, strict=True):
        found += _of_message(one, other, lawful, _beside(other, said))
    on_pages = any(name in page for name in here.files for card in said for page in card.pages)
    if here.files != there.files and not ("file" in lawful and on_pages):
        found.append(f"files {here.files} here, {there.files} there")
    return found


def _but_toasts(here: Ears, there: Ears) -> Iterable[Heard]:
    """The messages there but for those that were a toast here."""
    expected = iter(here.messages)
    due = next(expected, None)
    for one in there.messages:
        title = one.readings[0].title
        if title in here.toasts and (due is None or due.readings[0].title != title):
            continue
        due = next(expected, None)
        yield one


def _beside(other: Heard, said: Iterable[Heard]) -> set[str]:
    """What other messages about the same say."""
    cards = [card for card in said if card is not other and card.is_about(other.about)]
    return {line for card in cards for reading in card.readings for line in reading.lines}


def _of_message(here: Heard, there: Heard, lawful: set[str], beside: set[str]) -> list[str]:
    """It comes alike, is never redrawn to something else, and ends alike."""
    pages = there.pages if "page" in lawful else []
    kept = beside if "told" in lawful and there.form in NARROW else set()
    found = [
        f"it came as {one}" for one in _of_reading(here.readings[0], there.readings[0], lawful, kept, pages)
    ]
    if there.anew > here.anew and "anew" not in lawful:
        found.append("it came anew")
    if there.ahead > here.ahead and "ahead" not in lawful:
        found.append("it came in several messages")
    at = 0
    for reading in there.readings[1:]:
        later = [
            n
            for n, one in enumerate(here.readings)
            if n >= at and not _of_reading(one, reading, lawful, kept, pages)
        ]
        if not later:
            found.append(f"only there it was redrawn as {reading}")
        at = later[0] if later else at
    last, end = here.readings[-1], there.readings[-1]
    if _of_reading(last, end, lawful, kept, pages) and not ("code" in lawful and _stays(there)):
        found.append(f"here it ends as {last}, there as {end}")
    return found


def _stays(there: Heard) -> bool:
    """No code was left: news that its page brings, or what was over and reads so."""
    end = there.readings[-1]
    return bool(there.pages) if there.form == NEWS else end.buttons <= UNDO


def _of_reading(
    here: Reading, there: Reading, lawful: set[str], beside: set[str], pages: Iterable[str]
) -> list[str]:
    cut = "cut" in lawful
    found = [] if _fits(there.title, here.title, cut=cut) else [f"{there.title} for {here.title}"]
    labels = [one for one in there.buttons if not any(_fits(one, label, cut=cut) for label in here.buttons)]
    labels += [one for one in here.buttons if not any(_fits(label, one, cut=cut) for label in there.buttons)]
    found += [f"button {one}" for one in sorted(labels)]
    for line in sorted(there.lines):
        whole = re.fullmatch(r"\d+\. (.+)", line)
        is_label = cut and whole is not None and any(_fits(whole[1], one, cut=True) for one in here.buttons)
        if not is_label and not any(_fits(line, one, cut=cut) for one in here.lines):
            found.append(f"only there: {line}")
    for line in sorted(here.lines):
        is_file = "file" in lawful and line.startswith("附件：")
        if any(_fits(one, line, cut=cut) for one in there.lines) or is_file:
            continue
        if {line, line.partition("：")[2]} & beside:
            continue
        if not any(_stands_on(line, page) for page in pages):
            found.append(f"only here: {line}")
    return found


def _fits(short: str, whole: str, *, cut: bool) -> bool:
    return short == whole or (cut and short.endswith(CUT) and whole.startswith(short.removesuffix(CUT)))


def _stands_on(line: str, page: str) -> bool:
    """Every word of a line stands on a page, which has its own order and punctuation."""
    words = [word for word in re.split(r"[，。：；（）、“”\s]+", line) if word]
    return all(word in page for word in words)
