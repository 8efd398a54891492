"""What `duwang evidence` was asked for: numbers and addresses, found and gathered in one reading."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import typer

from bot.commands import language

MOST_LINES = 2000

Asked = tuple[int, str]  # its line, what it says


class Gathered(NamedTuple):
    """The records of what was asked for, the parts of the chain that hold them, and the lines that name
    nothing; all of one instant (``at``, ms).
    """

    at: int
    org: int
    records: list[dict[str, Any]]
    chain: list[dict[str, Any]]
    anchors: list[dict[str, Any]]
    left_out: list[dict[str, str]]


def speak() -> Any:
    """The sentences of the command line."""
    from locales import say

    return say(language())


def lines_of(path: Path) -> Iterator[Asked]:
    """Every line of a list that asks for something; # begins a remark. Exits with 2 and a sentence where it
    cannot be read.
    """
    text = _text(path)
    if text is None:
        typer.echo(speak()("evidence-list-unreadable", path=str(path)), err=True)
        raise typer.Exit(2)
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        typer.echo(speak()("evidence-list-too-long", limit=MOST_LINES), err=True)
        raise typer.Exit(2)
    for n, line in enumerate(lines, 1):
        if line.strip() and not line.lstrip().startswith("#"):
            yield n, line.strip()


def _text(path: Path) -> str | None:
    try:
        raw = path.read_bytes()
    except OSError:
        return None
    for code in ("utf-8-sig", "gb18030"):  # what text editors on office PCs write
        try:
            return raw.decode(code)
        except UnicodeDecodeError:
            continue
    return None


def write_private(path: Path, data: bytes) -> None:
    """What names people is written for its owner alone (0600)."""
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(data)


def org_of(desk: Any, settings: Any) -> int:
    """The organisation of the settings."""
    from storage import orgs
    from storage.sql import must

    return int(must(orgs.organisation_by_key(desk.tx, settings.organisation.key)).id)


def gather(
    lines: Sequence[Asked], *, days: Sequence[tuple[str, int, bytes]] = ()
) -> Callable[[Any, Any], Gathered]:
    """How to read all that in one transaction; ``days`` are the daily anchors (date, n, digest)."""

    def read(desk: Any, settings: Any) -> Gathered:
        from workflow import evidence
        from workflow.desk import Refused

        org = org_of(desk, settings)
        ids: dict[int, None] = {}
        left_out = []
        for n, text in lines:
            try:
                ids |= dict.fromkeys(evidence.sought(desk, org, text))
            except Refused:
                told = speak()("evidence-line-unknown", n=n, line=text[:80])
                left_out.append({"line": text[:200], "says": told})
        records = [evidence.record(desk, item_id) for item_id in ids]
        chain = list(evidence.chain(desk, records, anchored=[n for _, n, _ in days]))
        return Gathered(desk.ms, org, records, chain, _within(chain, days), left_out)

    return read


def _within(
    chain: Sequence[Mapping[str, Any]], days: Sequence[tuple[str, int, bytes]]
) -> list[dict[str, Any]]:
    """The daily anchors that vouch for these parts of the chain."""
    held = {entry["n"] for entry in chain}
    return [{"on": on, "n": n, "hash": digest.hex()} for on, n, digest in days if n in held]
