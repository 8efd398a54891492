"""`duwang evidence`: what proves an item, in a ZIP that anybody can check; forms; the year's register."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from bot.commands import group, language, words
from bot.commands.evidence_asked import Gathered, gather, lines_of, org_of, speak, write_private
from bot.commands.opened import Config, place, stamp
from bot.commands.trouble import plainly

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


@app.callback(help=words("证据包、表格打印、收件登记", "Packs of evidence, printed forms, registers"))
def main() -> None:
    """Packs of evidence, printed forms, registers."""


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
    from storage.anchor import DAYS, read_days
    from storage.files import Files
    from workflow import evidence

    say = speak()
    lines = [*enumerate(wanted or (), 1), *(lines_of(list_) if list_ is not None else ())]
    if not lines:
        typer.echo(say("evidence-asked-nothing"), err=True)
        raise typer.Exit(2)
    where = place(config)
    found: Gathered = act(config, gather(lines, days=read_days(where.folder / DAYS)), reads=True)
    _tell_left_out(found)
    numbers = [record["number"] for record in found.records]
    name = f"evidence-{numbers[0]}-{stamp()}" if len(numbers) == 1 else f"evidence-{stamp()}"
    with plainly(path=str(out)):
        made = packing.write(
            found.records,
            chain=found.chain,
            anchors=found.anchors,
            left_out=found.left_out,
            kept=Files(where.folder / "files"),
            forms=_printer(where.settings),
            to=out.absolute(),
            at=from_ms(found.at),
            name=name,
        )
    ids = [record["id"] for record in found.records]
    act(
        config,
        lambda desk, _settings: evidence.packed(desk, found.org, digest=made.digest, item_ids=ids),
        founds=False,
    )
    for number, missing in made.missing:
        typer.echo(say("evidence-missing", number=number, name=missing), err=True)
    typer.echo(str(made.path))
    typer.echo(say("evidence-packed", count=made.items, size=say.size(made.size)), err=True)
    typer.echo(made.digest)
    if found.left_out or made.missing:
        raise typer.Exit(1)


def _tell_left_out(found: Gathered) -> None:
    """Say which lines name nothing; exits with 2 when no other is left."""
    for one in found.left_out:
        typer.echo(one["says"], err=True)
    if not found.records:
        typer.echo(speak()("evidence-nothing"), err=True)
        raise typer.Exit(2)


@app.command(
    help=words(
        "核对一个证据包是否由本机关制作、与留痕一致", "Was a pack made here, and does it agree with the chain"
    )
)
def check(
    what: Annotated[
        str,
        typer.Argument(
            metavar="PACK",
            help=words(
                "证据包（ZIP 或文件夹），或扫表上二维码所得的文字",
                "a pack (ZIP or folder), or what the code on a form says",
            ),
        ),
    ],
    config: Config = None,
) -> None:
    """Exits with 0 when it is ours and nothing in it was changed, with 1 and what differs when not."""
    if what.startswith("DUWANG"):
        _check_code(what, config)
    else:
        _check_pack(Path(what), config)


def _check_pack(file: Path, config: Path | None) -> None:
    import zipfile

    from bot.commands.standing import act
    from bot.evidence.verify import SAYS, Check, Pack
    from workflow import evidence

    say, lang = speak(), 1 if language() == "en" else 0
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
        typer.echo(say("evidence-stranger", n=n), err=True)
    if made_at is None:
        typer.echo(say("evidence-not-ours", digest=found.digest), err=True)
    if found.problems or strangers or made_at is None:
        raise typer.Exit(1)
    typer.echo(say("evidence-ours", at=say.moment(made_at, with_year=True), digest=found.digest))


def _check_code(text: str, config: Path | None) -> None:
    """What the code on a form says, beside the record here."""
    from bot.commands.standing import act
    from bot.evidence.formed import read_code
    from workflow import evidence

    say = speak()
    read = read_code(text)
    if read is None:
        typer.echo(say("evidence-code-unknown"), err=True)
        raise typer.Exit(2)
    number, content, n, digest = read

    def look(desk: Any, settings: Any) -> bool:
        org = org_of(desk, settings)
        return evidence.is_as_printed(desk, org, number=number, content=content, n=n, digest=digest)

    if not act(config, look, reads=True):
        typer.echo(say("evidence-code-not-ours", number=number), err=True)
        raise typer.Exit(1)
    typer.echo(say("evidence-code-ours", number=number, n=n))


# Forms ----------------------------------------------------------------------------------------------


@app.command(
    help=words("打印一件的审批表、保密审查表（Word 和 PDF）", "Print an item's forms as Word and PDF")
)
def forms(
    number: Annotated[
        str,
        typer.Argument(
            metavar="NUMBER", help=words("编号、尾号或网址", "its number, last digits or address")
        ),
    ],
    out: Out = Path(),
    config: Config = None,
) -> None:
    """Prints the place of every file; 2 when the number names nothing or a template is wrong."""
    from bot.commands.standing import act
    from bot.evidence import forms as printing
    from bot.evidence.pack import safe

    if not printing.is_ready():
        typer.echo(speak()("evidence-not-printed"), err=True)
        raise typer.Exit(1)
    where = place(config)
    found: Gathered = act(config, gather([(1, number)]), reads=True)
    _tell_left_out(found)
    with plainly(path=str(out)):
        out.mkdir(parents=True, exist_ok=True)
        for record in found.records:
            for name, data in _printed(record, where.settings).items():
                path = out.absolute() / f"{safe(record['number'])}-{name}"
                write_private(path, data)
                typer.echo(str(path))


@app.command(help=words("写出表样，供本机关在 Word 里修改", "Write out the forms' templates, to be edited"))
def templates(out: Out = Path()) -> None:
    """Prints the place of every template; those that stand there already are left alone."""
    from bot.evidence import forms as printing

    with plainly(path=str(out)):
        out.mkdir(parents=True, exist_ok=True)
        for name in printing.FILES:
            path = out.absolute() / name
            if not path.exists():
                path.write_bytes(printing.template(name, None)[0])
                typer.echo(str(path))


def _printer(settings: Any) -> Any:
    """How a record's forms are printed; None, and a sentence, where the parts for it are not installed."""
    from bot.evidence import forms as printing

    if not printing.is_ready():
        typer.echo(speak()("evidence-no-printing"), err=True)
        return None
    return lambda record: _printed(record, settings)


def _printed(record: Mapping[str, Any], settings: Any) -> Mapping[str, bytes]:
    """The forms, in Chinese; a mistake in the office's own template is told with its file and place."""
    from bot.evidence import forms as printing
    from locales import MASTER, say

    own = None if settings.evidence.templates is None else Path(settings.evidence.templates)
    try:
        return printing.render(record, say(MASTER), own=own)
    except printing.Mistake as wrong:
        told = {"file": wrong.file, "place": wrong.place or "none", "what": wrong.what}
        typer.echo(speak()("evidence-template-wrong", **told), err=True)
        raise typer.Exit(2) from None


# The register ---------------------------------------------------------------------------------------


@app.command(help=words("收件登记和归档目录（XLSX）", "The year's register and archive index (XLSX)"))
def register(
    year: Annotated[int, typer.Option(min=2000, max=2999, help=words("哪一年", "which year"))],
    out: Out = Path(),
    config: Config = None,
) -> None:
    """Prints the file's place."""
    from bot.commands.standing import act
    from bot.evidence import register as registers
    from workflow import evidence_register

    say = speak()
    lines = act(
        config,
        lambda desk, settings: evidence_register.lines(desk, org_of(desk, settings), year=year),
        reads=True,
    )
    with plainly(path=str(out)):
        out.mkdir(parents=True, exist_ok=True)
        path = out.absolute() / f"register-{year}.xlsx"
        write_private(path, registers.book(lines, say))
    closed = sum(line["closed"] is not None for line in lines)
    typer.echo(str(path))
    typer.echo(say("evidence-registered", year=str(year), count=len(lines), closed=closed), err=True)
