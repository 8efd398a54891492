"""`duwang init`: ten questions, and a settings file that can be run."""

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from bot.commands import language, words
from bot.config import ConfigError, load

SECRETS = {
    "platforms.wecom.secret_file": "wecom-secret",
    "platforms.wecom.callback_token_file": "wecom-callback-token",
    "platforms.wecom.callback_aes_key_file": "wecom-aes-key",
}
YES, NO = ("是", "y", "yes", "true"), ("否", "n", "no", "false")


@dataclass(frozen=True)
class Question:
    """One question: its words, the setting it answers, what stands there when only Enter is pressed."""

    key: str
    zh: str
    en: str
    default: str = ""
    reads: Callable[[str], Any] = str
    wecom: bool = False  # asked only where WeCom is wanted

    @property
    def words(self) -> str:
        return words(self.zh, self.en)


def _truth(text: str) -> bool:
    said = text.strip().lower()
    if said in YES:
        return True
    if said in NO:
        return False
    raise ValueError(words("请回答“是”或“否”。", "Please answer yes or no."))


def _number(text: str) -> int:
    if not text.strip().isdecimal():
        raise ValueError(words("请填数字。", "Please give a number."))
    return int(text)


def _or_none(text: str) -> str | None:
    return text.strip() or None


MODE = "exemption_mode"  # goes into the office's own file, which lies over the regime

QUESTIONS = (
    Question("organisation.name", "机关名称", "Name of the organisation"),
    Question(
        "organisation.prefix", "编号前缀（字母，如 KP）", "Prefix of numbers (letters)", "DW", str.upper
    ),
    Question("organisation.site_url", "网站根地址（https://…）", "Address of the website"),
    Question("regime", "所依办法（内置名称或 YAML 路径）", "Regime (built-in name or path)", "kaiping"),
    Question(
        "separation.office_may_be_webadmin",
        "办公室复核与网站管理员可由同一人担任吗（是/否）",
        "May office review and web administrator be one person (yes/no)",
        "否",
        _truth,
    ),
    Question(MODE, "符合例外情形的信息怎样办", "How exempt items are handled", reads=_or_none),
    Question("platforms.wecom.enabled", "使用企业微信吗（是/否）", "Use WeCom (yes/no)", "是", _truth),
    Question("platforms.wecom.corp_id", "企业 ID（我的企业）", "Corp id", wecom=True),
    Question(
        "platforms.wecom.agent_id", "自建应用的 AgentId", "AgentId of the app", reads=_number, wecom=True
    ),
    Question(
        "web.public_url",
        "手机页面的对外网址（https://…，可先留空）",
        "Public address of the mobile page (https://…, may be empty)",
        reads=_or_none,
    ),
)


def main(
    to: Annotated[Path, typer.Option(help=words("写到哪个文件", "the file to write"))] = Path(
        "config.local.yaml"
    ),
    secrets: Annotated[
        Path, typer.Option(help=words("存放密钥文件的文件夹", "the folder of secret files"))
    ] = Path("secrets"),
) -> None:
    """Asks, checks each answer, writes the file (0600); 2 when the file exists already."""
    if to.exists():
        typer.echo(
            words(
                f"{to} 已存在，请改名或用 --to 另写一个。", f"{to} exists; rename it or choose another --to."
            ),
            err=True,
        )
        raise typer.Exit(2)
    given: dict[str, Any] = {}
    for number, question in enumerate(QUESTIONS, 1):
        if question.wecom and not given["platforms.wecom.enabled"]:
            continue
        if question.key == MODE and not _modes(given["regime"]):
            continue
        given[question.key] = _ask(question, number, given)
    mode = given.pop(MODE, None)
    if mode is not None:
        overlay = to.with_name("office.yaml")
        overlay.write_text(_as_yaml({MODE: mode}), "utf-8")
        given["organisation.overlay"] = str(overlay)
    if given["platforms.wecom.enabled"]:
        given |= _secret_files(secrets)
    written = {key: value for key, value in given.items() if value is not None}
    to.write_text(_as_yaml(written), "utf-8")
    to.chmod(0o600)
    _say_next(to, secrets, wecom=given["platforms.wecom.enabled"])


def _ask(question: Question, number: int, given: dict[str, Any]) -> Any:
    asked = f"{number}/{len(QUESTIONS)} {question.words}"
    if question.key == MODE:
        modes = _modes(given["regime"])
        said = [f"{key} {getattr(mode.text, language())}" for key, mode in modes.items()]
        asked += words(f"（{'；'.join(said)}；可先留空）", f" ({'; '.join(said)}; may be empty)")
    while True:
        text = typer.prompt(asked, default=question.default, show_default=bool(question.default))
        try:
            value = question.reads(str(text))
        except ValueError as problem:
            typer.echo(str(problem))
            continue
        if problems := _refused(question.key, value, given):
            typer.echo("\n".join(problems))
            continue
        return value


def _refused(key: str, value: Any, given: dict[str, Any]) -> list[str]:
    """What the settings say against this answer; what is not asked yet does not count."""
    if value == "":
        return [words("此项不能为空。", "This may not be empty.")]
    if key == MODE:
        return _mode_problems(value, given["regime"])
    said = {
        name: held
        for name, held in {**given, key: value}.items()
        if name != MODE and not name.startswith("platforms.")
    }
    if key in {"platforms.wecom.corp_id", "platforms.wecom.agent_id"}:
        said[key] = value
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "asked.yaml"
        file.write_text(_as_yaml({name: held for name, held in said.items() if held is not None}), "utf-8")
        try:
            load(file, {}, lang=language())
        except ConfigError as error:
            return [one.rpartition(f"{key}: ")[2] for one in error.problems]
    return _regime_problems(value) if key == "regime" else []


def _modes(regime: str) -> Any:
    from rules import regime as regimes

    return regimes.load(regime, lang=language()).exemption_modes


def _mode_problems(mode: str | None, regime: str) -> list[str]:
    known = _modes(regime)
    if mode is None or mode in known:
        return []
    listed = "、".join(known)
    return [words(f"应为 {listed} 或空，实际为 {mode}", f"must be one of {listed} or empty, found {mode}")]


def _regime_problems(name: str) -> list[str]:
    from rules import regime
    from rules.problems import RegimeError

    try:
        regime.load(name, lang=language())
    except RegimeError as error:
        return str(error).splitlines()
    return []


def _secret_files(folder: Path) -> dict[str, str]:
    """Empty files that only this user may read, for the secrets to be pasted into."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = {}
    for key, name in SECRETS.items():
        path = folder / name
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
        found[key] = str(path)
    return found


def _as_yaml(given: dict[str, Any]) -> str:
    tree: dict[str, Any] = {}
    for key, value in given.items():
        *above, name = key.split(".")
        at = tree
        for part in above:
            at = at.setdefault(part, {})
        at[name] = value
    return yaml.safe_dump(tree, allow_unicode=True, sort_keys=False)


def _say_next(to: Path, secrets: Path, *, wecom: bool) -> None:
    typer.echo(words(f"已写入 {to}（权限 0600）。接下来：", f"Written: {to} (mode 0600). Next:"))
    steps = []
    if wecom:
        steps.append(
            words(
                f"把应用 Secret、回调 Token、EncodingAESKey 分别粘贴到 {secrets}/ 下的三个文件。",
                f"Paste secret, callback token and EncodingAESKey into the three files in {secrets}/.",
            )
        )
        steps.append(f"duwang doctor wecom --config {to}")
    steps += [
        f"duwang config check --config {to}",
        f"duwang office import FILE.xlsx --config {to}",
        f"duwang run --config {to}",
    ]
    for number, step in enumerate(steps, 1):
        typer.echo(f"  {number}. {step}")
