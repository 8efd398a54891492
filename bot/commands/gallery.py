"""`duwang gallery`: every kind and state of card in every language, on one page to look at."""

from pathlib import Path
from typing import Annotated

import typer

from bot.commands import words

FILE = Path("duwang-gallery.html")


def main(
    out: Annotated[
        Path, typer.Option(help=words("写到哪个文件，- 为标准输出", "file to write, - for stdout"))
    ] = FILE,
) -> None:
    """Draws the page and says where it is; an existing file is replaced."""
    from bot.commands import gallery_page

    page = gallery_page.page()
    if str(out) == "-":
        typer.echo(page)
        return
    out.write_text(page, "utf-8")
    typer.echo(words(f"已写入 {out}", f"written to {out}"))
