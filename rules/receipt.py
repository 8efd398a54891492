"""When an application for disclosure counts as received: 《政府信息公开条例》第三十一条."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from rules.model import Text

CITE = "《政府信息公开条例》第三十一条"


@dataclass(frozen=True, slots=True)
class Channel:
    """A way in; `by` is what makes it received: handed in, signed for, or confirmed with the applicant."""

    text: Text
    by: Text
    is_confirmed: bool  # received only once it was confirmed with the applicant


CHANNELS: Mapping[str, Channel] = {
    "person": Channel(
        Text("当面", "in person"), Text("提交之日", "the day it was handed in"), is_confirmed=False
    ),
    "registered": Channel(
        Text("挂号邮寄", "registered mail"), Text("签收之日", "the day it was signed for"), is_confirmed=False
    ),
    "ordinary": Channel(
        Text("平常信函", "ordinary mail"),
        Text("与申请人确认之日", "the day it was confirmed with the applicant"),
        is_confirmed=True,
    ),
    "online": Channel(
        Text("网上或传真", "online or fax"),
        Text("双方确认之日", "the day both sides confirmed"),
        is_confirmed=True,
    ),
}
_WORDS = {
    "person": ("当面", "当面提交", "窗口", "person"),
    "registered": ("挂号邮寄", "挂号", "特快", "快递", "registered"),
    "ordinary": ("平常信函", "平信", "信函", "ordinary"),
    "online": ("网上或传真", "网上", "传真", "邮件", "online", "fax"),
}


def channel_of(word: str) -> str | None:
    """The channel that a word names; None where it names none."""
    return next((key for key, words in _WORDS.items() if word.strip().lower() in words), None)


def received_on(channel: str, *, arrived: date, confirmed: date | None = None) -> date | None:
    """Return the day of receipt; None while it is not confirmed with the applicant.

    `arrived` is when it was handed in, signed for, delivered or sent. What needs no confirmation is received
    then, whatever was confirmed later. Raises ValueError for a confirmation before the arrival.
    """
    if not CHANNELS[channel].is_confirmed:
        return arrived
    if confirmed is not None and confirmed < arrived:
        raise ValueError("confirmed before it arrived")
    return confirmed
