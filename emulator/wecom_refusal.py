"""Refusals in WeCom's shape: HTTP 200, an errcode, and an errmsg that nobody may match on."""

import json
from pathlib import Path
from typing import Any

FACTS: dict[str, Any] = json.loads((Path(__file__).parent / "data" / "wecom.json").read_text("utf-8"))
LIMITS: dict[str, Any] = FACTS["limits"]
HELP = "https://open.work.weixin.qq.com/devtool/query?e="
WRONG_JSON = "Warning: wrong json format. "


class Refused(Exception):
    """A call is refused.

    Args:
        code: the errcode, one of data/wecom.json (a fault may name any other).
        about: which field, or what else stands in front of the words.
    """

    def __init__(self, code: int, about: str = "") -> None:
        self.code = code
        self.about = about
        super().__init__(f"{code} {about}")

    def body(self, *, hint: str, ip: str) -> dict[str, Any]:
        """The answer's JSON."""
        words = FACTS["codes"].get(str(self.code), {}).get("errmsg", "refused")
        said = f"{self.about}{'' if self.about.endswith(' ') or not self.about else '. '}{words}"
        return {
            "errcode": self.code,
            "errmsg": f"{said}, hint: [{hint}], from ip: {ip}, more info at {HELP}{self.code}",
        }


def ok(**more: Any) -> dict[str, Any]:
    """The answer to a call that was carried out."""
    return {"errcode": 0, "errmsg": "ok", **more}
