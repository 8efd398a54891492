"""The command line's table of contents: one module per command, imported only when its command is called.

To add a command: a module `bot/commands/NAME.py` holding `app = group()` (for verbs below it) or a function
`main` (for a command without verbs), and a line in COMMANDS. A dash in the word is an underscore in the file.
"""

import os
from collections.abc import Mapping
from typing import Any, NamedTuple

import typer


class Listed(NamedTuple):
    """One command: its module below bot.commands and its line in `duwang --help`."""

    module: str
    zh_CN: str  # noqa: N815 -- the name of the language
    en: str


COMMANDS: Mapping[str, Listed] = {
    "demo": Listed(
        "demo", "在本机演示：模拟手机与示范机关", "Try it here: simulated phones and a demo office"
    ),
    "init": Listed("init", "问十个问题，写出设置文件", "Ask ten questions and write a settings file"),
    "run": Listed("run", "启动服务", "Start the service"),
    "roster": Listed("roster", "邀请人员、解除岗位、列出人员", "Invite people, end posts, list people"),
    "office": Listed(
        "office", "登记科室和栏目，导入导出名单", "Enter offices and columns, import and export"
    ),
    "columns": Listed(
        "columns", "登记栏目责任分解表，导入导出", "Enter what each column owes, import and export"
    ),
    "findings": Listed("findings", "登记上级通报的问题清单", "Enter a list of findings from above"),
    "doctor": Listed("doctor", "核对企业微信和数据库的设置", "Try the settings of WeCom and the database"),
    "regime": Listed("regime", "列出、核对、印出、排演办法", "List, check, print, rehearse the rule books"),
    "go-live": Listed("go_live", "启用日：会有什么变化，该怎样设置", "What a go-live day would change"),
    "due": Listed("due", "算一个时限的到期日，并说明为什么", "When a time limit is due, and why"),
    "calendar": Listed("calendar", "登记放假安排，重新计算时限", "Enter holidays and count dates anew"),
    "inbox": Listed("inbox", "查看收到的操作", "Look at what came in"),
    "outbox": Listed("outbox", "查看待发的消息", "Look at what is to be sent"),
    "dead-letters": Listed("dead_letters", "处理未办成的事项", "See to what was given up"),
    "audit": Listed("audit", "核对和查看留痕", "Check and show the audit chain"),
    "evidence": Listed(
        "evidence", "证据包、表格打印、收件登记", "Packs of evidence, printed forms, registers"
    ),
    "duty": Listed(
        "duty", "读网日志、月报图、值班表", "Logs of reading the site, the month's picture, rosters"
    ),
    "backup": Listed("backup", "备份", "Back up"),
    "restore": Listed("restore", "恢复备份（发送暂停）", "Restore a backup, with sending held"),
    "upgrade": Listed("upgrade", "升级数据库，或退回", "Upgrade the database, or return"),
    "config": Listed("config", "查看设置及其来源", "Show the settings and where they come from"),
    "gallery": Listed("gallery", "画出全部卡片，供查看", "Draw every card on one page"),
}


def group(**how: Any) -> typer.Typer:
    """A group of verbs: plain text, and no coloured tracebacks, which print the values of local names."""
    return typer.Typer(
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        add_completion=False,
        no_args_is_help=True,
        **how,
    )


def language(env: Mapping[str, str] | None = None) -> str:
    """The language of the command line: DUWANG_LANGUAGE, else English if the locale says so, else Chinese."""
    env = os.environ if env is None else env
    said = env.get("DUWANG_LANGUAGE") or env.get("LC_ALL") or env.get("LC_MESSAGES") or env.get("LANG") or ""
    return "en" if said.lower().startswith("en") else "zh_CN"


def words(zh: str, en: str) -> str:
    """The one of two texts that the reader understands; for option help and plain answers."""
    return en if language() == "en" else zh
