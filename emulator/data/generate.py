"""Make telegram.json from a Bot API description in the common methods/types JSON shape.

Usage: python emulator/data/generate.py DESCRIPTION.json

Only facts are kept: names, types, what is required, what it returns, enumerations and limits. No prose.
"""

import json
import sys
from pathlib import Path
from typing import Any

KEPT = ("types", "required", "enum", "constraints")


def facts(described: dict[str, Any]) -> dict[str, Any]:
    """Give the description without its prose."""

    def fields(of: dict[str, Any]) -> dict[str, Any]:
        return {one["name"]: {key: one[key] for key in KEPT if one.get(key)} for one in of.get("fields", ())}

    return {
        "version": described["version"],
        "methods": {
            name: {"fields": fields(one), "returns": one["returns"]}
            for name, one in described["methods"].items()
        },
        "types": {
            name: {"subtypes": one["subtypes"]} if one.get("subtypes") else {"fields": fields(one)}
            for name, one in described["types"].items()
        },
    }


def main() -> None:
    """Read the description named on the command line, write telegram.json beside this file."""
    described = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    to = Path(__file__).parent / "telegram.json"
    to.write_text(json.dumps(facts(described), ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")


if __name__ == "__main__":
    main()
