"""`duwang evidence`: what proves an item, in one ZIP that anybody can check without the house."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from bot.commands import group, language, words
from bot.commands.opened import Config, place, stamp
from bot.commands.trouble import plainly

MOST_LINES = 2000
PACK = "pack"


class Straight(TyperGroup):
    """`duwang evidence NUMBER` means `duwang evidence pack NUMBER`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """A first word that is no verb is what is to be packed."""
        if args and args[0] not in self.commands and args[0] != "--help":
            args = [PACK, *args]
        return super().parse_args(ctx, args)


app = group(cls=Straight)

Out = Annotated[
    Path, typer.Option(metavar="DIR", help=words("放入的文件夹（默认当前文件夹）", "folder to put it in"))
]


@app.callback(help=words("证据包、收件登记", "Packs of evidence and registers"))
def main() -> None:
    """Packs of evidence and registers."""


@app.command(
    PACK,
    help=words(
        "把几件的记录、附件、留痕装成一个包，可离线核对", "Pack records, files and the audit chain of items"
    ),
)
def pack(
    wanted: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[NUMBER]...", help=words("编号、尾号或网址", "numbers, last digits or addresses")
        ),
    ] = None,
    list_: Annotated[
        Path | None,
        typer.Option(
            "--list",
            metavar="FILE",
            help=words("清单：每行一个编号或网址", "a list: a number or an address a line"),
        ),
    ] = None,
    out: Out = Path(),
    config: Config = None,
) -> None:
    """Prints the pack's place and digest; 1 when a line or a file is missing, 2 when there is nothing."""
    from bot.commands.standing import act
    from bot.evidence import pack as packing
    from scheduler.clock import from_ms
    from storage.files import Files
    from workflow import evidence

    speak = _speak()
    lines = [*((None, one) for one in wanted or ()), *(_lines(list_) if list_ is not None else ())]
    if not lines:
        typer.echo(speak("evidence-asked-nothing"), err=True)
        raise typer.Exit(2)
    where = place(config)
    found: dict[str, Any] = act(config, lambda desk, settings: _gather(desk, settings, lines), reads=True)
    for one in found["left_out"]:
        typer.echo(one["says"], err=True)
    if not found["records"]:
        typer.echo(speak("evidence-nothing"), err=True)
        raise typer.Exit(2)
    numbers = [record["number"] for record in found["records"]]
    name = f"evidence-{numbers[0]}-{stamp()}" if len(numbers) == 1 else f"evidence-{stamp()}"
    with plainly(path=str(out)):
        made = packing.write(
            found["records"],
            chain=found["chain"],
            anchors=found["anchors"],
            left_out=found["left_out"],
            kept=Files(where.folder / "files"),
            forms=None,
            to=out.absolute(),
            at=from_ms(found["at"]),
            name=name,
        )
    ids = [record["id"] for record in found["records"]]
    act(
        config,
        lambda desk, _settings: evidence.packed(desk, found["org"], digest=made.digest, item_ids=ids),
        founds=False,
    )
    for number, missing in made.missing:
        typer.echo(speak("evidence-missing", number=number, name=missing), err=True)
    typer.echo(str(made.path))
    typer.echo(speak("evidence-packed", count=made.items, size=speak.size(made.size)), err=True)
    typer.echo(made.digest)
    if found["left_out"] or made.missing:
        raise typer.Exit(1)


@app.command(
    help=words(
        "核对一个证据包是否由本机关制作、与留痕一致", "Was a pack made here, and does it agree with the chain"
    )
)
def check(
    file: Annotated[
        Path, typer.Argument(metavar="PACK", help=words("证据包（ZIP 或文件夹）", "a pack (ZIP or folder)"))
    ],
    config: Config = None,
) -> None:
    """Exits with 0 when it was made here and nothing in it was changed, with 1 and what differs when not."""
    import zipfile

    from bot.commands.standing import act
    from bot.evidence.verify import SAYS, Check, Pack
    from workflow import evidence

    speak, lang = _speak(), 1 if language() == "en" else 0
    try:
        found = Check(Pack(file))
        found.run()
    except (OSError, ValueError, KeyError, TypeError, AttributeError, zipfile.BadZipFile) as problem:
        typer.echo(SAYS["unreadable"][lang].format(what=type(problem).__name__), err=True)
        raise typer.Exit(2) from None

    def look(desk: Any, _settings: Any) -> tuple[str | None, list[int]]:
        return desk.iso(evidence.made_at(desk, found.digest)), evidence.strangers(desk, found.chain)

    made_at, strangers = act(config, look, reads=True)
    for code, facts in found.problems:
        typer.echo(SAYS[code][lang].format(**facts), err=True)
    for n in strangers:
        typer.echo(speak("evidence-stranger", n=n), err=True)
    if made_at is None:
        typer.echo(speak("evidence-not-ours", digest=found.digest), err=True)
    if found.problems or strangers or made_at is None:
        raise typer.Exit(1)
    typer.echo(speak("evidence-ours", at=speak.moment(made_at, with_year=True), digest=found.digest))


def _speak() -> Any:
    from locales import say

    return say(language())


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Every line that asks for something, with its place; # begins a remark."""
    try:
        raw = path.read_bytes()
    except OSError:
        typer.echo(_speak()("evidence-list-unreadable", path=str(path)), err=True)
        raise typer.Exit(2) from None
    for code in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(code)
            break
        except UnicodeDecodeError:
            continue
    else:
        typer.echo(_speak()("evidence-list-unreadable", path=str(path)), err=True)
        raise typer.Exit(2)
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        typer.echo(_speak()("evidence-list-too-long", limit=MOST_LINES), err=True)
        raise typer.Exit(2)
    for n, line in enumerate(lines, 1):
        if line.strip() and not line.lstrip().startswith("#"):
            yield n, line.strip()


def _gather(desk: Any, settings: Any, lines: list[tuple[int | None, str]]) -> dict[str, Any]:
    """The records of what was asked for, the chain that holds them, and the lines that name nothing."""
    from storage import orgs
    from storage.sql import must
    from workflow import evidence
    from workflow.desk import Refused

    speak = _speak()
    org = int(must(orgs.organisation_by_key(desk.tx, settings.organisation.key)).id)
    ids: dict[int, None] = {}
    left_out = []
    for n, (line, text) in enumerate(lines, 1):
        try:
            ids |= dict.fromkeys(evidence.sought(desk, org, text))
        except Refused:
            told = speak("evidence-line-unknown", n=line or n, line=text[:80])
            left_out.append({"line": text[:200], "says": told})
    records = [evidence.record(desk, item_id) for item_id in ids]
    return {
        "at": desk.ms,
        "org": org,
        "records": records,
        "chain": list(evidence.chain(desk, records)),
        "anchors": [],
        "left_out": left_out,
    }
