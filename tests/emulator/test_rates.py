"""Sending limits on the twin's clock."""

import pytest

from emulator.telegram_judge import Refused
from emulator.telegram_rates import BOT_PER_SECOND, CHAT_BURST, GROUP_PER_MINUTE, Rates


def retry_after(rates: Rates, chat: int, at: float, *, group: bool = False, count: int = 1) -> int:
    with pytest.raises(Refused) as refused:
        rates.take(chat, group=group, at=at, count=count)
    assert refused.value.code == 429
    seconds = refused.value.parameters["retry_after"]
    assert refused.value.description == f"Too Many Requests: retry after {seconds}"
    return seconds


def passes(rates: Rates, chat: int, at: float, *, group: bool = False, count: int = 1) -> bool:
    """Does the platform take it?"""
    try:
        rates.take(chat, group=group, at=at, count=count)
    except Refused:
        return False
    return True


def test_a_chat_lets_a_short_burst_through_and_then_one_a_second():
    rates = Rates()
    for _ in range(CHAT_BURST):
        rates.take(1, group=False, at=0.0)
    assert retry_after(rates, 1, 0.0) == 1
    rates.take(1, group=False, at=1.0)
    assert retry_after(rates, 1, 1.5) == 1
    rates.take(1, group=False, at=2.0)


def test_what_was_promised_is_kept():
    rates = Rates()
    for at in range(GROUP_PER_MINUTE):
        rates.take(-1, group=True, at=float(at))
    wait = retry_after(rates, -1, 20.0, group=True)
    assert wait == 40
    assert retry_after(rates, -1, 20.0 + wait - 1, group=True) == 1
    rates.take(-1, group=True, at=20.0 + wait)


def test_a_person_is_not_held_to_the_group_limit():
    rates = Rates()
    assert all(passes(rates, 1, float(at)) for at in range(60))
    assert not all(passes(rates, -1, float(at), group=True) for at in range(60)), "a group is"


def test_thirty_a_second_in_all():
    rates = Rates()
    for chat in range(BOT_PER_SECOND):
        rates.take(chat, group=False, at=0.0)
    assert retry_after(rates, 99, 0.9) == 1
    rates.take(99, group=False, at=1.0)


def test_an_even_pace_just_below_the_limit_is_never_refused():
    rates = Rates()
    gap = 1 / (BOT_PER_SECOND * 0.985)
    assert [n for n in range(3000) if not passes(rates, n % 200, n * gap)] == []
    rates, gap = Rates(), 1 / (BOT_PER_SECOND * 1.05)
    assert [n for n in range(3000) if not passes(rates, n % 200, n * gap)], "just above it is"


def test_one_chat_does_not_slow_another():
    rates = Rates()
    for _ in range(CHAT_BURST):
        rates.take(1, group=False, at=0.0)
    assert not passes(rates, 1, 0.0)
    assert passes(rates, 2, 0.0)


def test_an_album_counts_its_items_and_fits_a_full_bucket():
    rates = Rates()
    rates.take(1, group=False, at=0.0, count=10)
    assert retry_after(rates, 1, 0.0) == 8
    rates.take(1, group=False, at=8.0)


def test_a_refused_call_takes_nothing():
    rates = Rates()
    for _ in range(CHAT_BURST):
        rates.take(1, group=False, at=0.0)
    assert [retry_after(rates, 1, 0.5) for _ in range(50)] == [1] * 50
    assert passes(rates, 1, 1.0)
