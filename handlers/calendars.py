"""日历: the yearly holiday notice, pasted by an administrator: tried first, entered with a second act."""

from handlers.acts import Said, Tap
from handlers.routing import Answer, button, command
from workflow import calendar_trial
from workflow.desk import Desk


@command("calendar", "日历", listed=False)
def calendar(said: Said, desk: Desk) -> Answer:
    """日历, and below it the notice's own words; alone it shows what is known."""
    head, *words = said.text.split(None, 1)  # the words may begin on the next line
    if not words or not head:
        return calendar_trial.shown(desk, by=said.by.id)
    return calendar_trial.try_(desk, words[0], by=said.by.id)


@button("calendar.apply")
def apply(tap: Tap, desk: Desk) -> Answer:
    """应用."""
    return calendar_trial.apply(desk, by=tap.by.id, digest=tap.args["hash"])


@button("calendar.drop")
def drop(tap: Tap, desk: Desk) -> Answer:
    """放弃."""
    return calendar_trial.drop(desk, by=tap.by.id, digest=tap.args["hash"])


@command("applycalendar", "应用日历", listed=False)
def apply_in_words(said: Said, desk: Desk) -> Answer:
    """应用日历: what was tried last."""
    return calendar_trial.apply(desk, by=said.by.id)


@command("dropcalendar", "放弃日历", listed=False)
def drop_in_words(said: Said, desk: Desk) -> Answer:
    """放弃日历."""
    return calendar_trial.drop(desk, by=said.by.id)
