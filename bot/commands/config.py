"""`duwang config check`: every setting, its value and where it came from; secrets as fingerprints."""

import json
import os
from collections.abc import Iterator
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit, urlunsplit

import typer
from pydantic import BaseModel, SecretStr

from bot.commands import group, language, words
from bot.config import ConfigError, Given, Reading, explain, keys, path_given
from bot.settings_words import fingerprint
from bot.values import password_of

app = group()

ORIGINS = {"default": ("默认", "default"), "flag": ("命令行", "command line")}


@app.callback(help=words("查看设置", "The settings"))
def main() -> None:
    """Keeps `check` a verb, although it is the only one."""


@app.command(help=words("检查设置并逐项列出", "Check the settings and list them"))
def check(
    config: Annotated[Path | None, typer.Option(help=words("设置文件", "settings file"))] = None,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help=words("每项一行 JSON", "one JSON line each"))
    ] = False,
) -> None:
    """Prints every setting; exits with 2 and the reasons when one is refused."""
    try:
        reading = explain(path_given(config, os.environ), os.environ, lang=language())
    except ConfigError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    for line in listing(reading, jsonl=jsonl):
        typer.echo(line)


def listing(reading: Reading, *, jsonl: bool = False) -> Iterator[str]:
    """One line a setting: `key = value  # origin`, or a JSON object."""
    for key, _ in keys():
        value = printable(_at(reading.settings, key))
        if jsonl:
            given = reading.given[key]
            said = {"key": key, "value": value, "layer": given.layer, "where": given.where}
            yield json.dumps(said, ensure_ascii=False)
        else:
            yield f"{key} = {json.dumps(value, ensure_ascii=False)}  # {_origin(reading.given[key])}"


def printable(value: Any) -> Any:
    """The value as plain data; a secret, or the password in an address, as its fingerprint."""
    if isinstance(value, SecretStr):
        return fingerprint(value.get_secret_value())
    if isinstance(value, BaseModel):
        return {name: printable(getattr(value, name)) for name in type(value).model_fields}
    if isinstance(value, tuple):
        return [printable(one) for one in value]
    if isinstance(value, IPv4Network | IPv6Network):
        return str(value)
    if isinstance(value, str) and (password := password_of(value)):
        return _without(value, password)
    return value


def _without(address: str, password: str) -> str:
    parts = urlsplit(address)
    mark = f"<{fingerprint(password)}>"
    if parts.password == password:
        user, _, host = parts.netloc.rpartition("@")
        parts = parts._replace(netloc=f"{user.partition(':')[0]}:{mark}@{host}")
        return urlunsplit(parts)
    return urlunsplit(parts._replace(query=f"password={mark}"))


def _at(settings: BaseModel, key: str) -> Any:
    value: Any = settings
    for name in key.split("."):
        value = getattr(value, name)
    return value


def _origin(given: Given) -> str:
    if given.layer in ORIGINS:
        return words(*ORIGINS[given.layer])
    return given.where
