"""Core statements compiled once and run on the DBAPI connection itself.

SQLAlchemy writes the SQL for both databases; its Connection and Result stay out of the hot path, where they
cost more than the database. All columns are primitive (int, text, bytes), so no type processors are lost.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol, TypeAlias, cast

from sqlalchemy import ColumnElement, Delete, Select, Table, Update, bindparam, literal_column
from sqlalchemy import Insert as AnyInsert
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.dialects.postgresql.dml import Insert
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.engine import Dialect
from sqlalchemy.sql import ClauseElement, visitors
from sqlalchemy.sql.compiler import SQLCompiler

from storage.errors import Missing
from storage.known import MOST_ROWS, Known

Row: TypeAlias = Any  # a namedtuple with the keys of its statement


class Runs(Protocol):
    """What a statement needs of a transaction."""

    dialect: str
    connection: Any
    known: Known | None


DIALECTS: Mapping[str, Dialect] = {
    "sqlite": sqlite.dialect(paramstyle="named"),
    "postgresql": PGDialect_psycopg(),  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped
}


def _given(compiled: SQLCompiler) -> dict[str, Any]:
    """Values written into the statement itself; what callers must bring is not among them."""
    return {name: bind.value for bind, name in compiled.bind_names.items() if not bind.required}


def _row_maker(cursor: Any) -> Callable[[Iterable[Any]], Row]:
    fields = [column[0] for column in cursor.description]
    named: Any = namedtuple  # noqa: PYI024 - its shape is known only from the statement, so no type checker can follow
    maker: Callable[[Iterable[Any]], Row] = named("Row", fields, rename=True)._make
    return maker


class _Form:
    __slots__ = ("given", "make", "text")

    def __init__(self, text: str, given: dict[str, Any]) -> None:
        self.text = text
        self.given = given
        self.make: Callable[[Iterable[Any]], Row] | None = None


def _tables(stmt: ClauseElement) -> frozenset[str]:
    """The tables a plain SELECT reads; none for whatever locks, writes or is text."""
    if not isinstance(stmt, Select) or stmt._for_update_arg is not None:  # noqa: SLF001 - SQLAlchemy names it nowhere else
        return frozenset()
    return frozenset(part.name for part in visitors.iterate(stmt) if isinstance(part, Table))


class Sql:
    """One statement, compiled per dialect at its first use; parameters are its ``bindparam`` names.

    Raises whatever the driver raises; on PostgreSQL any driver error ends the act.
    """

    __slots__ = ("_forms", "_reads", "_stmt", "_writes")

    def __init__(self, stmt: ClauseElement) -> None:
        self._stmt = stmt
        self._forms: dict[str, _Form] = {}
        self._reads: frozenset[str] | None = None  # unknown before the first use
        written = getattr(stmt, "table", None) if isinstance(stmt, AnyInsert | Update | Delete) else None
        self._writes: str | None = written.name if isinstance(written, Table) else None

    def _form(self, dialect: str) -> _Form:
        compiled = cast("SQLCompiler", self._stmt.compile(dialect=DIALECTS[dialect]))
        form = self._forms[dialect] = _Form(compiled.string, _given(compiled))
        self._reads = _tables(self._stmt)
        return form

    def _execute(self, tx: Runs, p: dict[str, Any]) -> tuple[_Form, Any]:
        form = self._forms.get(tx.dialect) or self._form(tx.dialect)
        if self._writes is not None and tx.known is not None:
            tx.known.wrote(self._writes)
        return form, tx.connection.execute(form.text, {**form.given, **p} if form.given else p)

    def text(self, dialect: str) -> str:
        """The SQL as the database gets it (for EXPLAIN and for reading)."""
        return (self._forms.get(dialect) or self._form(dialect)).text

    def all(self, tx: Runs, **p: Any) -> list[Row]:
        """Every row."""
        known = tx.known
        if known is None or not self._reads:
            return self._rows(tx, p)
        key = (self, "all", *p.items())
        held = known.find(key, self._reads)
        if held is not None:
            return list(held[0])
        rows = self._rows(tx, p)
        if len(rows) <= MOST_ROWS:
            known.keep(key, self._reads, (tuple(rows),))
        return rows

    def _rows(self, tx: Runs, p: dict[str, Any]) -> list[Row]:
        form, cursor = self._execute(tx, p)
        make = form.make or self._made(form, cursor)
        return [make(row) for row in cursor.fetchall()]

    def first(self, tx: Runs, **p: Any) -> Row | None:
        """The first row, or None."""
        known = tx.known
        if known is None or not self._reads:
            return self._row(tx, p)
        key = (self, "first", *p.items())
        held = known.find(key, self._reads)
        if held is not None:
            return held[0]
        row = self._row(tx, p)
        known.keep(key, self._reads, (row,))
        return row

    def _row(self, tx: Runs, p: dict[str, Any]) -> Row | None:
        form, cursor = self._execute(tx, p)
        row = cursor.fetchone()
        return None if row is None else (form.make or self._made(form, cursor))(row)

    @staticmethod
    def _made(form: _Form, cursor: Any) -> Callable[[Iterable[Any]], Row]:
        form.make = _row_maker(cursor)
        return form.make

    def one(self, tx: Runs, **p: Any) -> Row:
        """The row that must be there; raises Missing."""
        row = self.first(tx, **p)
        if row is None:
            raise Missing("a row that must exist was not found", given=sorted(p))
        return row

    def scalar(self, tx: Runs, **p: Any) -> Any:
        """The first column of the first row, or None."""
        row = self._execute(tx, p)[1].fetchone()
        return None if row is None else row[0]

    def run(self, tx: Runs, **p: Any) -> int:
        """Execute; the number of rows it touched (0 tells of a lost race or of a row known already)."""
        return int(self._execute(tx, p)[1].rowcount)

    def many(self, tx: Runs, rows: Sequence[Mapping[str, Any]]) -> int:
        """Execute once per row, in order, in one call; the number of rows that all of them touched."""
        if not rows:
            return 0
        form = self._forms.get(tx.dialect) or self._form(tx.dialect)
        if self._writes is not None and tx.known is not None:
            tx.known.wrote(self._writes)
        given = form.given
        cursor = tx.connection.cursor()
        cursor.executemany(form.text, [{**given, **row} for row in rows] if given else rows)
        return int(cursor.rowcount)


def run_core(tx: Runs, stmt: ClauseElement) -> list[Row]:
    """Compile and run a statement that is different each time; its rows, or [] when it returns none."""
    made = stmt.compile(dialect=DIALECTS[tx.dialect], compile_kwargs={"render_postcompile": True})
    compiled = cast("SQLCompiler", made)
    cursor = tx.connection.execute(compiled.string, compiled.construct_params())
    if cursor.description is None:
        return []
    make = _row_maker(cursor)
    return [make(row) for row in cursor.fetchall()]


def insert_into(table: Table, *keys: str) -> Insert:
    """INSERT of these columns, each from the bind parameter of its name."""
    return insert(table).values({key: bindparam(key) for key in keys})


def insert_once(table: Table, *keys: str, unique: Sequence[str] = ("key",)) -> Insert:
    """The same, doing nothing where a row with these unique columns stands already (rowcount 0).

    This is how conflicts are read: an integrity error would end the whole transaction on PostgreSQL.
    """
    return insert_into(table, *keys).on_conflict_do_nothing(index_elements=list(unique))


def word(value: str) -> ColumnElement[str]:
    """A literal word of ours (a state), printed into the statement. Raises ValueError for anything else."""
    if not value.replace("_", "").isalnum():
        raise ValueError(value)
    return literal_column(f"'{value}'")


def one_of(column: ColumnElement[str], *values: str) -> ColumnElement[bool]:
    """``column IN ('a', 'b')`` with literals: partial indexes are used only by queries that print their
    words.
    """
    return column.in_([word(value) for value in values])


def number(value: int) -> ColumnElement[int]:
    """A literal number of ours, printed into the statement."""
    return literal_column(str(int(value)))


def must(row: Row | None) -> Row:
    """The row that others point to. Raises Missing when it is not there."""
    if row is None:
        raise Missing("a row that others point to was not found")
    return row
