"""R17: 30,000 words looked for in a text of 10,000 characters, beside asking `in` for each of them."""

import random
import statistics
import time
from collections.abc import Callable

from bench.row import Row
from rules.content_words import Automaton

WORDS, CHARACTERS, BEST_MS = 30_000, 10_000, 10.0
SIGNS = [chr(0x4E00 + n) for n in range(3_500)]  # as many as everyday papers use
WEIGHTS = [1 / (n + 10) for n in range(len(SIGNS))]  # few signs make most of a text
PLANTED = 100


def _made(seed: int) -> tuple[list[str], str]:
    """Words of two to six signs and a text in which a hundred of them stand."""
    chance = random.Random(seed)  # noqa: S311 - figures of a bench
    words = list(
        dict.fromkeys(
            "".join(chance.choices(SIGNS, WEIGHTS, k=chance.randint(2, 6))) for _ in range(2 * WORDS)
        )
    )
    held = chance.sample(words[:WORDS], PLANTED)
    filled = "".join("".join(chance.choices(SIGNS, WEIGHTS, k=CHARACTERS // PLANTED)) + word for word in held)
    return words[:WORDS], filled[:CHARACTERS]


def _word(chance: random.Random) -> str:
    return "".join(chance.choices(SIGNS, WEIGHTS, k=chance.randint(2, 6)))


def naive(words: list[str], text: str) -> int:
    """What one writes first."""
    return sum(1 for word in words if word in text)


def _cpu(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def measure(rounds: int) -> list[Row]:
    """Interleaved, processor time; the list is built once, as an office's list is."""
    words, text = _made(16)
    built = _cpu(lambda: Automaton(words))
    automaton = Automaton(words)
    spent: dict[str, list[float]] = {"ours": [], "naive": []}
    for turn in range(rounds + 1):
        ours, peer = _cpu(lambda: automaton.find(text)), _cpu(lambda: naive(words, text))
        if turn:  # the first round warms up
            spent["ours"].append(ours)
            spent["naive"].append(peer)
    ms = {name: 1e3 * statistics.median(found) for name, found in spent.items()}
    hits = len(automaton.find(text))
    return [
        Row(
            "R17", f"{WORDS} words in {CHARACTERS} characters ÷ asking `in` for each",
            ms["naive"] / ms["ours"], 5.0, data={"cpu_ms": ms},
            seen=f"{ms['ours']:.1f} ms ({hits} found), asked {ms['naive']:.0f}, built {1e3 * built:.0f} ms",
        ),
        Row(
            "R17m", "milliseconds for one text, every hit told", ms["ours"], BEST_MS, at_least=False,
            data={"cpu_ms": ms},
        ),
    ]  # fmt: skip
