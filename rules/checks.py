"""The grammar of a regime's file, and what of it an office may set."""

from dataclasses import dataclass
from typing import Any

from rules import cite
from rules.events import EVENTS, SUBJECTS
from rules.grammar import Key, Listing, OneOrMore, Piece, Record, Sentence, Table, Word, choice, truth, whole
from rules.lines import Node
from rules.matter import PUBLISHED, SUBMITTED
from rules.model import Content, Kind, Text
from rules.problems import Problem, one_of
from rules.shapes import RECEIPTS, SHAPES, Within
from rules.suspension import CONSULTED
from rules.units import forms

KINDS = tuple(kind.value for kind in Kind)
MODES = ("secrecy_only", "short_route")
STAGES = ("review", "publish", "confirm")
SCOPES = ("unit", "organisation", "concerned")
QUORUMS = ("any", "all", "in_turn", "share")
VERBS = (
    "hand_on",
    "deputise",
    "name_deputy",
    "add_signers",
    "delegate",
    "urge",
    "inform",
    "set_back",
    "withhold",
    "restore",
    "recall",
    "reclaim",
    "batch",
    "remark",
    "paper",
)  # what people may do beside deciding
SUBMITTER = "submitter"  # the role of whoever handed the item in


def _name(text: str) -> str:
    if not (text.isascii() and text.isidentifier() and text == text.lower()):
        raise ValueError(text)
    return text


def _prefix(text: str) -> str:
    if not (text.isascii() and text.isalpha() and text.isupper() and len(text) <= 8):
        raise ValueError(text)
    return text


def _cite(text: str) -> str:
    if not cite.is_cite(text):
        raise ValueError(text)
    return text


def _within(text: str) -> str:
    return str(Within.parse(text))


def _time(text: str) -> int:
    hours, colon, minutes = text.partition(":")
    if not (colon and hours.isdigit() and minutes.isdigit() and len(minutes) == 2):
        raise ValueError(text)
    at = int(hours) * 60 + int(minutes)
    if int(minutes) > 59 or at > 24 * 60:
        raise ValueError(text)
    return at


NAME = Word(Text("小写字母、数字、下划线", "small letters, digits and underscores"), _name)
WORD = Word()
CITE = Word(cite.SOUGHT, _cite)
WITHIN = Word(one_of(forms()), _within)
EVENT = choice(*EVENTS)
SAID = {"cite": Key(CITE), "says": Key(Sentence())}
LINE = {"key": Key(NAME), "text": Key(Sentence()), **SAID}
KIND_LIST = Listing(choice(*KINDS))
SOME_KINDS = Listing(choice(*KINDS), least=1)
OFFICE_SAID = {"cite": Key(choice(cite.OFFICE)), "says": Key(Sentence())}  # its wish is never an article
PAIR = Listing(NAME, least=2)
FIELDS = tuple(name for name in Content(kind=Kind.PUBLISH, units=("",)).data() if name != "v")
TYPES = (
    "text",
    "long",
    "date",
    "choice",
    "several",
    "tick",
    "number",
    "url",
    "column",
    "unit",
    "file",
    "item",
)
RANGES = ("past", "future")

BEFORE = Listing(whole(0, 60))  # working days before the due date
OTHERWISE = "otherwise"


@dataclass(frozen=True, slots=True)
class ByLength:
    """Days before the due date: one list for every clock, or a list for each length and `otherwise`."""

    def merge(self, base: Node, over: Node) -> Node:
        return Table(BEFORE).merge(base, over)

    def check(self, node: Node, key: str, problems: list[Problem]) -> Any:
        if not isinstance(node.value, dict):
            return {OTHERWISE: BEFORE.check(node, key, problems)}
        for name in node.value:
            if name != OTHERWISE:
                WITHIN.check(
                    Node(name, node.value[name].file, node.value[name].line), f"{key}.{name}", problems
                )
        if OTHERWISE not in node.value:
            missing = Text("缺少此项", "is missing")
            problems.append(Problem(node.file, node.line, f"{key}.{OTHERWISE}", missing))
        return Table(BEFORE).check(node, key, problems)


@dataclass(frozen=True, slots=True)
class Cases:
    """When a step is taken: ``important``, a mapping of fields to their values, or a list of such mappings
    of which one is enough. In the plain form always a list, or None.
    """

    def merge(self, base: Node, over: Node) -> Node:
        return over

    def check(self, node: Node, key: str, problems: list[Problem]) -> Any:
        case = Table(OneOrMore(WORD))
        match node.value:
            case dict():
                return [case.check(node, key, problems)]
            case list():
                return Listing(case, least=1).check(node, key, problems)
        word = choice("important", optional=True).check(node, key, problems)
        return None if word is None else [{"importance": [word]}]


def _shaped(key: str) -> Word:
    """A shape's own words; null where the regulation names no figure."""
    shape = SHAPES[key]

    def read(text: str) -> str:
        return str(shape.parse(text))

    return Word(one_of(shape.forms()), read, optional=True)


STEP = Record(
    {
        "key": Key(NAME),
        "role": Key(NAME),
        "stage": Key(choice(*STAGES), "review"),
        "scope": Key(choice(*SCOPES)),
        "after": Key(Listing(NAME), None),
        "when": Key(Cases(), None),
        "unless": Key(Cases(), None),
        "quorum": Key(choice(*QUORUMS), "any"),
        "share": Key(whole(1, 100), None),
        "external": Key(Sentence(), None),
        "acts": Key(Listing(NAME), []),
        "sign": Key(Sentence()),
        "sign_exempt": Key(Sentence(), None),
        "opens": Key(choice(*EVENTS, optional=True), None),
        **SAID,
    }
)
ROUTE = Record(
    {
        "steps": Key(Listing(STEP, least=1)),
        "exempt": Key(
            Table(
                Record({"drops": Key(Listing(NAME), []), "keeps": Key(Listing(NAME), None)}),
                MODES,
            ),
            {},
        ),
        "resumes": Key(choice("first", "returner"), "first"),
        **SAID,
    }
)
LINE_OF_FORM = {
    "name": Key(NAME),  # a field of Content, or one of the regime's own with its type
    "type": Key(choice(*TYPES, optional=True), None),
    "text": Key(Sentence()),
    "when": Key(Cases(), None),
    "required_when": Key(Cases(), None),
    "unless": Key(Word(NAME.allowed, _name, optional=True), None),
    "only_with": Key(Word(NAME.allowed, _name, optional=True), None),
    "free": Key(truth(), False),
    "choices": Key(Listing(Record({"key": Key(NAME), "text": Key(Sentence())}), by="key"), [], office=True),
    "default": Key(Word(optional=True), None, office=True),
    "default_from": Key(choice("column", optional=True), None),
    "starts": Key(choice(*EVENTS, optional=True), None),
    "at": Key(choice(SUBMITTED, PUBLISHED), SUBMITTED),
    "range": Key(choice(*RANGES, optional=True), None),
    "most": Key(whole(1, 100_000), None),
    **SAID,
}
FORM_FIELD = Record({**LINE_OF_FORM, "kinds": Key(SOME_KINDS), "required": Key(KIND_LIST, [])})
UNIT_WAY = Record(
    {
        **LINE,
        "units": Key(Listing(WORD, least=1)),  # offices of the organisation, by their keys
        "kinds": Key(SOME_KINDS),
        "route": Key(ROUTE),
    }
)
MATTER = Record(
    {
        **LINE,
        "kind": Key(choice(*KINDS), "publish"),
        "leaves": Key(Listing(NAME), []),
        "form": Key(Listing(Record({**LINE_OF_FORM, "required": Key(truth(), True)}), by="name"), []),
        "route": Key(ROUTE, None),
        "page": Key(truth(), True),
        "ends": Key(Listing(EVENT), []),
    }
)
CLOCK = Record(
    {
        "id": Key(WORD),
        "of": Key(choice(*SUBJECTS), "item"),
        "kinds": Key(KIND_LIST, []),
        "classes": Key(Listing(WORD), []),
        "starts": Key(OneOrMore(EVENT), []),
        "stops": Key(EVENT),
        **{key: Key(_shaped(key), None, office=True) for key in SHAPES},
        "open": Key(truth(), False),
        "pauses": Key(Table(WITHIN, tuple(CONSULTED)), {}),
        "restarts": Key(truth(), False),
        "extends": Key(whole(1, 60), 0),
        "soft": Key(truth(), False),
        "statement": Key(truth(), False),
        "replaces": Key(Listing(WORD), []),
        "remind": Key(BEFORE, None, office=True),
        "figure": Key(WORD),
        **SAID,
    }
)
EACH = ("important", "accounts")  # one line for each: important items published since, accounts of new media
CHECK = Record(
    {
        **LINE,
        "each": Key(choice(*EACH, optional=True), None),
        "evidence": Key(truth(), False),
        "must": Key(truth(), False),
    }
)
DUTY = Record(
    {
        "key": Key(NAME),
        "text": Key(Sentence()),
        "by": Key(NAME),
        "times": Key(_shaped("times"), None, office=True),
        "always": Key(truth(), False),
        "rest_days": Key(truth(), True),
        "lines": Key(Listing(CHECK, by="key"), [], office=True),
        **SAID,
    }
)
LEVEL = Record({**LINE, "by": Key(NAME), "raised": Key(truth(), False)})
CONTENT = Record({**LINE, "severity": Key(choice("info", "warn", "block", "stop"))})
REGIME = Record(
    {
        "regime": Key(NAME),
        "title": Key(Sentence()),
        "short": Key(Sentence()),
        "number_prefix": Key(Word(Text("1 至 8 个大写字母", "1 to 8 capital letters"), _prefix), office=True),
        "terms": Key(Table(Sentence()), {}, office=True),
        "roles": Key(Table(Sentence()), office=True),
        "routes": Key(Table(ROUTE, KINDS)),
        "secrecy": Key(
            Record({"text": Key(Sentence()), "aspects": Key(Listing(Record(LINE), by="key")), **SAID})
        ),
        "acts": Key(Table(Record({"text": Key(Sentence()), **SAID})), {}),
        "exemptions": Key(Listing(Record({**LINE, "evidence": Key(Sentence())}), by="key"), []),
        "exemption_mode": Key(choice(*MODES, optional=True), None, office=True),
        "exemption_modes": Key(Table(Record({"text": Key(Sentence()), **SAID}), MODES), {}),
        "forbidden": Key(Listing(Record(LINE), by="key"), []),
        "reasons": Key(Listing(Record(LINE), by="key"), office=True),
        "withholding": Key(Listing(Record(LINE), by="key"), []),
        "form": Key(Listing(FORM_FIELD, by="name")),
        "matters": Key(Listing(MATTER, by="key"), []),
        "proofreads": Key(Listing(Record(LINE), by="key"), [], office=True),
        "own_ways": Key(Record({"text": Key(Sentence()), **SAID}), None),
        "unit_ways": Key(Listing(UNIT_WAY, by="key"), [], office=True),
        "important_triggers": Key(Listing(Record(LINE), by="key"), [], office=True),
        "separation": Key(
            Record(
                {
                    "head_submits": Key(Record({"holds": Key(NAME), "reviewed_by": Key(NAME)})),
                    "shareable": Key(Listing(PAIR), []),
                    "may_share": Key(Listing(PAIR), [], office=True),
                    **SAID,
                }
            )
        ),
        "clocks": Key(Listing(CLOCK, by="id"), []),
        "duties": Key(Listing(DUTY, by="key"), []),
        "reply_levels": Key(Listing(LEVEL, by="key"), []),
        "content": Key(Listing(CONTENT, by="key"), []),
        "reposts": Key(
            Record(
                {"sources": Key(Listing(WORD), [], office=True), "fields": Key(Listing(WORD), []), **SAID}
            ),
            None,
        ),
        "receipt": Key(choice(*RECEIPTS), "strict", office=True),
        "reminders": Key(
            Record(
                {
                    "before": Key(ByLength()),
                    "overdue": Key(truth()),
                    "upwards": Key(
                        Listing(
                            Record(
                                {"role": Key(NAME), "days": Key(whole(1, 60)), "slot": Key(whole(0, 1), 0)}
                            ),
                            by="role",
                        ),
                        [],
                    ),
                    **OFFICE_SAID,
                }
            ),
            office=True,
        ),
        "office_targets": Key(
            Table(
                Record({"within": Key(WITHIN), **OFFICE_SAID}),
                ("publish", "confirm", "finding", "finding_grave", "takedown"),
            ),
            office=True,
        ),
        "urgent": Key(
            Record({"text": Key(Sentence()), "reason": Key(truth()), **OFFICE_SAID}),
            office=True,
        ),
        "verbs": Key(Table(Record({"on": Key(truth()), **OFFICE_SAID}), VERBS), {}, office=True),
        "office_hours": Key(
            Record(
                {
                    "start": Key(Word(Text("时刻，如 08:30", "a time such as 08:30"), _time)),
                    "end": Key(Word(Text("时刻，如 17:30", "a time such as 17:30"), _time)),
                    "noon": Key(
                        Record(
                            {
                                "from": Key(Word(Text("时刻，如 12:00", "a time such as 12:00"), _time)),
                                "to": Key(Word(Text("时刻，如 14:30", "a time such as 14:30"), _time)),
                            }
                        )
                    ),
                    **OFFICE_SAID,
                }
            ),
            office=True,
        ),
    }
)

LAW = Text("此项由办法规定，办公室不能另设", "the regulation sets this; an office cannot")


def only_office_choices(overlay: Node, merged: Node, problems: list[Problem]) -> None:
    """Report what an office's overlay sets although the regulation, so far `merged`, settles it."""
    _closed(REGIME, overlay, "", problems)
    left_open = {called for called, clock in clocks_of(merged) if _says(clock, "open") == "true"}
    for called, clock in clocks_of(overlay):
        if called not in left_open:
            problems += [
                Problem(clock[key].file, clock[key].line, f"clocks[{called}].{key}", LAW)
                for key in SHAPES
                if key in clock
            ]


def clocks_of(tree: Node) -> list[tuple[str, dict[str, Node]]]:
    """Return the clocks of a file under their ids, those without one under their place."""
    clocks = tree.value.get("clocks") if isinstance(tree.value, dict) else None
    entries = clocks.value if clocks and isinstance(clocks.value, list) else []
    found = [entry.value for entry in entries if isinstance(entry, Node) and isinstance(entry.value, dict)]
    return [(_says(clock, "id") or str(place), clock) for place, clock in enumerate(found)]


def _says(entries: dict[str, Node], key: str) -> str:
    node = entries.get(key)
    return node.value if node and isinstance(node.value, str) else ""


def _closed(piece: Piece, node: Node, key: str, problems: list[Problem]) -> None:
    match piece, node.value:
        case Record(keys=keys), dict(entries):
            for name, value in entries.items():
                if name in keys and not keys[name].office:
                    _closed(keys[name].piece, value, f"{key}.{name}" if key else name, problems)
        case Table(item=item), dict(entries):
            for name, value in entries.items():
                _closed(item, value, f"{key}.{name}", problems)
        case Listing(item=Record(keys=keys) as item, by=by), list(items) if by:
            for place, entry in enumerate(items):
                if isinstance(entry.value, dict):
                    called = entry.value.get(by)
                    rest = Node({n: v for n, v in entry.value.items() if n != by}, entry.file, entry.line)
                    _closed(item, rest, f"{key}[{called.shown() if called else place}]", problems)
        case _ if key:  # a file that is no mapping at all is the grammar's to refuse
            problems.append(Problem(node.file, node.line, key, LAW))
