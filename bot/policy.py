"""The figures of the settings that use cases go by; commands need them without the running house."""

from datetime import time

from bot.settings import Settings
from workflow.desk import Policy


def policy_of(settings: Settings) -> Policy:
    """The figures that an installation sets."""
    return Policy(
        undo_minutes=settings.review.undo_minutes,
        hand_on_seconds=settings.review.hand_on_seconds,
        slots=tuple(time.fromisoformat(str(slot)) for slot in settings.reminders.slots),
        jitter_minutes=(int(settings.reminders.jitter_minutes[0]), int(settings.reminders.jitter_minutes[1])),
        quiet=(
            time.fromisoformat(str(settings.reminders.quiet[0])),
            time.fromisoformat(str(settings.reminders.quiet[1])),
        ),
        file_max_mb=settings.files.max_mb,
        page_max_mb=settings.files.page_max_mb,
        quota_mb_per_day=settings.files.quota_mb_per_person_day,
        inspect_at=time.fromisoformat(settings.site.inspect_at) if settings.site.inspect_at else None,
    )
