"""专门事项: what the regime asks for beside plain publishing, offered and begun."""

from rules.model import Kind
from rules.regime import Matter
from storage import orgs
from storage.sql import must
from workflow import draft
from workflow.desk import Desk, Refused
from workflow.notices import Notice, plain

plain("submit.matters")


def open_to(desk: Desk, person: int) -> tuple[Matter, ...]:
    """The special matters that a person may hand in. Raises Refused where they hand in for no office."""
    post = draft.hand_in_post(desk, person)
    organisation = must(orgs.organisation(desk.tx, post.org_id))
    return desk.regime(organisation.regime_hash).matters


def listing(desk: Desk, *, by: int) -> Notice:
    """All of them, to choose from. Raises Refused where the regime has none."""
    found = open_to(desk, by)
    if not found:
        raise Refused("matter.none")
    lines = [
        {"key": one.key, "label": one.text.data(), "says": one.says.data(), "cite": one.cite} for one in found
    ]
    return Notice("submit.matters", by, facts={"matters": lines})


def begin(desk: Desk, key: str, *, by: int, text: str = "", occasion: str) -> None:
    """A draft of this matter. Raises Refused for one that the regime does not know."""
    draft.open_draft(desk, by=by, kind=Kind.PUBLISH, matter=key, text=text, occasion=occasion)


def named(desk: Desk, words: str, *, by: int) -> tuple[str, str]:
    """The matter that the first word names, and the other words. Raises Refused for any other word."""
    first, _, rest = words.strip().partition(" ")
    found = open_to(desk, by)
    for one in found:
        if first in (one.key, one.text.zh_CN, one.text.en):
            return one.key, rest.strip()
    raise Refused("matter.unknown", found=first[:60], known=[one.text.data() for one in found])
