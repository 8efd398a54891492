"""Cut the page's fonts again: `python emulator/ui/fonts/cut.py [NotoSansCJK-Regular.ttc]`.

In: the collection that Debian's package fonts-noto-cjk installs (found by fc-match when not named).
Out, beside this file: `sans.woff2` (Noto Sans CJK SC with GB2312, CJK punctuation, Latin and the signs
the page draws) and `mono.woff2` (Noto Sans Mono CJK SC, Latin only, for payloads).
Needs fonttools and brotli; two runs give the same bytes. Licence of the fonts: OFL-1.1, in OFL.txt.
"""

# ruff: noqa: INP001 (a script beside what it makes, not a module of the room)

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
SC, MONO_SC = 2, 7  # places of the two faces within the collection
LATIN = "U+20-7E,U+A0-FF"
SIGNS = "U+2010-2027,U+2030-205E,U+2190-2199,U+2460-2473,U+2500-257F,U+25A0-25FF,U+2713,U+2717"
WIDE = "U+3000-303F,U+FF00-FFEF"
MOST_BYTES = 1_600_000


def gb2312() -> str:
    """Every character of GB/T 2312-1980, in the order of the standard."""
    rows = (bytes([row, cell]) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    return "".join(pair.decode("gb2312", errors="ignore") for pair in rows)


def installed() -> Path:
    """Where fontconfig finds the collection; empty when the package is not installed."""
    asked = ["fc-match", "-f", "%{file}", "Noto Sans CJK SC:style=Regular"]
    answer = subprocess.run(asked, check=True, capture_output=True, text=True)  # noqa: S603 (fixed words)
    found = Path(answer.stdout)
    if found.name != "NotoSansCJK-Regular.ttc":
        raise SystemExit("NotoSansCJK-Regular.ttc not found: install fonts-noto-cjk, or name the file")
    return found


def cut(source: Path, out: Path, *, face: int, unicodes: str, text: str = "") -> None:
    """Write one subset of `source` to `out` as woff2, without hints."""
    subset = [sys.executable, "-m", "fontTools.subset", str(source), f"--font-number={face}"]
    chosen = [f"--unicodes={unicodes}", f"--text={text}", "--layout-features=kern"]
    form = ["--no-hinting", "--desubroutinize", "--flavor=woff2", f"--output-file={out}"]
    subprocess.run(subset + chosen + form, check=True)  # noqa: S603 (our own interpreter and fixed words)
    sys.stdout.write(f"{out.name} {out.stat().st_size} bytes\n")


def main() -> None:
    """Cut both files; refuses when they weigh more than the page may carry."""
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else installed()
    cut(source, HERE / "sans.woff2", face=SC, unicodes=f"{LATIN},{SIGNS},{WIDE}", text=gb2312())
    cut(source, HERE / "mono.woff2", face=MONO_SC, unicodes=LATIN)
    total = sum(path.stat().st_size for path in HERE.glob("*.woff2"))
    if total > MOST_BYTES:
        raise SystemExit(f"the fonts weigh {total} bytes, more than {MOST_BYTES}")


if __name__ == "__main__":
    main()
