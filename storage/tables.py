"""What is remembered, as tables.

Conventions: ``*_at`` are instants in milliseconds since 1970 UTC (BIGINT); ``*_on`` are civil dates
in Asia/Shanghai as ISO text; JSON is text in canonical form; truth values are 0 or 1. With these
primitives SQLite and PostgreSQL store and compare everything alike, without type processors.
"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows by itself only for INTEGER


def _id() -> Column[int]:
    return Column("id", Id, primary_key=True, autoincrement=True)


def _ref(name: str, target: str, *, nullable: bool = False) -> Column[int]:
    return Column(name, Id, ForeignKey(f"{target}.id"), nullable=nullable)


def _text(name: str, default: str | None = None, *, nullable: bool = False) -> Column[str]:
    return Column(
        name, Text, nullable=nullable, server_default=None if default is None else text(f"'{default}'")
    )


def _at(name: str, *, nullable: bool = False) -> Column[int]:
    return Column(name, BigInteger, nullable=nullable)


def _int(name: str, default: int | None = 0, *, nullable: bool = False) -> Column[int]:
    return Column(
        name, Integer, nullable=nullable, server_default=None if default is None else text(str(default))
    )


# Who and where ------------------------------------------------------------------------------------

regimes = Table(
    "regimes",
    metadata,
    Column("hash", Text, primary_key=True),  # the merged regime by its digest; subjects point to it
    _text("name"),
    _text("body"),
    _at("stored_at"),
)

organisations = Table(
    "organisations",
    metadata,
    _id(),
    _text("key"),
    _text("name"),
    _text("prefix"),
    _text("site_url"),
    Column("regime_hash", Text, ForeignKey("regimes.hash"), nullable=False),
    _text("settings", "{}"),  # JSON: exemption_mode, office_may_be_webadmin, terms, limits
    _int("serial_year"),
    _int("serial"),
    _at("created_at"),
    _text("region", ""),  # whose local festivals hold here
    UniqueConstraint("key"),
)

offices = Table(
    "offices",
    metadata,
    _id(),
    _ref("org_id", "organisations"),
    _text("key"),
    _text("name"),
    _text("kind"),  # unit | office | leaders
    UniqueConstraint("org_id", "key"),
)

people = Table(
    "people",
    metadata,
    _id(),
    _text("name"),
    _text("lang", "zh_CN"),
    _text("digest_at", "08:30"),
    _text("state", "active"),  # active | suspended
    _at("created_at"),
)

memberships = Table(
    "memberships",
    metadata,
    _id(),
    _ref("person_id", "people"),
    _ref("office_id", "offices"),
    _text("role"),  # liaison | head | leader | office | secrecy | webadmin | administrator
    _text("from_on"),
    _text("until_on", nullable=True),
    UniqueConstraint("person_id", "office_id", "role", "from_on"),
    Index(None, "office_id", "role"),
)

deputies = Table(  # 代理: who sits for whom, from one civil date to another
    "deputies",
    metadata,
    _id(),
    _ref("org_id", "organisations"),
    _ref("person_id", "people"),  # the absent one
    _ref("deputy_id", "people"),
    _text("role"),  # of the absent one's posts, or all
    _text("from_on"),
    _text("until_on"),
    _text("why", ""),
    Column("made_by", Id, nullable=False),
    _at("made_at"),
    _at("ended_at", nullable=True),
    Column("ended_by", Id, nullable=True),  # None: its days are over
    Index(None, "person_id"),
    Index(None, "deputy_id"),
)

accounts = Table(
    "accounts",
    metadata,
    _id(),
    _ref("person_id", "people"),
    _text("platform"),
    _text("bot"),  # Telegram: the bot's id; WeCom: corp and agent
    _text("external_id"),
    _text("chat"),  # where this person is reached in private
    _text("state", "active"),  # active | unreachable | revoked
    _at("bound_at"),
    UniqueConstraint("platform", "bot", "external_id"),
    Index(None, "person_id"),
)

invitations = Table(
    "invitations",
    metadata,
    _id(),
    _ref("person_id", "people"),
    _text("link_hash"),  # SHA-256 of the 128-bit deep link
    _text("code_hash"),  # SHA-256 of the 8-character code
    _text("state", "open"),  # open | used | revoked
    _at("expires_at"),
    Column("by_person", Id, nullable=True),  # None: from the command line
    _at("made_at"),
    _at("used_at", nullable=True),
    UniqueConstraint("link_hash"),
    UniqueConstraint("code_hash"),
)

attempts = Table(  # wrong codes, presses and invitations: counted to lock, purged by age
    "attempts",
    metadata,
    _id(),
    _text("who"),  # platform account, as text
    _text("what"),
    _at("at"),
    Index(None, "who", "what", "at"),
)

groups = Table(
    "groups",
    metadata,
    _id(),
    _ref("org_id", "organisations", nullable=True),
    _ref("office_id", "offices", nullable=True),
    _text("platform"),
    _text("bot"),
    _text("chat"),
    _text("title", ""),
    _text("state"),  # pending | active | left
    Column("bound_by", Id, nullable=True),
    _at("bound_at", nullable=True),
    UniqueConstraint("platform", "bot", "chat"),
)

columns = Table(  # 栏目: where an item appears, and its usual form
    "columns",
    metadata,
    _id(),
    _ref("org_id", "organisations"),
    _text("key"),
    _text("name"),
    _ref("office_id", "offices", nullable=True),
    _text("list_url", nullable=True),
    _text("form", "{}"),  # JSON: category, type, mode, limit_days
    _int("serial"),
    UniqueConstraint("org_id", "key"),
)

ledger = Table(  # 栏目台账: what a column owes by the table of duties, and when it was last updated
    "ledger",
    metadata,
    _id(),
    _ref("column_id", "columns"),
    _ref("org_id", "organisations"),
    _text("path", "[]"),  # JSON: the names above it in the tree
    _text("class_", ""),  # which clocks of the regime run for it
    _text("every", "[]"),  # JSON: intervals of its own, as a regime's line writes them
    _text("contents", ""),
    _text("way", ""),
    _text("catalogue", ""),  # 政务公开类别
    _text("required", "[]"),  # JSON: what each piece of information in it must have
    _ref("person_id", "people", nullable=True),  # who keeps it up, where one is named
    _text("updated_on", nullable=True),  # None: unknown, so it is grey and silent
    _text("updated_how", ""),  # publication | reading | hand
    _int("entries", None, nullable=True),  # how many its list showed when it was last read; 0: blank
    _at("read_at", nullable=True),
    Column("regime_hash", Text, ForeignKey("regimes.hash"), nullable=False),
    _at("changed_at"),
    UniqueConstraint("column_id"),
    Index(None, "org_id"),
)

upkeep = Table(  # each time a column was updated, checked, replaced, or stated in writing
    "upkeep",
    metadata,
    _id(),
    _ref("column_id", "columns"),
    _text("event"),  # updated | checked | replaced | stated
    _text("on"),  # civil date
    _text("how"),  # publication | reading | hand
    _ref("person_id", "people", nullable=True),
    _ref("item_id", "items", nullable=True),
    _text("note", ""),
    _at("at"),
    UniqueConstraint("column_id", "event", "on"),
)

inspections = Table(  # what the machine read of a site, one row a page and day
    "inspections",
    metadata,
    _id(),
    _ref("org_id", "organisations"),
    _text("on"),
    _text("what"),  # home | column
    _ref("column_id", "columns", nullable=True),
    _text("outcome"),  # ok | fault | cannot_check
    _text("details"),  # JSON: what was seen
    _at("at"),
    _text("key"),
    UniqueConstraint("key"),
    Index(None, "org_id", "on"),
)

findings = Table(  # 问题: what is wrong with a page, until it is put right
    "findings",
    metadata,
    _id(),
    _ref("org_id", "organisations"),
    _ref("office_id", "offices", nullable=True),  # who is to put it right; none: the desk has not said yet
    _ref("column_id", "columns", nullable=True),
    _text("number", nullable=True),  # KP-WT-2026-0003, given with the kind
    _text("state", "new"),  # new | open | fixed | closed | dropped
    _text("kind", ""),
    _int("grave"),
    _text("words", ""),
    _text("url", ""),
    _text("source", "person"),  # person | round | machine | above
    _text("source_ref", ""),
    _ref("upload_id", "uploads", nullable=True),  # a photo
    _ref("reported_by", "people", nullable=True),
    _text("limit_on", nullable=True),  # a day that was set for it; else the clock counts
    _text("note", ""),  # why it was put off, or is none, or is not yet right
    _ref("item_id", "items", nullable=True),  # the modification or deletion that puts it right
    _ref("fixed_by", "people", nullable=True),
    _at("fixed_at", nullable=True),
    _ref("takedown_by", "people", nullable=True),
    _at("takedown_at", nullable=True),
    _ref("removed_by", "people", nullable=True),
    _at("removed_at", nullable=True),
    _ref("closed_by", "people", nullable=True),
    _at("closed_at", nullable=True),
    Column("regime_hash", Text, ForeignKey("regimes.hash"), nullable=False),
    _int("revision"),
    _at("created_at"),
    _at("changed_at"),
    UniqueConstraint("org_id", "number"),
    Index(None, "org_id", "state"),
    Index(None, "item_id"),
)

# The item and its way -------------------------------------------------------------------------------

items = Table(
    "items",
    metadata,
    _id(),
    _ref("org_id", "organisations"),
    _ref("office_id", "offices"),
    _text("number", nullable=True),  # KP-2026-0042, given at submission
    _text("kind"),  # publish | modify | delete
    _text("state"),  # draft registered review returned handover confirm closed withdrawn dropped withheld …
    Column("version_id", Id, nullable=True),  # the version under way
    _int("round"),
    _ref("submitter_id", "people"),
    _int("important"),
    Column("important_by", Id, nullable=True),
    _text("title", ""),  # of the newest version; for lists and search
    _text("url", nullable=True),  # where it stands on the site
    Column("regime_hash", Text, ForeignKey("regimes.hash"), nullable=False),
    _int("catalogue_synced"),
    _int("revision"),  # compare-and-set for everything that moves the item
    _at("created_at"),
    _at("submitted_at", nullable=True),
    _at("approved_at", nullable=True),
    _at("published_at", nullable=True),
    _at("changed_at"),
    _int("urgent"),  # 加急: how soon it is told, no part of what is judged
    Column("urgent_by", Id, nullable=True),
    _text("urgent_why", ""),
    _text("route_changes", ""),  # JSON: seats handed on in this round
    _int("remarks"),  # how many were made about it
    UniqueConstraint("org_id", "number"),
    Index(None, "submitter_id", "state"),
    Index(None, "org_id", "state"),
)

versions = Table(
    "versions",
    metadata,
    _id(),
    _ref("item_id", "items"),
    _int("n"),
    _text("content"),  # canonical JSON of rules.model.Content
    _text("hash"),
    _int("frozen"),  # 1 once submitted: never written again
    _ref("by_id", "people"),
    _at("made_at"),
    UniqueConstraint("item_id", "n"),
)

files = Table(
    "files",
    metadata,
    _id(),
    _text("sha256"),
    _int("size"),
    _text("type"),  # sniffed, never claimed
    _text("state"),  # stored | refused | erased
    _text("reason", nullable=True),
    _at("stored_at"),
    UniqueConstraint("sha256"),
)

uploads = Table(  # one file as somebody handed it in
    "uploads",
    metadata,
    _id(),
    _ref("item_id", "items", nullable=True),
    _ref("person_id", "people"),
    _ref("file_id", "files", nullable=True),
    _text("source"),  # JSON: platform, bot, the platform's file id
    _text("name"),
    _int("size"),
    _text("album", nullable=True),
    _text("state"),  # pending | stored | refused | removed
    _text("reason", nullable=True),
    _text("preview", nullable=True),  # hash of the picture of its first page
    _int("position"),
    _at("at"),
    Column("remark_id", Id, nullable=True),  # it came with a remark, and is no attachment
    Index(None, "item_id"),
    Index(None, "person_id", "album"),
)

steps = Table(
    "steps",
    metadata,
    _id(),
    _ref("item_id", "items"),
    _int("round"),
    _int("attempt"),
    _int("position"),
    _text("key"),
    _text("role"),
    _text("quorum", "any"),
    _text("state"),  # open | approved | returned | withheld | carried | void
    _text("content_hash"),
    _at("opened_at"),
    _at("closed_at", nullable=True),
    Column("decided_by", Id, nullable=True),
    Column("decided_for", Id, nullable=True),  # for whom they sat
    _text("back_to", nullable=True),  # JSON, of one returned to an earlier step: its key, the rows that fell
    UniqueConstraint("item_id", "round", "attempt", "position"),
    Index(None, "state"),
)

seats = Table(
    "seats",
    metadata,
    _id(),
    _ref("step_id", "steps"),
    _ref("person_id", "people"),
    _text("code"),  # K7Q2: unique among one person's live seats
    _text("state", "open"),  # open | closed
    Column("sits_for", Id, nullable=True),  # for whom: 代
    _text("came", ""),  # by what act, where not by the person's own post: handed | deputy | added
    _int("delegated"),  # how many opinions were asked for from here
    UniqueConstraint("step_id", "person_id"),
    Index(
        "ix_seats_live_code",
        "person_id",
        "code",
        unique=True,
        sqlite_where=text("state = 'open'"),
        postgresql_where=text("state = 'open'"),
    ),
)

decisions = Table(
    "decisions",
    metadata,
    _id(),
    _ref("step_id", "steps"),
    _ref("seat_id", "seats"),
    _ref("person_id", "people"),
    _text("verdict"),  # approved | returned | withheld
    _text("reason", ""),
    _text("content_hash"),
    _at("at"),
    _at("undone_at", nullable=True),
    Column("sits_for", Id, nullable=True),  # for whom: 代
    _text("ground", nullable=True),  # of one withheld: the key of the legal ground
    _text("paper_on", nullable=True),  # the day of the paper on which it was signed
    UniqueConstraint("step_id", "seat_id"),
)

delegations = Table(  # 委派: an opinion that a reviewer asked a colleague for
    "delegations",
    metadata,
    _id(),
    _ref("item_id", "items"),
    _ref("step_id", "steps"),
    _ref("seat_id", "seats"),
    _ref("giver_id", "people"),
    _ref("to_id", "people"),
    _text("words"),
    _text("state", "open"),  # open | given | called_back
    _text("opinion", ""),
    _at("asked_at"),
    _at("answered_at", nullable=True),
    Index(None, "seat_id"),
    Index(None, "to_id", "state"),
    Index(None, "item_id"),
)

departures = (
    Table(  # 离职移交: a unit's liaison left, somebody else has the post; filed with the Office or not
        "departures",
        metadata,
        _id(),
        _ref("org_id", "organisations"),
        _ref("office_id", "offices"),
        _ref("person_id", "people"),
        _ref("to_id", "people"),
        _text("changed_on"),
        Column("made_by", Id, nullable=False),
        _at("made_at"),
        _at("filed_at", nullable=True),
        Column("filed_by", Id, nullable=True),
        Column("regime_hash", Text, ForeignKey("regimes.hash"), nullable=False),
        Index(None, "to_id"),
    )
)

ticks = Table(  # one line answered: secrecy aspects, proofs, later the daily round
    "ticks",
    metadata,
    _id(),
    _text("subject"),
    Column("step_id", Id, nullable=True),
    _text("line"),
    _ref("seat_id", "seats", nullable=True),
    _text("value"),  # ok | exception
    _text("evidence", nullable=True),
    _at("at"),
    UniqueConstraint("subject", "step_id", "line", "seat_id"),
)

tokens = Table(
    "tokens",
    metadata,
    Column("hash", LargeBinary, primary_key=True),  # SHA-256; the token itself is nowhere
    _text("verb"),
    _text("subject"),
    _text("args", "{}"),
    Column("seat_id", Id, nullable=True),
    Column("person_id", Id, nullable=True),
    _text("chat"),
    _text("content_hash", nullable=True),
    _text("state", "live"),  # live | revoked
    _at("minted_at"),
    Index(None, "seat_id"),
    Index(None, "person_id"),
    Index(None, "subject"),
)

readers = Table(  # 抄送 and 阅: who was told of an item beside its way, who has opened it, who has read it
    "readers",
    metadata,
    _id(),
    _ref("item_id", "items"),
    _ref("person_id", "people"),
    Column("told_by", Id, nullable=True),  # None: they have a seat there
    _at("told_at", nullable=True),
    Column("version_id", Id, nullable=True),  # which they opened last
    _at("opened_at", nullable=True),
    _at("read_at", nullable=True),
    UniqueConstraint("item_id", "person_id"),
)

papers = Table(  # 纸质签批, 补录: what was decided on paper, and who entered and confirmed it
    "papers",
    metadata,
    _id(),
    _ref("item_id", "items"),
    _ref("seat_id", "seats"),
    _ref("signer_id", "people"),
    _text("verdict"),  # approved | returned
    _text("reason", ""),
    _text("paper_on"),  # the day it bears
    _text("why"),  # paper | outage
    Column("upload_id", Id, nullable=True),  # its scan
    _ref("entered_by", "people"),
    _at("entered_at"),
    _text("state", "unscanned"),  # unscanned | waiting | confirmed | refused
    Column("confirmed_by", Id, nullable=True),
    _at("confirmed_at", nullable=True),
    Index(None, "item_id"),
)

remarks = Table(  # 意见: said about an item without deciding
    "remarks",
    metadata,
    _id(),
    _ref("item_id", "items"),
    _ref("person_id", "people"),
    _text("text", ""),
    _text("content_hash"),  # of what it was made about
    _at("at"),
    Index(None, "item_id"),
)

proofs = Table(  # pages as they were fetched
    "proofs",
    metadata,
    _id(),
    _ref("item_id", "items"),
    _text("phase"),  # before | after
    _text("url"),
    _text("outcome"),  # verified | differs | not_yet | cannot_check
    _text("findings", "[]"),
    _ref("file_id", "files", nullable=True),
    _at("fetched_at"),
    Index(None, "item_id"),
)

# Letters and applications ---------------------------------------------------------------------------------

serials = Table(  # numbers of their own, per organisation, series and year
    "serials",
    metadata,
    _id(),
    _ref("org_id", "organisations"),
    _text("series"),
    _int("year", None),
    _int("last", None),
    UniqueConstraint("org_id", "series", "year"),
)

enquiries = Table(  # 来信, 申请; nothing is kept of who wrote them
    "enquiries",
    metadata,
    _id(),
    _ref("org_id", "organisations"),
    _ref("office_id", "offices", nullable=True),  # who answers; none while the desk has it
    _text("of"),  # letter | request
    _text("number", nullable=True),  # KP-LX-2026-0003, given with the class
    _text("state", "new"),  # new | received | assigned | drafted | answered | replied | passed_on | dropped
    _text("class_", ""),
    _text("way", ""),  # how it came in; of an application its channel
    _text("title", ""),
    _text("body", ""),
    _text("came_on"),  # the day it came in, or the day of the application
    _text("received_on", nullable=True),  # an application's day of receipt, once it is one
    _ref("registered_by", "people"),
    _ref("assigned_by", "people", nullable=True),
    _at("assigned_at", nullable=True),
    _text("note", ""),  # why it came back from an office or from the reviewer, or where it was passed on
    _text("answer", ""),
    _text("answer_hash", nullable=True),
    _ref("answer_by", "people", nullable=True),
    _text("outcome", ""),  # of an application
    _ref("decided_by", "people", nullable=True),
    _at("answered_at", nullable=True),
    _at("replied_at", nullable=True),
    _text("events", "{}"),  # JSON: what suspended, restarted or lengthened an application's time
    Column("regime_hash", Text, ForeignKey("regimes.hash"), nullable=False),
    _int("revision"),
    _at("created_at"),
    _at("changed_at"),
    UniqueConstraint("org_id", "number"),
    Index(None, "org_id", "state"),
)

# Time -------------------------------------------------------------------------------------------------

clocks = Table(
    "clocks",
    metadata,
    _id(),
    _ref("org_id", "organisations"),
    _text("subject"),
    _text("rule"),
    _text("start_on"),
    _text("due_on", nullable=True),
    _at("due_at", nullable=True),
    _text("state"),  # running | suspended | met | met_late | cancelled | replaced
    _int("provisional"),
    _text("explain", "[]"),
    Column("regime_hash", Text, ForeignKey("regimes.hash"), nullable=False),
    _at("opened_at"),
    _at("closed_at", nullable=True),
    UniqueConstraint("subject", "rule", "start_on"),
    Index(None, "org_id", "state"),
)

timers = Table(  # wake-ups; the sweep reads only the partial index
    "timers",
    metadata,
    _id(),
    _text("kind"),
    _text("subject"),
    _text("occasion"),
    _ref("clock_id", "clocks", nullable=True),
    _at("fire_at"),
    Column(
        "state", Integer, nullable=False, server_default=text("0")
    ),  # 0 due some day, 1 fired or cancelled
    UniqueConstraint("kind", "subject", "occasion"),
    Index("ix_timers_due", "fire_at", sqlite_where=text("state = 0"), postgresql_where=text("state = 0")),
    Index("ix_timers_clock", "clock_id", sqlite_where=text("state = 0"), postgresql_where=text("state = 0")),
)

nudges = Table(  # who is to hear of which threshold of which clock, once each
    "nudges",
    metadata,
    _id(),
    _ref("person_id", "people"),
    _ref("clock_id", "clocks"),
    _text("occasion"),
    _text("role"),  # holder, or the role that it has come up to
    _at("fire_at"),
    UniqueConstraint("clock_id", "occasion", "person_id"),
    Index(None, "person_id", "fire_at"),
)

calendars = Table(  # what was entered over the known years: a year's notice, or single days of a place
    "calendars",
    metadata,
    _id(),
    _text("scope"),  # "" the whole country | region:NAME | org:KEY
    _int("year", None, nullable=True),  # of a notice, which settles the whole year
    _text("days"),  # JSON {off: {day: name}, work: {day: name}}
    _text("source"),  # where it was published, or who ordered it
    _text("hash"),  # SHA-256 of what was entered
    _text("entered_by"),
    _at("entered_at"),
    _text("state", "valid"),  # valid | replaced
)

# Reading the site ---------------------------------------------------------------------------------------

rosters = Table(  # 排班: who does a duty of an office by turns
    "rosters",
    metadata,
    _id(),
    _ref("org_id", "organisations"),
    _ref("office_id", "offices"),
    _text("duty"),  # the key of the regime's line
    _text("cadence"),  # as rules.duty.Cadence prints it
    _text("plan"),  # JSON: the rotation
    _text("at", "09:03"),
    _text("state", "active"),  # active | ended
    _int("revision"),
    Column("made_by", Id, nullable=True),  # None: from the command line
    _at("changed_at"),
    UniqueConstraint("office_id", "duty"),
    Index(None, "org_id", "state"),
)

shifts = Table(  # one day's shift that is read otherwise than by turns
    "shifts",
    metadata,
    _id(),
    _ref("roster_id", "rosters"),
    _text("duty_on"),
    _int("part"),
    _text("readers"),  # JSON: ids
    _text("why"),  # swap | set
    Column("by_person", Id, nullable=True),
    _at("at"),
    UniqueConstraint("roster_id", "duty_on", "part"),
)

absences = Table(  # 值班请假: days on which somebody reads nothing
    "absences",
    metadata,
    _id(),
    _ref("org_id", "organisations"),
    _ref("person_id", "people"),
    _text("from_on"),
    _text("until_on"),
    _text("state", "active"),  # active | ended
    _ref("by_id", "people"),
    _at("at"),
    Index(None, "org_id", "until_on"),
)

swaps = Table(  # 换班: one's own shift, offered to somebody or to all
    "swaps",
    metadata,
    _id(),
    _ref("roster_id", "rosters"),
    _text("duty_on"),
    _int("part"),
    _ref("giver_id", "people"),
    _ref("asked_id", "people", nullable=True),  # None: everybody of the roster
    _ref("taker_id", "people", nullable=True),
    _text("state", "open"),  # open | taken | withdrawn
    _at("made_at"),
    _at("ended_at", nullable=True),
    Index(
        "ix_swaps_open",
        "roster_id",
        "duty_on",
        "part",
        "giver_id",
        unique=True,
        sqlite_where=text("state = 'open'"),
        postgresql_where=text("state = 'open'"),
    ),
)

rounds = Table(  # one duty day of one roster: its checklist and its line in the log
    "rounds",
    metadata,
    _id(),
    _ref("org_id", "organisations"),
    _ref("office_id", "offices"),
    _ref("roster_id", "rosters"),
    _text("duty"),
    _text("duty_on"),
    _text("kind"),  # work | rest | festival
    _text("state"),  # open | signed | unfinished | missed | vacant
    _text("readers"),  # JSON: ids
    _text("stand_ins"),  # JSON: ids
    Column("leader_id", Id, nullable=True),
    Column("regime_hash", Text, ForeignKey("regimes.hash"), nullable=False),
    _int("late"),
    _at("opened_at"),
    _ref("signed_by", "people", nullable=True),
    _at("signed_at", nullable=True),
    _text("outcome", ""),  # ok | exception
    _text("handover", ""),
    _int("revision"),
    UniqueConstraint("roster_id", "duty_on"),
    Index(None, "office_id", "duty_on"),
    Index(None, "org_id", "duty_on"),
)

round_lines = Table(  # what a round asks, and what was found
    "round_lines",
    metadata,
    _id(),
    _ref("round_id", "rounds"),
    _int("position"),
    _text("line"),
    _text("text"),  # JSON in both languages
    _text("cite"),
    _int("evidence"),
    _int("must"),
    _text("machine", nullable=True),  # ok | exception; None: it did not look
    _text("machine_told", "{}"),  # JSON: what it saw
    _text("value", nullable=True),  # ok | exception
    _text("note", ""),
    _text("url", ""),
    _ref("file_id", "files", nullable=True),
    _ref("by_id", "people", nullable=True),
    _at("at", nullable=True),
    UniqueConstraint("round_id", "line"),
)

roster_lists = Table(  # rosters as a list was entered, so that it can be taken back
    "roster_lists",
    metadata,
    _id(),
    _ref("org_id", "organisations"),
    Column("by_person", Id, nullable=True),
    _text("file_hash"),
    _text("before"),  # JSON: what stood before
    _text("after"),  # JSON: what was entered
    _text("state", "applied"),  # applied | undone
    _at("at"),
    _at("undone_at", nullable=True),
)

# In, out and beside --------------------------------------------------------------------------------

inbox = Table(
    "inbox",
    metadata,
    _id(),
    _text("key"),  # tg:BOT:UPDATE_ID and the like: a platform's redelivery lands on the same row
    _text("platform"),
    _text("bot"),
    _text("lane"),  # sender: acts of one person run in order
    Column("body", LargeBinary, nullable=True),  # erasable
    _text("state", "new"),  # new | working | done | dead
    _at("received_at"),
    _at("not_before", nullable=True),
    _at("lease_until", nullable=True),
    _text("owner", nullable=True),
    _int("attempts"),
    _text("error", nullable=True),
    _at("done_at", nullable=True),
    UniqueConstraint("key"),
    Index(
        "ix_inbox_open",
        "id",
        sqlite_where=text("state in ('new', 'working')"),
        postgresql_where=text("state in ('new', 'working')"),
    ),
)

outbox = Table(
    "outbox",
    metadata,
    _id(),
    _text("key"),  # intent: kind | to | subject | occasion | hop
    _text("kind"),
    _ref("person_id", "people", nullable=True),
    _ref("group_id", "groups", nullable=True),
    _text("subject"),
    _text("occasion", ""),
    _int("hop"),
    Column("parent_id", Id, nullable=True),
    _text("platform"),
    _text("bot", ""),
    _text("lane"),  # platform:bot:chat
    _text("chat"),
    _int("priority", 5),
    _at("not_before", nullable=True),
    _at("expires_at", nullable=True),
    _text("state", "pending"),  # pending | sending | sent | uncertain | dead | superseded | moot | held
    _text("facts", "{}"),  # what was true at the moment, frozen with the intent
    Column("payload", LargeBinary, nullable=True),  # exact bytes; erased on sent and dead
    _text("card", nullable=True),  # what was shown: verbs, never tokens
    _text("message", nullable=True),  # the platform's message id
    _int("part"),  # a notice may be several calls (files, then the card): how many were accepted
    _int("attempts"),
    _int("uncertain"),  # outcomes nobody knows: the bound on copies
    _text("error", nullable=True),
    _at("made_at"),
    _at("sending_at", nullable=True),
    _at("done_at", nullable=True),
    _text("numbered", nullable=True),  # JSON: buttons that found no room, each to be answered by its number
    UniqueConstraint("key"),
    Index(
        "ix_outbox_due",
        "not_before",
        sqlite_where=text("state in ('pending', 'uncertain')"),
        postgresql_where=text("state in ('pending', 'uncertain')"),
    ),
    Index(  # on the wire, or waiting for another try: few, whatever is queued
        "ix_outbox_tried",
        "lane",
        sqlite_where=text("state in ('pending', 'sending', 'uncertain') and attempts > 0"),
        postgresql_where=text("state in ('pending', 'sending', 'uncertain') and attempts > 0"),
    ),
    Index(  # cards that took another one's place
        "ix_outbox_parent",
        "parent_id",
        sqlite_where=text("parent_id IS NOT NULL"),
        postgresql_where=text("parent_id IS NOT NULL"),
    ),
    Index(  # cards with numbered answers: few
        "ix_outbox_numbered",
        "lane",
        sqlite_where=text("numbered IS NOT NULL"),
        postgresql_where=text("numbered IS NOT NULL"),
    ),
    Index(None, "subject"),
)

lanes = Table(  # one in flight per chat, across processes
    "lanes",
    metadata,
    Column("lane", Text, primary_key=True),
    _text("owner", nullable=True),
    _at("lease_until", nullable=True),
    _at("blocked_until", nullable=True),
)

copies = Table(  # each card that stands in a chat
    "copies",
    metadata,
    _id(),
    _ref("outbox_id", "outbox"),
    _text("subject"),
    _text("lane"),
    _text("chat"),
    _text("message", nullable=True),
    _text("spare", nullable=True),  # WeCom: the unused response code of its own send
    _int("desired_rev"),
    _int("drawn_rev"),
    _text("drawn", nullable=True),  # hash of what is shown, so that an equal edit is not sent
    _text("state", "open"),  # open | closed | superseded | lost
    _int("attempts"),
    _at("not_before", nullable=True),
    _text("click", nullable=True),  # WeCom: the unused response code of the last press
    UniqueConstraint("outbox_id"),
    Index(None, "subject"),
    Index(None, "lane", "message"),
    Index(
        "ix_copies_stale",
        "lane",
        sqlite_where=text("state = 'open' and desired_rev > drawn_rev"),
        postgresql_where=text("state = 'open' and desired_rev > drawn_rev"),
    ),
)

errands = Table(
    "errands",
    metadata,
    _id(),
    _text("key"),
    _text("kind"),
    _text("subject"),
    _text("args", "{}"),
    _text("state", "waiting"),  # waiting | working | done | dead
    _at("not_before", nullable=True),
    _at("lease_until", nullable=True),
    _text("owner", nullable=True),
    _int("attempts"),
    _text("error", nullable=True),
    _at("made_at"),
    UniqueConstraint("key"),
    Index(
        "ix_errands_open",
        "id",
        sqlite_where=text("state in ('waiting', 'working')"),
        postgresql_where=text("state in ('waiting', 'working')"),
    ),
)

dialogues = Table(
    "dialogues",
    metadata,
    _id(),
    _ref("person_id", "people"),
    _text("chat"),
    _text("kind"),
    _text("subject"),
    _text("field", ""),
    _text("data", "{}"),
    _at("expires_at"),
    UniqueConstraint("person_id", "chat"),
)

audit = Table(
    "audit",
    metadata,
    Column("n", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    _at("at"),
    Column("org_id", Id, nullable=True),
    Column("person_id", Id, nullable=True),
    _text("act"),
    _text("subject"),
    _text("data", "{}"),  # ids and hashes, never titles or names
    Column("prev", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Index(None, "subject"),
)

audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("n", BigInteger, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    CheckConstraint("id = 1", name="single"),
)

pace = Table(  # budgets shared by processes: the theoretical arrival time of each platform's pace
    "pace",
    metadata,
    Column("key", Text, primary_key=True),
    Column("tat_us", BigInteger, nullable=False),
)

meta = Table(
    "meta",
    metadata,
    Column("key", Text, primary_key=True),
    _text("value"),
)

# The mobile page -------------------------------------------------------------------------------------

sessions = Table(  # somebody's browser
    "sessions",
    metadata,
    Column("hash", LargeBinary, primary_key=True),  # SHA-256 of the cookie; the cookie itself is nowhere
    _ref("person_id", "people"),
    _text("platform"),  # by which identity it was opened
    _text("bot"),
    _at("made_at"),
    _at("seen_at"),
    _at("expires_at"),
    _text("state", "open"),  # open | ended
    Index(None, "person_id"),
)

links = Table(  # one-time links: one person, one purpose
    "links",
    metadata,
    Column("hash", LargeBinary, primary_key=True),
    _ref("person_id", "people"),
    _text("purpose"),
    _text("path"),
    _at("made_at"),
    _at("expires_at"),
    _at("used_at", nullable=True),
    Index(None, "person_id"),
)

parcels = Table(  # a file that is being handed in through the page, piece by piece
    "parcels",
    metadata,
    _id(),
    _text("key"),  # made by the page, so that it can go on after a break
    _ref("person_id", "people"),
    _ref("item_id", "items"),
    _text("name"),
    Column("size", BigInteger, nullable=False),
    Column("received", BigInteger, nullable=False, server_default=text("0")),
    _text("state", "open"),  # open | kept | refused | dropped
    _text("reason", nullable=True),
    _at("made_at"),
    _at("at"),
    UniqueConstraint("person_id", "key"),
    Index(None, "item_id"),
)

looks = Table(  # what somebody has opened, so that the next look shows the difference
    "looks",
    metadata,
    _id(),
    _ref("person_id", "people"),
    _ref("item_id", "items"),
    _ref("version_id", "versions"),
    _at("at"),
    UniqueConstraint("person_id", "item_id"),
)

app_tokens = Table(  # a platform's access token that several processes share, sealed
    "app_tokens",
    metadata,
    Column("key", Text, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    _at("expires_at"),
    _at("at"),
)

imports = Table(  # an office's list of people as it was entered, so that it can be taken back
    "imports",
    metadata,
    _id(),
    _ref("org_id", "organisations"),
    Column("by_person", Id, nullable=True),  # None: from the command line
    _text("file_hash"),
    _text("changes"),  # JSON: ids only
    _text("state", "applied"),  # applied | undone
    _at("at"),
    _at("undone_at", nullable=True),
    _text("kind", "office"),  # office: its list of people · ledger: its table of duties
)

APPEND_ONLY = (audit,)
