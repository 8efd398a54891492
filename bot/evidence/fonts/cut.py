"""Cut the forms' font again: `python bot/evidence/fonts/cut.py NotoSerifCJK-Regular.ttc`.

In: the collection that Debian's package fonts-noto-cjk installs. Out, beside this file: `serif.otf`, the
simplified Chinese face with GB2312, CJK punctuation, Latin and the signs that forms print. Needs fonttools.
Licence of the font: OFL-1.1, in OFL.txt.
"""

# ruff: noqa: INP001 (a script beside what it makes, not a module of the room)

import subprocess
import sys
from pathlib import Path

SC = 2  # place of the face within the collection
LATIN = "U+20-7E,U+A0-FF"
SIGNS = "U+2010-2027,U+2030-205E,U+2190-2199,U+2460-2473,U+2500-257F,U+25A0-25FF,U+2713,U+2717"
WIDE = "U+3000-303F,U+FF00-FFEF"


def gb2312() -> str:
    """Every character of GB/T 2312-1980, in the order of the standard."""
    rows = (bytes([row, cell]) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    return "".join(pair.decode("gb2312", errors="ignore") for pair in rows)


def main() -> None:
    """Cut the file."""
    out = Path(__file__).parent / "serif.otf"
    subset = [sys.executable, "-m", "fontTools.subset", sys.argv[1], f"--font-number={SC}", "--no-hinting"]
    chosen = [f"--unicodes={LATIN},{SIGNS},{WIDE}", f"--text={gb2312()}", "--layout-features=kern"]
    subprocess.run([*subset, *chosen, f"--output-file={out}"], check=True)  # noqa: S603 (fixed words)
    sys.stdout.write(f"{out.name} {out.stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
