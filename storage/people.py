"""Persons, the accounts they speak through, what they may do where, and their invitations."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import and_, bindparam, case, exists, func, or_, select, update

from storage.canon import json_value
from storage.sql import Row, Sql, insert_into, insert_once, number, one_of, word
from storage.tables import accounts, deputies, groups, invitations, offices, organisations, people
from storage.tables import memberships as posts
from storage.tx import Tx

LANG = "zh_CN"

# Persons ------------------------------------------------------------------------------------------

_ADD = Sql(insert_into(people, "name", "lang", "created_at").returning(people.c.id))
_ONE = Sql(select(people).where(people.c.id == bindparam("id")))
_SETTINGS = Sql(
    update(people)
    .where(people.c.id == bindparam("id"))
    .values(
        lang=func.coalesce(bindparam("lang"), people.c.lang),
        digest_at=func.coalesce(bindparam("digest_at"), people.c.digest_at),
    )
)
_STATE = Sql(
    update(people)
    .where(people.c.id == bindparam("id"), people.c.state != bindparam("state"))
    .values(state=bindparam("state"))
)
_RENAME = Sql(update(people).where(people.c.id == bindparam("id")).values(name=bindparam("name")))
_NAMED = Sql(
    select(people)
    .where(
        people.c.name == bindparam("name"),
        people.c.id.in_(
            select(posts.c.person_id)
            .join(offices, offices.c.id == posts.c.office_id)
            .where(offices.c.org_id == bindparam("org_id"))
        ),
    )
    .order_by(people.c.id)
)
_CALLED = Sql(select(people).where(people.c.name == bindparam("name")).order_by(people.c.id))
_ALL = Sql(
    select(people)
    .where(
        people.c.id.in_(
            select(posts.c.person_id)
            .join(offices, offices.c.id == posts.c.office_id)
            .where(offices.c.org_id == bindparam("org_id"))
        )
    )
    .order_by(people.c.id)
)


def add_person(tx: Tx, *, name: str, lang: str = "zh_CN") -> int:
    """A new person; the id."""
    return int(_ADD.scalar(tx, name=name, lang=lang, created_at=tx.now))


def person(tx: Tx, person_id: int) -> Row | None:
    """id, name, lang, digest_at, state (active | suspended), created_at."""
    return _ONE.first(tx, id=person_id)


def by_name(tx: Tx, org_id: int, *, name: str) -> list[Row]:
    """Everybody of this exact name with a post, past or present, in the organisation."""
    return _NAMED.all(tx, org_id=org_id, name=name)


def called(tx: Tx, name: str) -> list[Row]:
    """Everybody of this exact name, also without any post."""
    return _CALLED.all(tx, name=name)


def of_org(tx: Tx, org_id: int) -> list[Row]:
    """Everybody who has or had a post in the organisation."""
    return _ALL.all(tx, org_id=org_id)


def set_setting(tx: Tx, person_id: int, *, lang: str | None = None, digest_at: str | None = None) -> None:
    """The language, or the time (``HH:MM``) of the daily digest; None leaves it."""
    _SETTINGS.run(tx, id=person_id, lang=lang, digest_at=digest_at)


def rename(tx: Tx, person_id: int, *, name: str) -> None:
    """Another name for the same person."""
    _RENAME.run(tx, id=person_id, name=name)


def suspend(tx: Tx, person_id: int) -> bool:
    """The person may do nothing any more; False when that was so already. Accounts and tokens end
    elsewhere.
    """
    return _STATE.run(tx, id=person_id, state="suspended") == 1


def resume(tx: Tx, person_id: int) -> bool:
    """The person may act again (with an account bound anew)."""
    return _STATE.run(tx, id=person_id, state="active") == 1


# Accounts -----------------------------------------------------------------------------------------

_BY_ACCOUNT = Sql(
    select(
        people.c.id,
        people.c.name,
        people.c.lang,
        people.c.digest_at,
        people.c.state,
        accounts.c.id.label("account_id"),
        accounts.c.chat,
        accounts.c.state.label("account_state"),
    )
    .select_from(accounts.join(people, people.c.id == accounts.c.person_id))
    .where(
        accounts.c.platform == bindparam("platform"),
        accounts.c.bot == bindparam("bot"),
        accounts.c.external_id == bindparam("external_id"),
        accounts.c.state != word("revoked"),
    )
)
_bind = insert_into(accounts, "person_id", "platform", "bot", "external_id", "chat", "bound_at")
_BIND = Sql(
    _bind.on_conflict_do_update(
        index_elements=["platform", "bot", "external_id"],
        set_={
            "person_id": _bind.excluded.person_id,
            "chat": _bind.excluded.chat,
            "bound_at": _bind.excluded.bound_at,
            "state": word("active"),
        },
        where=or_(accounts.c.state == word("revoked"), accounts.c.person_id == _bind.excluded.person_id),
    ).returning(accounts.c.id)
)
_ACCOUNTS = Sql(
    select(accounts)
    .where(accounts.c.person_id == bindparam("person_id"))
    .order_by(accounts.c.bound_at.desc(), accounts.c.id.desc())
)
_REVOKE = Sql(
    update(accounts)
    .where(accounts.c.person_id == bindparam("person_id"), accounts.c.state != word("revoked"))
    .values(state=word("revoked"))
)
_REACH = Sql(
    update(accounts)
    .where(
        accounts.c.platform == bindparam("platform"),
        accounts.c.bot == bindparam("bot"),
        accounts.c.external_id == bindparam("external_id"),
        one_of(accounts.c.state, "active", "unreachable"),
        accounts.c.state != bindparam("state"),
    )
    .values(state=bindparam("state"))
    .returning(accounts.c.person_id)
)


def by_account(tx: Tx, platform: str, *, bot: str, external_id: str) -> Row | None:
    """Who speaks: id, name, lang, digest_at, state, account_id, chat, account_state; None for a stranger."""
    return _BY_ACCOUNT.first(tx, platform=platform, bot=bot, external_id=external_id)


def bind_account(
    tx: Tx, person_id: int, *, platform: str, bot: str, external_id: str, chat: str
) -> int | None:
    """Let this account speak for the person; its id, or None while it speaks for somebody else."""
    row_id = _BIND.scalar(
        tx,
        person_id=person_id,
        platform=platform,
        bot=bot,
        external_id=external_id,
        chat=chat,
        bound_at=tx.now,
    )
    return None if row_id is None else int(row_id)


def accounts_of(tx: Tx, person_id: int) -> list[Row]:
    """All accounts of a person, newest first, revoked ones too."""
    return _ACCOUNTS.all(tx, person_id=person_id)


def revoke_accounts(tx: Tx, person_id: int) -> int:
    """None of the person's accounts speaks for them any more; how many ended."""
    return _REVOKE.run(tx, person_id=person_id)


def set_reachable(tx: Tx, platform: str, *, bot: str, external_id: str, reachable: bool) -> int | None:
    """The account blocked us, or lets us in again; the person's id if that changed something."""
    row_id = _REACH.scalar(
        tx,
        platform=platform,
        bot=bot,
        external_id=external_id,
        state="active" if reachable else "unreachable",
    )
    return None if row_id is None else int(row_id)


class Voice(NamedTuple):
    """The language to speak, and the office's own words over ours (by term)."""

    lang: str
    terms: Mapping[str, str]


_REACHABLE = Sql(
    select(accounts)
    .where(accounts.c.person_id == bindparam("person_id"), accounts.c.state == word("active"))
    .order_by(accounts.c.bound_at.desc(), accounts.c.id.desc())
    .limit(number(1))
)
_VOICE = Sql(
    select(people.c.lang, organisations.c.settings)
    .select_from(
        people.outerjoin(posts, posts.c.person_id == people.c.id)
        .outerjoin(offices, offices.c.id == posts.c.office_id)
        .outerjoin(organisations, organisations.c.id == offices.c.org_id)
    )
    .where(people.c.id == bindparam("person_id"))
    .order_by(posts.c.id.desc())
    .limit(number(1))
)
_GROUP_VOICE = Sql(
    select(organisations.c.settings)
    .select_from(groups.outerjoin(organisations, organisations.c.id == groups.c.org_id))
    .where(groups.c.id == bindparam("group_id"))
)


def reachable(tx: Tx, person_id: int) -> Row | None:
    """The newest active account: platform, bot, external_id, chat; None when no message can reach the
    person.
    """
    return _REACHABLE.first(tx, person_id=person_id)


def voice(tx: Tx, person_id: int | None, group_id: int | None = None) -> Voice:
    """How to speak to a person, or into a group: the person's language, the organisation's words."""
    if person_id is not None:
        row = _VOICE.first(tx, person_id=person_id)
        if row is not None:
            return Voice(row.lang, _terms(row.settings))
    if group_id is not None:
        return Voice(LANG, _terms(_GROUP_VOICE.scalar(tx, group_id=group_id)))
    return Voice(LANG, {})


def _terms(settings: str | None) -> Mapping[str, str]:
    found: Mapping[str, str] = json_value(settings).get("terms", {}) if settings else {}
    return found


# Posts --------------------------------------------------------------------------------------------

_in_force = (
    posts.c.from_on <= bindparam("on"),
    or_(posts.c.until_on.is_(None), posts.c.until_on >= bindparam("on")),
)
_MEMBERSHIPS = Sql(
    select(
        posts.c.id,
        posts.c.person_id,
        posts.c.role,
        posts.c.office_id,
        posts.c.from_on,
        posts.c.until_on,
        offices.c.org_id,
        offices.c.key.label("office_key"),
        offices.c.name.label("office_name"),
        offices.c.kind.label("office_kind"),
    )
    .select_from(posts.join(offices, offices.c.id == posts.c.office_id))
    .where(posts.c.person_id == bindparam("person_id"), *_in_force)
    .order_by(posts.c.id)
)
_bound = case(
    (
        exists(
            select(accounts.c.id).where(
                accounts.c.person_id == people.c.id, accounts.c.state == word("active")
            )
        ),
        number(1),
    ),
    else_=number(0),
)
_HOLDERS = Sql(
    select(
        people.c.id,
        people.c.name,
        people.c.lang,
        people.c.digest_at,
        func.min(posts.c.office_id).label("office_id"),
        _bound.label("bound"),
    )
    .select_from(
        posts.join(offices, offices.c.id == posts.c.office_id).join(people, people.c.id == posts.c.person_id)
    )
    .where(
        offices.c.org_id == bindparam("org_id"),
        posts.c.role == bindparam("role"),
        or_(
            bindparam("office_id", type_=offices.c.id.type).is_(None), offices.c.id == bindparam("office_id")
        ),
        people.c.state == word("active"),
        *_in_force,
    )
    .group_by(people.c.id, people.c.name, people.c.lang, people.c.digest_at)
    .order_by(people.c.id)
)
_JOIN = Sql(
    insert_once(
        posts,
        "person_id",
        "office_id",
        "role",
        "from_on",
        "until_on",
        unique=("person_id", "office_id", "role", "from_on"),
    )
)
_END = Sql(
    update(posts)
    .where(
        posts.c.id == bindparam("id"),
        or_(posts.c.until_on.is_(None), posts.c.until_on > bindparam("until_on")),
    )
    .values(until_on=bindparam("until_on"))
)
_LENGTHEN = Sql(
    update(posts)
    .where(
        posts.c.person_id == bindparam("person_id"),
        posts.c.office_id == bindparam("office_id"),
        posts.c.role == bindparam("role"),
        posts.c.from_on == bindparam("from_on"),
        posts.c.until_on.is_not(None),
    )
    .values(until_on=bindparam("until_on"))
)
_POST = Sql(
    select(posts, offices.c.org_id, offices.c.name.label("office_name"))
    .select_from(posts.join(offices, offices.c.id == posts.c.office_id))
    .where(posts.c.id == bindparam("id"))
)
_LISTED = Sql(
    select(
        posts.c.id,
        posts.c.person_id,
        people.c.name,
        people.c.state,
        posts.c.role,
        posts.c.office_id,
        offices.c.key.label("office_key"),
        offices.c.name.label("office_name"),
        posts.c.from_on,
        posts.c.until_on,
        _bound.label("bound"),
    )
    .select_from(
        posts.join(offices, offices.c.id == posts.c.office_id).join(people, people.c.id == posts.c.person_id)
    )
    .where(
        offices.c.org_id == bindparam("org_id"),
        or_(posts.c.until_on.is_(None), posts.c.until_on >= bindparam("on")),
    )
    .order_by(offices.c.id, people.c.id, posts.c.id)
)


def memberships(tx: Tx, person_id: int, *, on: str) -> list[Row]:
    """Posts in force on a civil date: id, role, office_id, office_key, office_name, office_kind, org_id,
    dates.
    """
    return _MEMBERSHIPS.all(tx, person_id=person_id, on=on)


def holders(tx: Tx, org_id: int, *, role: str, office_id: int | None = None, on: str) -> list[Row]:
    """Active people who hold a role on a civil date, in one office or in any.

    id, name, lang, digest_at, office_id, and ``bound``: 1 when a message can reach them, else 0.
    """
    return _HOLDERS.all(tx, org_id=org_id, role=role, office_id=office_id, on=on)


def add_membership(
    tx: Tx, person_id: int, *, office_id: int, role: str, from_on: str, until_on: str | None = None
) -> bool:
    """Give a post from a civil date; one that began that day and was ended goes on. False when exactly this
    one stands already.
    """
    given = {
        "person_id": person_id,
        "office_id": office_id,
        "role": role,
        "from_on": from_on,
        "until_on": until_on,
    }
    return _JOIN.run(tx, **given) == 1 or _LENGTHEN.run(tx, **given) == 1


def end_membership(tx: Tx, membership_id: int, *, until_on: str) -> bool:
    """The last civil date of a post; False when it ends earlier already."""
    return _END.run(tx, id=membership_id, until_on=until_on) == 1


def membership(tx: Tx, membership_id: int) -> Row | None:
    """One post, ended ones too: its columns, org_id, office_name."""
    return _POST.first(tx, id=membership_id)


def posts_of_org(tx: Tx, org_id: int, *, on: str) -> list[Row]:
    """Every post of an organisation that has not ended before a civil date, suspended people's too.

    id, person_id, name, state, role, office_id, office_key, office_name, from_on, until_on, bound (0 or 1).
    """
    return _LISTED.all(tx, org_id=org_id, on=on)


# Invitations --------------------------------------------------------------------------------------

_INVITE = Sql(
    insert_into(
        invitations, "person_id", "link_hash", "code_hash", "expires_at", "by_person", "made_at"
    ).returning(invitations.c.id)
)
_BY_HASH = Sql(
    select(invitations, people.c.name, people.c.lang, people.c.state.label("person_state"))
    .select_from(invitations.join(people, people.c.id == invitations.c.person_id))
    .where(
        or_(
            invitations.c.link_hash == bindparam("hash"),
            invitations.c.code_hash == bindparam("hash"),
        )
    )
)
_USE = Sql(
    update(invitations)
    .where(
        invitations.c.id == bindparam("id"),
        invitations.c.state == word("open"),
        invitations.c.expires_at > bindparam("now"),
    )
    .values(state=word("used"), used_at=bindparam("now"))
)
_CALL_BACK = Sql(
    update(invitations)
    .where(invitations.c.person_id == bindparam("person_id"), invitations.c.state == word("open"))
    .values(state=word("revoked"))
)


def invite(tx: Tx, person_id: int, *, link_hash: str, code_hash: str, expires_at: int, by: int | None) -> int:
    """One invitation (hex digests of link and code); earlier open ones of the person end. The id."""
    revoke_invitations(tx, person_id)
    return int(
        _INVITE.scalar(
            tx,
            person_id=person_id,
            link_hash=link_hash,
            code_hash=code_hash,
            expires_at=expires_at,
            by_person=by,
            made_at=tx.now,
        )
    )


def invitation_by_hash(tx: Tx, digest: str) -> Row | None:
    """The invitation of this link or code, in whatever state, with the person's name, lang, person_state."""
    return _BY_HASH.first(tx, hash=digest)


def use_invitation(tx: Tx, invitation_id: int) -> bool:
    """Spend it; False when it is spent, called back or past its time."""
    return _USE.run(tx, id=invitation_id, now=tx.now) == 1


def revoke_invitations(tx: Tx, person_id: int) -> int:
    """Call back the person's open invitations."""
    return _CALL_BACK.run(tx, person_id=person_id)


# The roster ---------------------------------------------------------------------------------------

ROLES = ("liaison", "head", "leader", "office", "secrecy", "webadmin", "administrator")
_deputy_bound = case(
    (
        exists(
            select(accounts.c.id).where(
                accounts.c.person_id == deputies.c.deputy_id, accounts.c.state == word("active")
            )
        ),
        number(1),
    ),
    else_=number(0),
)
_posts_wide = (
    select(
        people.c.id.label("person_id"),
        posts.c.role,
        posts.c.office_id,
        _bound.label("bound"),
        deputies.c.deputy_id,
        _deputy_bound.label("deputy_bound"),
    )
    .select_from(
        posts.join(offices, offices.c.id == posts.c.office_id)
        .join(people, people.c.id == posts.c.person_id)
        .outerjoin(
            deputies,
            and_(
                deputies.c.person_id == posts.c.person_id,
                deputies.c.org_id == offices.c.org_id,
                deputies.c.ended_at.is_(None),
                deputies.c.from_on <= bindparam("on"),
                deputies.c.until_on >= bindparam("on"),
                or_(deputies.c.role == posts.c.role, deputies.c.role == word("all")),
            ),
        )
    )
    .where(offices.c.org_id == bindparam("org_id"), people.c.state == word("active"), *_in_force)
    .order_by(people.c.id, posts.c.id)
)
_POSTS = Sql(_posts_wide)
_POSTS_IN = Sql(_posts_wide.where(posts.c.role.in_([bindparam(f"role{n}") for n in range(len(ROLES))])))


def roster(tx: Tx, org_id: int, *, on: str, roles: Iterable[str] | None = None) -> list[Row]:
    """Every post in force on a civil date, or those with one of these roles, of active people.

    person_id, role, office_id, bound (0 or 1); deputy_id, whoever sits for them that day, and deputy_bound.
    """
    if roles is None:
        return _POSTS.all(tx, org_id=org_id, on=on)
    wanted = sorted(set(roles) & set(ROLES))
    if not wanted:
        return []
    padded = wanted + wanted[:1] * (len(ROLES) - len(wanted))  # one statement for any number of roles
    return _POSTS_IN.all(tx, org_id=org_id, on=on, **{f"role{n}": role for n, role in enumerate(padded)})
