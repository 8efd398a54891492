"""The command line: `duwang` and `python -m bot`.

`duwang --help` reads a table and imports no command; a command is imported when it is called.
"""

import importlib
import sys
from collections.abc import Callable
from io import TextIOWrapper
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from bot import __version__, house
from bot.commands import COMMANDS, group, language, words


class Lazily(TyperGroup):
    """A group that knows its commands by name and line of help, and loads the one that is called."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        for name, listed in COMMANDS.items():
            self.commands[name] = TyperCommand(name, help=getattr(listed, language()), callback=lambda: None)

    def resolve_command(self, ctx: typer.Context, args: list[str]) -> Any:  # type: ignore[override]  # the supertype is vendored and private
        name, command, rest = super().resolve_command(ctx, args)
        return name, load(name) if name in COMMANDS else command, rest


def load(name: str | None) -> Any:
    """The command `name` of the table, imported now."""
    listed = COMMANDS[name or ""]
    module = importlib.import_module(f"bot.commands.{listed.module}")
    app = getattr(module, "app", None)
    if app is None:
        app = group()
        app.command(help=getattr(listed, language()))(module.main)
    command = typer.main.get_command(app)
    command.name = name
    command.help = command.help or getattr(listed, language())
    return command


app = group(
    cls=Lazily,
    help=words(
        "读网：政府网站信息发布与值守助手", "Duwang: publishing and watch-keeping for government websites"
    ),
)


def _version(asked: bool) -> None:  # noqa: FBT001 -- called by the library
    if asked:
        typer.echo(f"duwang {__version__}")
        raise typer.Exit


@app.callback()
def root(  # noqa: D103 -- a docstring would stand in the place of the help above
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, help=words("显示版本", "print the version")
        ),
    ] = False,
) -> None:
    del version


def main(args: list[str] | None = None, *, run: Callable[..., Any] = app) -> None:
    """Entry of the console script; exits with the command's code."""
    given = sys.argv[1:] if args is None else args
    try:
        house.check(owners=bool(given) and not {"--help", "--version"} & set(given))
    except house.Stranger as stranger:
        raise SystemExit(str(stranger)) from None
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show Chinese shows codes instead of a traceback.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    run(args=given, prog_name="duwang")


if __name__ == "__main__":
    main()
