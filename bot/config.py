"""Loads the settings: flags over environment over a deployer's file over the packed config.yaml.

    settings = load(Path("config.local.yaml"), os.environ)

Every refusal says where the value stands, which key it is, what is allowed and what was found.
"""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote, urlsplit, urlunsplit

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from bot.settings import Settings
from bot.settings_file import Tree, Unreadable, read, value_of
from bot.settings_words import holds_text, is_secret, may_be_empty, shown, wanted
from bot.values import Wanted, password_of

PREFIX = "DUWANG_"
# Variables of the same prefix that are no settings: the name of the file itself, and what the demo and the
# fault tests hand to their child processes.
NO_SETTINGS = ("DUWANG_CONFIG", "DUWANG_DEMO_", "DUWANG_CRASH_")
FILES_OF_SECRETS = {
    "database.password_file": "database.url",
    "platforms.telegram.token_file": "platforms.telegram.token",
    "platforms.telegram.webhook_secret_file": "platforms.telegram.webhook_secret",
    "platforms.wecom.secret_file": "platforms.wecom.secret",
    "platforms.wecom.callback_token_file": "platforms.wecom.callback_token",
    "platforms.wecom.callback_aes_key_file": "platforms.wecom.callback_aes_key",
    "platforms.wecom.token_key_file": "platforms.wecom.token_key",
    "platforms.wecom.aibot.secret_file": "platforms.wecom.aibot.secret",
}
MAY_CARRY_PASSWORD = (
    "database.url",
    "publish.fetch.proxy",
    "platforms.telegram.proxy",
    "platforms.wecom.proxy",
)
MUST_EXIST = (
    *FILES_OF_SECRETS,
    "organisation.overlay",
    "organisation.wording",
    "publish.fetch.ca_file",
    "platforms.telegram.ca_file",
    "platforms.wecom.ca_file",
    "web.verification_file",
)

Layer = Literal["default", "file", "environment", "flag"]


class ConfigError(Exception):
    """The settings cannot be used. `problems` are whole lines in the language asked for; str() joins them."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True)
class Given:
    """A value, the layer that gave it, and where it stands (`file:line`, a variable, the command line)."""

    value: Any
    layer: Layer
    where: str


@dataclass(frozen=True)
class Reading:
    """The settings, and for each dotted key the value that won with its origin."""

    settings: Settings
    given: Mapping[str, Given]


def load(
    path: Path | None,
    env: Mapping[str, str],
    lang: str = "zh_CN",
    overrides: Mapping[str, Any] | None = None,
) -> Settings:
    """The settings of this process.

    `path` is the deployer's file or None; `env` the environment; `overrides` what flags said, by dotted key
    (`{"database.url": …}`). Raises ConfigError, in `lang` (zh_CN or en).
    """
    return explain(path, env, lang=lang, overrides=overrides).settings


def explain(
    path: Path | None,
    env: Mapping[str, str],
    lang: str = "zh_CN",
    overrides: Mapping[str, Any] | None = None,
) -> Reading:
    """As `load`, with the origin of every value."""
    return _Reader(lang).read(path, env, overrides or {})


def path_given(option: Path | None, env: Mapping[str, str]) -> Path | None:
    """The deployer's file: the `--config` option, else DUWANG_CONFIG, else none."""
    named = env.get("DUWANG_CONFIG")
    return option or (Path(named) if named else None)


def packed() -> Path:
    """config.yaml as packed beside this file, or at the root of a checkout."""
    beside = Path(__file__).with_name("config.yaml")
    return beside if beside.is_file() else Path(__file__).parents[1] / "config.yaml"


def keys(model: type[BaseModel] = Settings, above: str = "") -> Iterator[tuple[str, FieldInfo]]:
    """Every dotted key with its field, in order."""
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from keys(field.annotation, f"{above}{name}.")
        else:
            yield above + name, field


def variable(key: str) -> str:
    """The environment variable of a dotted key: review.undo_minutes → DUWANG_REVIEW__UNDO_MINUTES."""
    return PREFIX + key.replace(".", "__").upper()


_tree = lru_cache(maxsize=4)(read)  # one reading of the same bytes is enough


class _Reader:
    """Collects what each layer gives, and every problem on the way, so that all are told at once."""

    def __init__(self, lang: str) -> None:
        self.zh = lang.startswith("zh")
        self.fields = dict(keys())
        self.sections = {above for key in self.fields for above in _above(key)}
        self.given: dict[str, Given] = {}
        self.lines: dict[tuple[str, tuple[str | int, ...]], int] = {}
        self.problems: list[str] = []

    def read(self, path: Path | None, env: Mapping[str, str], overrides: Mapping[str, Any]) -> Reading:
        self._file(packed(), "default")
        if path is not None:
            self._file(path, "file")
        self._environment(env)
        for key, value in overrides.items():
            self._take(key, Given(value, "flag", self._say("命令行", "command line")))
        self._stop_if_any()
        self._secrets_from_files()
        self._stop_if_any()
        settings = self._validated()
        self._stop_if_any()
        return Reading(settings, self.given)

    def _validated(self) -> Settings:
        try:
            return Settings.model_validate(self._nested())
        except ValidationError as error:
            problems = error.errors(include_url=False)
        for one in problems:
            # A list is called too short once its wrong entries are taken out: the entries say it better.
            inside = [other for other in problems if len(other["loc"]) > len(one["loc"])]
            if not any(other["loc"][: len(one["loc"])] == one["loc"] for other in inside if one["loc"]):
                self._explain(one)
        raise ConfigError(self.problems)

    def _say(self, zh: str, en: str) -> str:
        return zh if self.zh else en

    def _problem(self, where: str, key: str, zh: str, en: str) -> None:
        line = ": ".join(part for part in (where, key, self._say(zh, en)) if part)
        if line not in self.problems:
            self.problems.append(line)

    def _stop_if_any(self) -> None:
        if self.problems:
            raise ConfigError(self.problems)

    def _file(self, path: Path, layer: Layer) -> None:
        try:
            tree = _tree(path.read_bytes())
        except OSError as error:
            why = error.strerror or type(error).__name__
            self._problem(
                str(path), "", f"读不到设置文件（{why}）", f"the settings file cannot be read ({why})"
            )
        except Unreadable as error:
            self._problem(f"{path}:{error.line}", "", error.zh_CN, error.en)
        else:
            self.lines.update({(str(path), place): line for place, line in tree.lines.items()})
            self._walk(tree, tree.values, (), path=path, layer=layer)

    def _walk(
        self, tree: Tree, values: Mapping[str, Any], above: tuple[str, ...], *, path: Path, layer: Layer
    ) -> None:
        for name, value in values.items():
            place = (*above, name)
            key, where = ".".join(place), f"{path}:{tree.lines[place]}"
            if key not in self.sections:
                self._take(key, Given(value, layer, where))
            elif isinstance(value, dict):
                self._walk(tree, value, place, path=path, layer=layer)
            elif value is not None:
                self._problem(where, key, "下面应为一组设置", "holds a group of settings")

    def _environment(self, env: Mapping[str, str]) -> None:
        names = {variable(key): key for key in self.fields}
        for name, text in sorted(env.items()):
            if not name.startswith(PREFIX) or name.startswith(NO_SETTINGS):
                continue
            key = names.get(name)
            if key is None:
                self._unknown(name, "", name, names)
            else:
                self._take(key, Given(_from_text(text, self.fields[key]), "environment", name))

    def _take(self, key: str, given: Given) -> None:
        field = self.fields.get(key)
        if field is None:
            self._unknown(given.where, key, key, (*self.fields, *sorted(self.sections)))
        elif given.layer != "environment" and _spells_a_secret(key, field, given.value):
            self._literal(given.where, key)
        else:
            self.given[key] = given

    def _literal(self, where: str, key: str) -> None:
        file = next((name for name, target in FILES_OF_SECRETS.items() if target == key), None)
        name = variable(key)
        self._problem(
            where,
            key,
            f"口令、密钥不得写在此处；应由环境变量 {name}" + (f" 或 {file}" if file else "") + " 给出",
            f"a secret may not stand here; give it by the environment variable {name}"
            + (f" or by {file}" if file else ""),
        )

    def _unknown(self, where: str, key: str, name: str, known: Iterable[str]) -> None:
        near = _nearest(name, tuple(known))
        self._problem(
            where,
            key,
            "没有这项设置" + (f"，是否为 {near}" if near else ""),
            "there is no such setting" + (f"; did you mean {near}" if near else ""),
        )

    def _secrets_from_files(self) -> None:
        for key in MUST_EXIST:
            given = self.given[key]
            if given.value is None:
                continue
            try:
                text = Path(str(given.value)).read_text("utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                why = getattr(error, "strerror", None) or type(error).__name__
                self._problem(
                    given.where,
                    key,
                    f"读不到文件 {given.value}（{why}）",
                    f"cannot read {given.value} ({why})",
                )
                continue
            if target := FILES_OF_SECRETS.get(key):
                self._fill(target, Given(text, given.layer, f"{given.where} → {given.value}"), key)

    def _fill(self, target: str, secret: Given, key: str) -> None:
        held = self.given[target]
        if not secret.value:
            self._problem(secret.where, key, "文件是空的", "the file is empty")
        elif target == "database.url":
            if password_of(str(held.value)) is None and str(held.value).startswith("postgresql"):
                self.given[target] = Given(
                    with_password(str(held.value), secret.value), held.layer, held.where
                )
        elif held.value is None:
            self.given[target] = secret

    def _nested(self) -> dict[str, Any]:
        tree: dict[str, Any] = {}
        for key, given in self.given.items():
            *above, name = key.split(".")
            at = tree
            for part in above:
                at = at.setdefault(part, {})
            at[name] = given.value
        return tree

    def _explain(self, error: Any) -> None:
        if error["type"] == "broken":
            key, allowed = error["ctx"]["key"], error["ctx"]["wanted"]
            self._refuse(key, (), allowed, self.given[key].value)
            return
        parts = error["loc"]
        depth = next(
            (n for n in range(len(parts), 0, -1) if ".".join(map(str, parts[:n])) in self.fields), len(parts)
        )
        key = ".".join(map(str, parts[:depth]))
        if key not in self.given:
            self._problem(str(packed()), key, "缺少默认值", "has no default")
            return
        value, inner = self.given[key].value, []
        for part in parts[depth:]:
            if not _holds(value, part):
                break
            value = value[part]
            inner.append(part)
        if error["type"] in {"extra_forbidden", "missing"}:
            inner_key = ".".join(map(str, parts))
            where = self._place(key, tuple(inner))
            if error["type"] == "missing":
                self._problem(where, inner_key, "缺少此项", "is missing")
            else:
                self._problem(where, inner_key, "没有这项设置", "there is no such setting")
            return
        self._refuse(key, tuple(inner), wanted(self.fields[key], parts[depth:]), value)

    def _refuse(self, key: str, inner: tuple[str | int, ...], allowed: Wanted, value: Any) -> None:
        found = shown(value, secret=is_secret(self.fields[key]) or key in MAY_CARRY_PASSWORD)
        self._problem(
            self._place(key, inner),
            ".".join(map(str, (key, *inner))),
            f"应为{_spaced(allowed.zh_CN)}，实际为{_spaced(found.zh_CN)}",
            f"must be {allowed.en}, found {found.en}",
        )

    def _place(self, key: str, inner: tuple[str | int, ...]) -> str:
        where = self.given[key].where
        file = where.rpartition(":")[0]
        line = self.lines.get((file, (*key.split("."), *inner)))
        return f"{file}:{line}" if line else where


def with_password(url: str, password: str) -> str:
    """The database address with `password` in its place; a user must be named there."""
    parts = urlsplit(url)
    user = f"{parts.username or ''}:{quote(password, safe='')}"
    address = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{user}@{address}"))


def _above(key: str) -> Iterator[str]:
    parts = key.split(".")
    for count in range(1, len(parts)):
        yield ".".join(parts[:count])


def _spells_a_secret(key: str, field: FieldInfo, value: Any) -> bool:
    if is_secret(field):
        return value is not None
    return key in MAY_CARRY_PASSWORD and password_of(str(value)) is not None


def _holds(value: Any, part: str | int) -> bool:
    if isinstance(value, dict):
        return part in value
    return isinstance(value, list | tuple) and isinstance(part, int) and part < len(value)


def _from_text(text: str, field: FieldInfo) -> Any:
    if text == "" and may_be_empty(field):
        return None
    return text if holds_text(field) else value_of(text)


def _spaced(words: str) -> str:
    """Chinese words follow at once, figures and Latin letters after a space."""
    return f" {words}" if words[:1].isascii() else words


def _nearest(name: str, known: tuple[str, ...]) -> str | None:
    last = {key.rpartition(".")[2]: key for key in known}
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.75)
    if not close and (alike := difflib.get_close_matches(name.rpartition(".")[2], last, n=1, cutoff=0.8)):
        close = [last[alike[0]]]
    return close[0] if close else None
