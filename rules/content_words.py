"""Many words found in one pass over a text: the automaton of Aho and Corasick, in a few lists.

A text of n characters takes at most 2n moves whatever the words are, and every hit a step of its own; no
word can make it slow. Built once per list of words.
"""

from collections.abc import Iterable, Mapping

LONGEST = 40  # characters of one word
_NOTHING: Mapping[str, int] = {}


class Automaton:
    """Finds the words it was built of; their number in the given order names them."""

    def __init__(self, words: Iterable[str]) -> None:
        """Build it. Raises ValueError for an empty word and for one longer than 40 characters."""
        self.words = tuple(words)
        self._word = [-1]  # which word ends here
        grown: list[dict[str, int] | None] = [None]
        for number, word in enumerate(self.words):
            if not 0 < len(word) <= LONGEST:
                raise ValueError(f"a word of 1 to {LONGEST} characters")
            self._word[self._grow(grown, word)] = number
        self._go: list[Mapping[str, int]] = [_NOTHING if one is None else one for one in grown]
        self._fail, self._shorter = self._links()
        self._last = [  # the longest word that ends in each state, if any
            state if number >= 0 else self._shorter[state] for state, number in enumerate(self._word)
        ]

    def _grow(self, grown: list[dict[str, int] | None], word: str) -> int:
        state = 0
        for char in word:
            here = grown[state]
            if here is None:
                here = grown[state] = {}
            if char not in here:
                here[char] = len(grown)
                grown.append(None)
                self._word.append(-1)
            state = here[char]
        return state

    def _links(self) -> tuple[list[int], list[int]]:
        """Where to go on after a miss, and the next shorter word that ends in the same place (0: none)."""
        fail, shorter = [0] * len(self._go), [0] * len(self._go)
        layer = list(self._go[0].values())
        while layer:
            deeper = []
            for state in layer:
                for char, then in self._go[state].items():
                    back = fail[state]
                    while back and char not in self._go[back]:
                        back = fail[back]
                    fail[then] = self._go[back].get(char, 0)
                    deeper.append(then)
                shorter[state] = fail[state] if self._word[fail[state]] >= 0 else shorter[fail[state]]
            layer = deeper
        return fail, shorter

    def ends(self, text: str) -> list[tuple[int, int]]:
        """Return every word in the text as (end, its number), longer ones first where several end."""
        go, fail, last, word, shorter = self._go, self._fail, self._last, self._word, self._shorter
        found: list[tuple[int, int]] = []
        begin = go[0].get
        state = 0
        for place, char in enumerate(text, start=1):
            if state:
                then = go[state].get(char)
                while then is None:
                    state = fail[state]
                    then = go[state].get(char) if state else begin(char, 0)
                state = then
            else:
                state = begin(char, 0)
            if last[state]:
                end = last[state]
                while end:
                    found.append((place, word[end]))
                    end = shorter[end]
        return found

    def find(self, text: str) -> list[tuple[int, int, int]]:
        """Return (start, end, number of the word): leftmost, then longest, none overlapping."""
        found = sorted(
            ((end - len(self.words[number]), -end, number) for end, number in self.ends(text)),
        )
        kept: list[tuple[int, int, int]] = []
        free = 0
        for start, minus_end, number in found:
            if start >= free:
                kept.append((start, -minus_end, number))
                free = -minus_end
        return kept
