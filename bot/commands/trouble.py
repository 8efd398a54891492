"""What keeps a command from its data, as one sentence in the reader's language."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from bot.commands import language

_SYSTEM = {
    errno.EACCES: "denied",
    errno.EPERM: "denied",
    errno.ENOENT: "absent",
    errno.ENOTDIR: "absent",
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
    errno.EROFS: "read-only",
    errno.EADDRINUSE: "port",
}
_SQLITE = {
    sqlite3.SQLITE_BUSY: "storage-locked",
    sqlite3.SQLITE_LOCKED: "storage-locked",
    sqlite3.SQLITE_CANTOPEN: "storage-unreadable",
    sqlite3.SQLITE_READONLY: "storage-unreadable",
    sqlite3.SQLITE_PERM: "storage-unreadable",
}
FACTS = {"path": "none", "why": "other", "found": "", "wanted": "", "kind": "", "newer": "no"}


def sentence(problem: BaseException, *, path: str = "none") -> str | None:
    """The sentence for a storage or system error, None for anything else. ``path`` is the database's, where
    the error itself names none.
    """
    from locales import say
    from storage.errors import StorageError

    facts: dict[str, object] = {
        **FACTS,
        "path": path,
        "what": str(problem).splitlines()[0] if str(problem) else "",
    }
    match problem:
        case StorageError():
            code = problem.code
            facts |= problem.facts
            if code == "storage-schema-differs":
                facts["newer"] = "yes" if str(facts["found"]) > str(facts["wanted"]) else "no"
        case sqlite3.Error():
            code = _SQLITE.get(getattr(problem, "sqlite_errorcode", 0) & 0xFF, "storage")
            facts["found"] = facts["what"]
        case OSError():
            code = "storage-system"
            facts["why"] = _SYSTEM.get(problem.errno or 0, "other")
            facts["what"] = problem.strerror or str(problem)
            facts["path"] = problem.filename or path
        case _ if type(problem).__module__.partition(".")[0] == "psycopg":
            code = "storage-unreachable"
        case _:
            return None
    said = say(language())
    return said(code if said.has(code) else "storage", **{name: told(held) for name, held in facts.items()})


def told(fact: object) -> str:
    """A fact as the reader reads it: what is wrong with the audit chain in words, all else as it is."""
    from locales import say
    from storage.audit_proof import Problem

    if not isinstance(fact, Problem):
        return str(fact)
    before = fact.entry - 1
    return say(language())(f"audit-problem-{fact.code}", entry=fact.entry, other=fact.other, before=before)


def named(url: str, folder: Path) -> str:
    """The database as it may be printed: its file, or the server's address without a password."""
    from sqlalchemy.engine import make_url

    from storage.engine import database_file
    from storage.errors import StorageError

    found = make_url(url)
    if found.get_backend_name() != "sqlite":
        return found.set(password=None).render_as_string()
    try:
        return str(database_file(found, folder))
    except StorageError:
        return str(found.database)


@contextmanager
def plainly(*, path: str = "none") -> Iterator[None]:
    """What storage refuses is told in one sentence; the command exits with 1."""
    try:
        yield
    except (typer.Exit, typer.Abort):
        raise
    except Exception as problem:
        said = sentence(problem, path=path)
        if said is None:
            raise
        typer.echo(said, err=True)
        raise typer.Exit(1) from None
