"""The mobile page: whose browser it is, and the one-time links that open it.

Who somebody is has been proved above, by the platform or by a link; here it becomes a session.
"""

import hashlib
import secrets
from functools import partial
from typing import Any

from storage import links, parcels, people, sessions
from workflow.desk import Desk, Refused
from workflow.notices import Notice, notice

LINK_MINUTES = 10
IDLE_HOURS = 8
WHOLE_HOURS = 12
PARCEL_HOURS = 72
HOME = "/m"
PURPOSE = "page"


def digest(secret: str) -> bytes:
    """What is stored of a cookie or a link."""
    return hashlib.sha256(secret.encode()).digest()


# Links ----------------------------------------------------------------------------------------------


def make_link(desk: Desk, person: int, *, path: str = HOME) -> str:
    """A link for one person that leads to one page, usable once within ten minutes; its secret."""
    secret = secrets.token_urlsafe(24)
    links.make_link(
        desk.tx,
        digest=digest(secret),
        person_id=person,
        purpose=PURPOSE,
        path=path,
        expires_at=desk.ms_after(minutes=LINK_MINUTES),
    )
    desk.audit("page.link_made", f"person:{person}", person=person, org=None)
    return secret


def link(desk: Desk, secret: str) -> Any:
    """The link as long as it can be used: its row with the person's name; None otherwise. Spends nothing."""
    row = links.link(desk.tx, digest(secret))
    if (
        row is None
        or row.purpose != PURPOSE
        or row.used_at is not None
        or row.expires_at <= desk.ms
        or row.person_state != "active"
    ):
        return None
    return row


def use_link(desk: Desk, secret: str, *, cookie: str) -> str | None:
    """Spend the link and open a session for its person; where it leads, None when it is of no use."""
    row = link(desk, secret)
    if row is None or not links.use_link(desk.tx, digest(secret)):
        return None
    _open(desk, int(row.person_id), cookie=cookie, platform="link", bot="")
    return str(row.path)


# Sessions -------------------------------------------------------------------------------------------


def sign_in(desk: Desk, *, platform: str, bot: str, external_id: str, cookie: str) -> int | None:
    """Open a session for the person behind an account; None for a stranger.

    Raises Refused for somebody who is suspended.
    """
    account = people.by_account(desk.tx, platform, bot=bot, external_id=external_id)
    if account is None:
        return None
    if account.state != "active":
        raise Refused("person.suspended")
    _open(desk, int(account.id), cookie=cookie, platform=platform, bot=bot)
    return int(account.id)


def _open(desk: Desk, person: int, *, cookie: str, platform: str, bot: str) -> None:
    sessions.open_session(
        desk.tx,
        digest=digest(cookie),
        person_id=person,
        platform=platform,
        bot=bot,
        expires_at=desk.ms_after(hours=WHOLE_HOURS),
    )
    desk.audit("page.opened", f"person:{person}", person=person, org=None, by=platform)


def session(desk: Desk, cookie: str) -> Any:
    """The open session of a cookie: its row with the person's name and lang; None otherwise.

    It ends after eight hours without use, after twelve in any case, and with the person's suspension.
    """
    row = sessions.session(desk.tx, digest(cookie))
    if row is None or row.state != "open" or row.person_state != "active":
        return None
    idle = desk.ms - int(row.seen_at) > IDLE_HOURS * 3_600_000
    return None if idle or desk.ms >= row.expires_at else row


def seen(desk: Desk, cookie: str) -> None:
    """The session was used."""
    sessions.seen(desk.tx, digest(cookie))


def sign_out(desk: Desk, cookie: str) -> None:
    """The session ends."""
    sessions.end_session(desk.tx, digest(cookie))


# Tidying --------------------------------------------------------------------------------------------


def tidy(desk: Desk) -> None:
    """Sessions and links past their time, files that never came whole: gone."""
    links.purge(desk.tx, before=desk.ms)
    sessions.purge(desk.tx, before=desk.ms)
    shelf = parcels.Shelf(desk.house.files.folder)
    for parcel in parcels.stale(desk.tx, before=desk.ms_after(hours=-PARCEL_HOURS)):
        parcels.settle_parcel(desk.tx, parcel, state="dropped", reason="stale")
        desk.tx.after(partial(shelf.remove, parcel))
    parcels.purge(desk.tx, before=desk.ms_after(hours=-PARCEL_HOURS))
    for left in shelf.ids():  # by a process that died between its commit and the removal
        if parcels.parcel(desk.tx, left) is None:
            desk.tx.after(partial(shelf.remove, left))


# In the chat ----------------------------------------------------------------------------------------


def invite(desk: Desk, person: int) -> Notice:
    """网页: a one-time link to the page; where there is no page, nothing is understood."""
    if not desk.house.page:
        return Notice("not_understood", person)
    secret = make_link(desk, person)
    url = f"{desk.house.page}{HOME}/in/link/{secret}"
    return Notice("page.link", person, facts={"url": url, "minutes": LINK_MINUTES})


@notice("page.link")
def link_facts(_desk: Desk, said: Notice) -> dict[str, Any]:
    """The link, as it was made."""
    return dict(said.facts)


@notice("page.upload")
def upload_facts(_desk: Desk, said: Notice) -> dict[str, Any]:
    """Where files are handed in."""
    return dict(said.facts)
