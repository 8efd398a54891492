"""The bot most people would write: aiogram, an AsyncSession per update, ORM classes, aiosqlite.

    python -m bench.peers.naive FOLDER API [whole]

It does what one decision needs: recognise a redelivery, read step and item, move both by compare-and-set,
write a chained audit entry, post three messages, commit (FULL), answer the tap. With ``whole`` it also sends
two of the messages, each as a card with four buttons, and remembers of each that it was sent.
"""

import asyncio
import hashlib
import sys
from pathlib import Path

from aiogram import Bot, Dispatcher
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup
from sqlalchemy import ForeignKey, event, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from bench.child import answer_in_background, say
from bench.peers.bare import bot_at, listen

ITEMS = 20_000
WORDS = ("同意", "退回", "更多", "看附件")
BODY = "KP-2026-0001\n栏目：通知公告\n报送：信息员（第1股）\n期限：2026年3月13日\n现将有关事项通知如下。"


class Base(DeclarativeBase):
    """The usual base."""


class Item(Base):
    """What is being reviewed."""

    __tablename__ = "items"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    state: Mapped[str]
    revision: Mapped[int] = mapped_column(default=0)


class Step(Base):
    """One approval of it."""

    __tablename__ = "steps"
    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"))
    state: Mapped[str]
    decided_by: Mapped[int | None]
    item: Mapped[Item] = relationship(lazy="joined")


class Seen(Base):
    """An update that came."""

    __tablename__ = "seen"
    key: Mapped[str] = mapped_column(primary_key=True)


class Audit(Base):
    """One line of the chain."""

    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(primary_key=True)
    what: Mapped[str]
    hash: Mapped[str]


class Outbox(Base):
    """A message to be sent."""

    __tablename__ = "outbox"
    id: Mapped[int] = mapped_column(primary_key=True)
    chat: Mapped[int]
    text: Mapped[str]
    state: Mapped[str] = mapped_column(default="pending")


async def main(folder: Path, api: str, *, whole: bool) -> None:
    """Serve until the bench hangs up."""
    bot = bot_at(api)
    engine = create_async_engine(
        f"sqlite+aiosqlite:///{folder / 'naive.db'}",
        connect_args={"timeout": 30},
        pool_size=32,
        max_overflow=0,
    )

    @event.listens_for(engine.sync_engine, "connect")
    def _durable(connection, _record) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.close()

    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    session_of = async_sessionmaker(engine, expire_on_commit=False)
    async with session_of() as session:
        session.add_all(Item(id=n, title=f"第{n}号", state="review") for n in range(1, ITEMS))
        await session.flush()
        session.add_all(Step(id=n, item_id=n, state="open") for n in range(1, ITEMS))
        await session.commit()
    dispatcher = Dispatcher()

    @dispatcher.callback_query()
    async def _tap(query: CallbackQuery) -> None:
        async with session_of() as session:
            rows = await _decide(session, query)
        await query.answer("已同意")
        if whole:
            await _carry(bot, rows)

    async def _carry(bot: Bot, rows: list[Outbox]) -> None:
        for row in rows[:2]:
            buttons = [InlineKeyboardButton(text=word, callback_data=f"{word}:{row.id}") for word in WORDS]
            keyboard = InlineKeyboardMarkup(inline_keyboard=[buttons[:2], buttons[2:]])
            await bot.send_message(row.chat, f"请审批：{row.text}\n" + BODY, reply_markup=keyboard)
            async with session_of() as session:
                (await session.merge(row)).state = "sent"
                await session.commit()

    async def _decide(session: AsyncSession, query: CallbackQuery) -> list[Outbox]:
        number = int(str(query.data).rpartition(":")[2])
        session.add(Seen(key=query.id))
        await session.flush()
        step = (await session.execute(select(Step).where(Step.id == number))).scalar_one()
        moved = await session.execute(
            update(Step)
            .where(Step.id == step.id, Step.state == "open")
            .values(state="approved", decided_by=query.from_user.id)
        )
        item = await session.execute(
            update(Item)
            .where(Item.id == step.item_id, Item.revision == step.item.revision)
            .values(revision=Item.revision + 1, state="office")
        )
        assert moved.rowcount == item.rowcount == 1  # type: ignore[attr-defined]
        newest = select(Audit).where(Audit.id == select(func.max(Audit.id)).scalar_subquery())
        last = (await session.execute(newest)).scalar_one_or_none()
        what = f"approved {step.id} by {query.from_user.id}"
        chained = hashlib.sha256(((last.hash if last else "") + what).encode()).hexdigest()
        session.add(Audit(what=what, hash=chained))
        rows = [Outbox(chat=chat, text=step.item.title) for chat in (1, 2, 3)]
        session.add_all(rows)
        await session.commit()
        return rows

    port = await listen(dispatcher, bot)
    answer_in_background()
    say(port=port)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], whole="whole" in sys.argv[3:]))
