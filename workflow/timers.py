"""Which use case answers when a due row's time has come."""

from collections.abc import Callable
from dataclasses import dataclass

from workflow.desk import Desk


@dataclass(frozen=True, slots=True)
class Due:
    """A timer whose time has come; ``fire_at`` in milliseconds."""

    kind: str
    subject: str
    occasion: str
    clock: int | None
    fire_at: int


TIMERS: dict[str, Callable[[Desk, Due], None]] = {}


def timer(kind: str) -> Callable[[Callable[[Desk, Due], None]], Callable[[Desk, Due], None]]:
    """The decorated use case answers timers of this kind."""

    def claim(run: Callable[[Desk, Due], None]) -> Callable[[Desk, Due], None]:
        if kind in TIMERS:
            raise ValueError(kind)
        TIMERS[kind] = run
        return run

    return claim
