"""Shares of one: how the people of a rehearsal behave."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Habits:
    """Shares of one: what people do with what comes to them. The defaults are those of an ordinary office."""

    modify: float = 0.12
    delete: float = 0.06
    important: float = 0.15
    urgent: float = 0.03
    registered_first: float = 0.3  # 登记形成, and handed in some days later
    after_hours: float = 0.06  # handed in of an evening or on a rest day
    returned: float = 0.08
    at_once: float = 0.7  # within two hours
    later: float = 0.2  # on one of the next three working days; what is left waits for a reminder
    forgotten_for_good: float = 0.15  # of what a reminder calls up
    page_differs: float = 0.05
    effect_wrong: float = 0.02
    reads_at_once: float = 0.75  # the daily round, within two hours; else it takes a reminder
    reads_late: float = 0.8  # of what a reminder calls up
    not_in_order: float = 0.0  # rounds with something to say; each becomes a finding
