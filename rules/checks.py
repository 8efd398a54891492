"""The grammar of a regime's file, and what of it an office may set."""

from rules import cite
from rules.clocks import EVENTS, Within, forms
from rules.grammar import Key, Listing, Piece, Record, Sentence, Table, Word, choice, truth, whole
from rules.lines import Node
from rules.model import Content, Kind, Text
from rules.problems import Problem, one_of

KINDS = tuple(kind.value for kind in Kind)
MODES = ("secrecy_only", "short_route")
STAGES = ("review", "publish", "confirm")
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
FIELDS = tuple(name for name in Content(kind=Kind.PUBLISH).data() if name != "v")

STEP = Record(
    {
        "key": Key(NAME),
        "role": Key(NAME),
        "stage": Key(choice(*STAGES), "review"),
        "scope": Key(choice("unit", "organisation")),
        "when": Key(choice("important", optional=True), None),
        "quorum": Key(choice("any", "all"), "any"),
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
FORM_FIELD = Record(
    {
        "name": Key(choice(*FIELDS)),
        "text": Key(Sentence()),
        "kinds": Key(SOME_KINDS),
        "required": Key(KIND_LIST, []),
        "unless": Key(choice(*FIELDS, optional=True), None),
        "only_with": Key(choice(*FIELDS, optional=True), None),
        "free": Key(truth(), False),
        "choices": Key(
            Listing(Record({"key": Key(NAME), "text": Key(Sentence())}), by="key"), [], office=True
        ),
        "default": Key(Word(optional=True), None, office=True),
        "default_from": Key(choice("column", optional=True), None),
        **SAID,
    }
)
CLOCK = Record(
    {
        "id": Key(WORD),
        "kinds": Key(SOME_KINDS),
        "starts": Key(EVENT),
        "stops": Key(EVENT),
        "within": Key(WITHIN),
        "figure": Key(WORD),
        **SAID,
    }
)
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
        "form": Key(Listing(FORM_FIELD, by="name")),
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
        "reminders": Key(
            Record({"before": Key(Listing(whole(0, 60))), "overdue": Key(truth()), **OFFICE_SAID}),
            office=True,
        ),
        "office_targets": Key(
            Table(Record({"within": Key(WITHIN), **OFFICE_SAID}), ("publish", "confirm")), office=True
        ),
        "urgent": Key(
            Record({"text": Key(Sentence()), "reason": Key(truth()), **OFFICE_SAID}),
            office=True,
        ),
        "office_hours": Key(
            Record(
                {
                    "start": Key(Word(Text("时刻，如 08:30", "a time such as 08:30"), _time)),
                    "end": Key(Word(Text("时刻，如 17:30", "a time such as 17:30"), _time)),
                    **OFFICE_SAID,
                }
            ),
            office=True,
        ),
    }
)

LAW = Text("此项由办法规定，办公室不能另设", "the regulation sets this; an office cannot")


def only_office_choices(overlay: Node, problems: list[Problem]) -> None:
    """Report what an office's overlay sets although the regulation settles it."""
    _closed(REGIME, overlay, "", problems)


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
