"""What a person means who chooses by key, label or number."""

import re
from collections.abc import Mapping, Sequence

from rules.model import NO_UNITS
from workflow.desk import Refused

SEPARATORS = re.compile(r"[、，,;；\s]+")


def chosen(value: str, options: Sequence[Mapping[str, str]], wrong: Refused) -> str:
    """The value of the choice that is meant. Raises `wrong` for any other."""
    for index, option in enumerate(options, 1):
        if value in (option["value"], option["label"], str(index)):
            return option["value"]
    raise wrong


def several(value: str, options: Sequence[Mapping[str, str]], wrong: Refused) -> tuple[str, ...]:
    """Some of the choices, named one after the other; that there are none stands alone."""
    named = [one for one in SEPARATORS.split(value) if one]
    found = tuple(dict.fromkeys(chosen(one, options, wrong) for one in named))
    if not found or (NO_UNITS in found and len(found) > 1):
        raise wrong
    return found
