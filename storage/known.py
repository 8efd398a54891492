"""What acts have read and nobody has written since, so that the database is asked once.

Only with SQLite, whose one writer sees every write: elsewhere a second reading may see what others committed.
"""

from collections.abc import Hashable
from typing import Any

_WHO = frozenset({"people", "memberships", "accounts", "groups"})
_WHERE = frozenset({"regimes", "organisations", "offices", "columns", "calendars"})
QUIET = _WHO | _WHERE
"""Who works where under which rules: read in every act, seldom written."""

MOST = 2048  # answers
MOST_ROWS = 256  # of one answer

Answer = tuple[Any]
"""What was read, in a tuple of its own, since None is an answer too."""


class Lasting:
    """What acts have read of the quiet tables; it stands from act to act until one of them is written."""

    __slots__ = ("answers", "unsettled", "version")

    def __init__(self) -> None:
        self.answers: dict[Hashable, Answer] = {}
        self.unsettled: set[str] = set()  # written in the transaction under way, which may be rolled back
        self.version = -1

    def begin(self, version: int) -> None:
        """A transaction has begun. ``version`` is SQLite's data_version: it moves when others wrote."""
        self.unsettled.clear()
        if version != self.version:
            self.answers.clear()
            self.version = version

    def wrote(self, table: str) -> None:
        """Until the transaction ends, what is read of this table is not kept."""
        self.unsettled.add(table)
        self.answers.clear()


class Known:
    """What one act has read."""

    __slots__ = ("answers", "lasting", "writes", "written")

    def __init__(self, lasting: Lasting) -> None:
        self.lasting = lasting
        self.answers: dict[Hashable, tuple[int, Answer]] = {}  # each with the writes that went before it
        self.written: dict[str, int] = {}  # the last write to a table, by its place in the act
        self.writes = 0

    def find(self, key: Hashable, tables: frozenset[str]) -> Answer | None:
        """The answer to this question, unless one of the tables it reads was written since."""
        if self._lasts(tables):
            return self.lasting.answers.get(key)
        held = self.answers.get(key)
        if held is None or (held[0] != self.writes and self._moved(held[0], tables)):
            return None
        return held[1]

    def keep(self, key: Hashable, tables: frozenset[str], answer: Answer) -> None:
        """Remember the answer; beyond a bound none is remembered."""
        if self._lasts(tables):
            if len(self.lasting.answers) >= MOST:
                self.lasting.answers.clear()
            self.lasting.answers[key] = answer
        elif len(self.answers) < MOST:
            self.answers[key] = (self.writes, answer)

    def wrote(self, table: str) -> None:
        """A statement has written this table."""
        self.writes += 1
        self.written[table] = self.writes
        if table in QUIET:
            self.lasting.wrote(table)

    def _lasts(self, tables: frozenset[str]) -> bool:
        return tables <= QUIET and self.lasting.unsettled.isdisjoint(tables)

    def _moved(self, since: int, tables: frozenset[str]) -> bool:
        return any(self.written.get(table, 0) > since for table in tables)
