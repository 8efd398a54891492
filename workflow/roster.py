"""People, their posts and their accounts: invite, bind, suspend, end a post."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from rules.words import ALPHABET, is_code
from storage import attempts, audit, dialogues, links, orgs, people, review, sessions, tokens
from storage.sql import must
from workflow import reach, route, succession
from workflow.desk import Desk, Kept, Refused
from workflow.notices import Notice, plain, tell

INVITATION_HOURS = 24
TRIES = 5
TRIES_OF_ALL = 100  # by however many accounts; a link is not guessed and goes on working
LINK_LENGTH = 20  # a shorter secret is a code
TRY_WINDOW_MINUTES = 15
CODE_LENGTH = 8
ROLES = ("liaison", "head", "leader", "office", "secrecy", "webadmin", "administrator")

plain(
    "roster.welcome",
    "roster.invited",
    "roster.stranger",
    "roster.suspended",
    "roster.ended",
    "roster.post_ended",
    "roster.rebind",
    "roster.waiting",
)


@dataclass(frozen=True, slots=True)
class Invitation:
    """What is handed to the invited person: the link's secret and the short code, each usable once."""

    person: int
    name: str
    office: str
    role: str
    link: str
    code: str
    expires_at: int


def fingerprint(secret: str) -> str:
    """What is stored of an invitation."""
    return hashlib.sha256(secret.encode()).hexdigest()


def invite(desk: Desk, *, name: str, office: str, role: str, org: int, by: int | None) -> Invitation:
    """Make a one-use invitation (24 hours) for a post; the person is entered if new to the office.

    ``office`` is the office's key or name. ``by`` is None on the command line only.
    Raises Refused where the office or role is unknown, or where a second administrator must confirm.
    """
    if role not in ROLES:
        raise Refused("roster.role_unknown", role=role, allowed=list(ROLES))
    room = office_named(desk, org, office)
    if room is None:
        raise Refused(
            "roster.office_unknown",
            office=office,
            allowed=[row.name for row in orgs.offices_of(desk.tx, org)],
        )
    if by is not None:
        require_administrator(desk, by, org)
        if role == "administrator" and needs_second(desk, org, name):
            raise Refused("roster.need_second")
    return invited(
        desk,
        _entered(desk, name=name, office_id=room.id, role=role, org=org),
        name=name,
        room=room,
        role=role,
        org=org,
        by=by,
    )


def invited(
    desk: Desk, person: int, *, name: str, room: Any, role: str, org: int, by: int | None
) -> Invitation:
    """A fresh invitation for somebody who has the post; earlier ones end."""
    link, code = secrets.token_urlsafe(16), "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    expires_at = desk.ms_after(hours=INVITATION_HOURS)
    people.invite(
        desk.tx,
        person,
        link_hash=fingerprint(link),
        code_hash=fingerprint(code),
        expires_at=expires_at,
        by=by,
    )
    desk.audit("roster.invited", f"person:{person}", person=by, org=org, office=room.id, role=role)
    return Invitation(person, name, room.name, role, link, code, expires_at)


def handed_out(desk: Desk, made: Invitation, *, platform: str) -> dict[str, Any]:
    """An invitation in the facts of a card."""
    return {
        "name": made.name,
        "office": made.office,
        "role": made.role,
        "code": made.code,
        "link": desk.house.link(platform, made.link) or "",
        "expires": desk.iso(made.expires_at),
    }


def office_named(desk: Desk, org: int, office: str) -> Any:
    """An office by its key or its name."""
    return next((row for row in orgs.offices_of(desk.tx, org) if office in (row.key, row.name)), None)


def _named(desk: Desk, org: int, name: str) -> list[Any]:
    return people.by_name(desk.tx, org, name=name)


def only_one(desk: Desk, orgs_of: set[int], name: str) -> int:
    """The one person of that name. Raises Refused where there is none, or more than one."""
    found = {row.id for org in sorted(orgs_of) for row in _named(desk, org, name)}
    if not found:
        raise Refused("roster.name_unknown", name=name)
    if len(found) > 1:
        raise Refused("roster.name_many", name=name)
    return int(found.pop())


def role_called(desk: Desk, org: int, word: str) -> str:
    """The role that a word means here: its key, or what the regime calls it; the word itself otherwise."""
    organisation = must(orgs.organisation(desk.tx, org))
    regime = desk.regime(organisation.regime_hash)
    own = {key: text for key, text in {**regime.terms, **regime.roles}.items() if key in ROLES}
    own_words = {name: key for key, text in own.items() for name in text.data().values()}
    liaison = regime.terms.get("liaison")
    if liaison is not None:
        own_words |= dict.fromkeys(liaison.data().values(), "liaison")
    return own_words.get(word, word)


def administered(desk: Desk, person: int) -> int:
    """The organisation that this person administers. Raises Refused for everybody else."""
    for post in people.memberships(desk.tx, person, on=desk.today_on):
        if post.role == "administrator":
            return int(post.org_id)
    raise Refused("roster.not_admin")


def _entered(desk: Desk, *, name: str, office_id: int, role: str, org: int) -> int:
    for row in _named(desk, org, name):
        for post in people.memberships(desk.tx, row.id, on=desk.today_on):
            if post.office_id == office_id and post.role == role:
                if post.until_on is not None:  # it was to end: it goes on
                    people.add_membership(
                        desk.tx, row.id, office_id=office_id, role=role, from_on=post.from_on
                    )
                return int(row.id)
    same = _named(desk, org, name)
    person = same[0].id if len(same) == 1 else people.add_person(desk.tx, name=name)
    people.add_membership(desk.tx, person, office_id=office_id, role=role, from_on=desk.today_on)
    return int(person)


def administrators(desk: Desk, org: int) -> list[int]:
    """Who administers the organisation and can be reached."""
    rows = people.holders(desk.tx, org, role="administrator", on=desk.today_on)
    return sorted({row.id for row in rows if row.bound})


def needs_second(desk: Desk, org: int, name: str) -> bool:
    """Would this name be one administrator more than two, counting those whose invitation is still out?"""
    rows = people.holders(desk.tx, org, role="administrator", on=desk.today_on)
    return len({row.id for row in rows}) >= 2 and all(row.name != name for row in rows)


def is_administrator(desk: Desk, person: int, org: int | None = None) -> bool:
    """Does the person administer this organisation, or any?"""
    return any(
        post.role == "administrator" and (org is None or post.org_id == org)
        for post in people.memberships(desk.tx, person, on=desk.today_on)
    )


def require_administrator(desk: Desk, person: int, org: int | None = None) -> None:
    """Raises Refused for everybody but an administrator."""
    if not is_administrator(desk, person, org):
        raise Refused("roster.not_admin")


def is_invitation(desk: Desk, words: str) -> bool:
    """Are these words the code of an invitation, be it used or not?"""
    return is_code(words.replace("-", ""), length=CODE_LENGTH) and _invitation(desk, words) is not None


def _invitation(desk: Desk, secret: str) -> Any:
    tidy = secret.strip()
    return people.invitation_by_hash(desk.tx, fingerprint(tidy)) or people.invitation_by_hash(
        desk.tx, fingerprint(tidy.upper().replace("-", "").replace(" ", ""))
    )


def bind(
    desk: Desk, *, secret: str, platform: str, bot: str, external_id: str, chat: str, lang: str | None
) -> Notice:
    """Use an invitation: the account that brings it is the person's from now on.

    Raises Refused where it is unknown, used or expired, or where this account, or all, guessed too much.
    """
    who = f"{platform}:{bot}:{external_id}"
    since = desk.ms_after(minutes=-TRY_WINDOW_MINUTES)
    if attempts.count_attempts(desk.tx, who, what="invite", since=since) >= TRIES or (
        len(secret.strip()) < LINK_LENGTH
        and attempts.count_all_attempts(desk.tx, what="invite", since=since) >= TRIES_OF_ALL
    ):
        raise Refused("invite.locked", minutes=TRY_WINDOW_MINUTES)
    row = _invitation(desk, secret)
    if row is None:
        attempts.note_attempt(desk.tx, who, what="invite")
        raise Kept("invite.unknown")
    if row.state != "open":
        raise Refused("invite.used")
    if row.expires_at < desk.ms:
        raise Refused("invite.expired")
    if _speaks_elsewhere(desk, row.person_id, platform=platform, external_id=external_id):
        raise Refused("invite.bound_elsewhere")
    if not people.use_invitation(desk.tx, row.id):
        raise Refused("invite.used")
    if (
        people.bind_account(
            desk.tx, row.person_id, platform=platform, bot=bot, external_id=external_id, chat=chat
        )
        is None
    ):
        raise Refused("invite.account_taken")
    if row.person_state == "suspended":
        return _vouch(desk, row)
    if lang is not None:
        people.set_setting(desk.tx, row.person_id, lang=lang)
    posts = people.memberships(desk.tx, row.person_id, on=desk.today_on)
    desk.audit(
        "roster.bound",
        f"person:{row.person_id}",
        person=row.person_id,
        org=posts[0].org_id if posts else None,
        platform=platform,
    )
    _catch_up(desk, row.person_id)
    return _welcome(desk, row.person_id, occasion=f"bound:{row.id}")


def _speaks_elsewhere(desk: Desk, person: int, *, platform: str, external_id: str) -> bool:
    """One account at a time: an invitation alone never takes over a person who can speak already."""
    return any(
        row.platform == platform and row.external_id != external_id and row.state != "revoked"
        for row in people.accounts_of(desk.tx, person)
    )


def _welcome(desk: Desk, person: int, *, occasion: str) -> Notice:
    row = must(people.person(desk.tx, person))
    posts = people.memberships(desk.tx, person, on=desk.today_on)
    return Notice(
        "roster.welcome",
        person,
        f"person:{person}",
        occasion,
        {
            "name": row.name,
            "posts": [{"office": post.office_name, "role": post.role} for post in posts],
            "lang": row.lang,
        },
    )


def _catch_up(desk: Desk, person: int) -> None:
    """Whoever is here now gets what waits for them, and the steps in which nobody sits."""
    reach.catch_up(desk, person)
    succession.take_up(desk, person)
    for org in sorted({post.org_id for post in people.memberships(desk.tx, person, on=desk.today_on)}):
        route.fill_empty(desk, org)


def _vouch(desk: Desk, invitation: Any) -> Notice:
    """A new account of somebody who was suspended works only after a second person confirms it."""
    posts = people.memberships(desk.tx, invitation.person_id, on=desk.today_on)
    for org in sorted({post.org_id for post in posts}):
        for keeper in reach.keepers(desk, org, besides=invitation.person_id):
            tell(
                desk,
                Notice(
                    "roster.rebind",
                    keeper,
                    f"person:{invitation.person_id}",
                    f"bound:{invitation.id}",
                    {"name": invitation.name},
                ),
            )
    desk.audit("roster.rebound", f"person:{invitation.person_id}", person=invitation.person_id, org=None)
    return Notice(
        "roster.waiting", invitation.person_id, f"person:{invitation.person_id}", f"bound:{invitation.id}"
    )


def suspend(desk: Desk, *, name: str, by: int, since: int | None = None) -> Notice:
    """停用: a lost phone. Tokens, links and accounts end in this act; open seats move.

    Raises Refused where ``by`` may not, or the name is not one person's.
    """
    posts = people.memberships(desk.tx, by, on=desk.today_on)
    orgs_of = {post.org_id for post in posts if post.role in ("administrator", "office")}
    if not orgs_of:
        raise Refused("roster.not_admin")
    person = only_one(desk, orgs_of, name)
    if since is None:
        since = desk.ms_after(hours=-24)
    people.suspend(desk.tx, person)
    people.revoke_accounts(desk.tx, person)
    people.revoke_invitations(desk.tx, person)
    dialogues.close_of(desk.tx, person)
    sessions.end_sessions_of(desk.tx, person)
    links.end_links_of(desk.tx, person)
    tokens.revoke(desk.tx, person=person, subject=f"person:{person}")
    taps = review.decisions_by(desk.tx, person, since=since)
    seats = review.seats_open(desk.tx, person)
    for row in seats:
        route.move_seat(desk, row)
    desk.audit(
        "roster.suspended",
        f"person:{person}",
        person=by,
        org=min(orgs_of),
        seats=[row.seat_id for row in seats],
    )
    return Notice(
        "roster.suspended",
        by,
        f"person:{person}",
        f"{desk.ms}",
        {
            "name": name,
            "taps": [{"number": row.number, "verb": row.verdict, "at": desk.iso(row.at)} for row in taps],
            "seats_moved": [row.number for row in seats],
        },
    )


# The end of a post ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ended:
    """A post that ends: whose, where, its last day (civil; None: over at once), and what moved."""

    person: int
    name: str
    office: str
    role: str
    last_on: str | None
    moved: succession.Moved

    def told(self) -> dict[str, Any]:
        """In the facts of a card."""
        return {
            "name": self.name,
            "office": self.office,
            "role": self.role,
            "last_on": self.last_on,
            "seats": list(self.moved.seats),
            "items": list(self.moved.items),
            "left": list(self.moved.left),
        }


def end(
    desk: Desk,
    *,
    name: str,
    office: str,
    role: str,
    org: int,
    by: int | None,
    on: date | None = None,
    to: int | None = None,
) -> Ended:
    """解除岗位: the post is over now, or with the day ``on``; what waited for the person moves then, and what
    they handed in, to ``to`` where that one may have it.

    ``by`` is None on the command line only. Raises Refused where nobody of that name holds the post, for a
    day that is past, and in chat for the last administrator.
    """
    if by is not None:
        require_administrator(desk, by, org)
    if on is not None and on < desk.today:
        raise Refused("roster.date_past")
    if role not in ROLES:
        raise Refused("roster.role_unknown", role=role, allowed=list(ROLES))
    room = office_named(desk, org, office)
    if room is None:
        raise Refused(
            "roster.office_unknown",
            office=office,
            allowed=[row.name for row in orgs.offices_of(desk.tx, org)],
        )
    held = [
        row
        for row in people.posts_of_org(desk.tx, org, on=desk.today_on)
        if row.name == name and row.office_id == room.id and row.role == role
    ]
    if not held:
        raise Refused("roster.post_unknown", name=name, office=room.name, role=role)
    person = int(held[0].person_id)
    if any(row.person_id != person for row in held):
        raise Refused("roster.name_many", name=name)
    if role == "administrator" and by is not None and not set(administrators(desk, org)) - {person}:
        raise Refused("roster.last_administrator")
    last_on = on or desk.today - timedelta(days=1)
    for row in held:
        if not people.end_membership(desk.tx, row.id, until_on=last_on.isoformat()) and on is not None:
            raise Refused("roster.ends_earlier", name=name)
        if on is not None:
            succession.plan(desk, row.id, org=org, last_on=on)
    desk.audit(
        "roster.ended",
        f"person:{person}",
        person=by,
        org=org,
        office=room.id,
        role=role,
        last_on=last_on.isoformat(),
    )
    told = {
        "name": name,
        "office": room.name,
        "role": role,
        "last_on": None if on is None else on.isoformat(),
    }
    tell(desk, Notice("roster.ended", person, f"person:{person}", f"{desk.ms}:{room.id}:{role}", told))
    moved = (
        succession.hand_on(desk, person, org=org, office=room.id, role=role, to=to)
        if on is None
        else succession.Moved()
    )
    return Ended(person, name, room.name, role, told["last_on"], moved)


def listed(desk: Desk, org: int) -> list[dict[str, Any]]:
    """Everybody's posts that are not over: name, office, role, from, until (None: open), state."""
    return [
        {
            "name": row.name,
            "office": row.office_name,
            "role": row.role,
            "from": row.from_on,
            "until": row.until_on,
            "state": "suspended" if row.state == "suspended" else "bound" if row.bound else "unbound",
        }
        for row in people.posts_of_org(desk.tx, org, on=desk.today_on)
    ]


# A new account -------------------------------------------------------------------------------------------


def _invited_by(desk: Desk, person: int) -> int | None:
    """Who made the newest invitation of a person."""
    rows = [
        row
        for row in audit.tail(desk.tx, limit=50, subject=f"person:{person}")
        if row.act == "roster.invited"
    ]
    return rows[-1].person_id if rows else None


def _others(desk: Desk, person: int, *, besides: int) -> set[int]:
    """Administrators who could vouch for a person, besides one."""
    orgs_of = {post.org_id for post in people.memberships(desk.tx, person, on=desk.today_on)}
    return {who for org in orgs_of for who in administrators(desk, org)} - {person, besides}


def confirm_account(desk: Desk, subject: str, *, by: int) -> None:
    """确认更换: a second person vouches for the new account of somebody who was suspended."""
    person = int(subject.rpartition(":")[2])
    require_administrator(desk, by)
    if person == by or (_invited_by(desk, person) == by and _others(desk, person, besides=by)):
        raise Refused("roster.need_second")
    if people.reachable(desk.tx, person) is None or not people.resume(desk.tx, person):
        raise Refused("roster.nothing_to_confirm")
    tokens.revoke(desk.tx, subject=subject)
    desk.audit("roster.resumed", f"person:{person}", person=by, org=None)
    tell(desk, _welcome(desk, person, occasion=f"resumed:{desk.ms}"))
    _catch_up(desk, person)
