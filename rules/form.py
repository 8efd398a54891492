"""What the application form still wants, and when an exemption stands."""

from collections.abc import Mapping, Sequence
from typing import Any

from rules.matter import asked, words_of
from rules.model import Content, Kind, Refusal
from rules.parts import any_holds
from rules.regime import FormField, Regime

FILE = "file"  # the type of a line that names one of the attachments


def missing(form: Sequence[FormField], *, kind: Kind, held: Mapping[str, Any]) -> tuple[FormField, ...]:
    """Return the fields that must still be filled, in the order in which the bot asks.

    `held` maps JSON names of ``Content`` and the regime's own fields to values; None, "" and empty lists
    count as not filled, and so does a file that is no attachment any more. A field is not asked for while the
    one that stands in for it (`unless`) is filled, nor before the one that it belongs to (`only_with`), but
    always in the cases that ask for it (`required_when`); never outside the cases to which it belongs.
    """
    lines = asked(tuple(field for field in form if kind in field.kinds), words_of(held))
    return tuple(field for field in lines if _is_missing(field, kind, held))


def _is_missing(field: FormField, kind: Kind, held: Mapping[str, Any]) -> bool:
    if field.type == FILE and held.get(field.name) not in held.get("attachments", ()):
        held = {**held, field.name: ""}
    if _filled(held.get(field.name)):
        return False
    if any_holds(field.required_when, words_of(held)):
        return True
    return (
        kind in field.required
        and not (field.unless and _filled(held.get(field.unless)))
        and (field.only_with is None or _filled(held.get(field.only_with)))
    )


def _filled(value: Any) -> bool:
    return value not in (None, "", [], ())


def exemption_stands(regime: Regime, content: Content) -> Refusal | None:
    """Return why the exemption that a form claims cannot stand; None when it can, or none is claimed.

    Codes: ``exemption.not_chosen`` (the office has not said what exemptions open), ``exemption.unknown``,
    ``exemption.not_for_kind`` and ``exemption.evidence_missing``.
    """
    if content.exemption is None:
        return None
    known = {line.key: line for line in regime.exemptions}
    if content.exemption not in known:
        return Refusal("exemption.unknown", {"known": list(known)})
    if regime.exemption_mode is None:
        return Refusal("exemption.not_chosen")
    if regime.way(content.kind, content.matter).exempt is None:
        return Refusal("exemption.not_for_kind", {"kind": content.kind.value})
    if not content.exemption_evidence.strip():
        return Refusal("exemption.evidence_missing", {"exemption": content.exemption})
    return None
