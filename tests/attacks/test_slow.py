"""A21: heads and bodies that never come, and connections without end, are hung up on; taps are served meanwhile."""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from ipaddress import ip_network

import pytest
from aiohttp import ClientSession, web
from structlog.testing import capture_logs

from bot.gate import Limits, Site
from tests.office import Office

QUICK = Limits(head_s=0.3, body_s=0.4, least_bytes_s=500, idle_s=1.0)
HEAD = b"POST /x HTTP/1.1\r\nHost: bot\r\n"


@asynccontextmanager
async def listening(limits: Limits = QUICK, **how: object) -> AsyncIterator[tuple[Site, int]]:
    """A server of the house's kind that reads every body and answers its length."""

    async def answer(request: web.Request) -> web.Response:
        return web.Response(text=str(len(await request.read())))

    app = web.Application(client_max_size=8 << 20)
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        site = Site(runner, "127.0.0.1", 0, limits=limits, **how)  # type: ignore[arg-type]
        await site.start()
        yield site, runner.addresses[0][1]
    finally:
        await runner.cleanup()


async def life(reader: asyncio.StreamReader, *, within: float = 5) -> float:
    """Seconds until the server hung up."""
    began = time.monotonic()
    async with asyncio.timeout(within):
        try:
            while await reader.read(65_536):
                pass
        except ConnectionError:
            pass
    return time.monotonic() - began


async def dribbles(writer: asyncio.StreamWriter, pieces: list[bytes], every_s: float) -> None:
    try:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(every_s)
    except ConnectionError:
        pass


async def test_a_head_that_comes_drop_by_drop_is_hung_up_on() -> None:
    """A21."""
    async with listening() as (_, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        lines = [HEAD, *(b"X-%d: y\r\n" % n for n in range(100))]
        drops = asyncio.create_task(dribbles(writer, lines, 0.05))
        assert 0.2 < await life(reader) < 2, "whatever comes, the whole head has its time once"
        drops.cancel()
        writer.close()


async def test_who_says_nothing_is_hung_up_on() -> None:
    async with listening() as (site, port):
        lines = [await asyncio.open_connection("127.0.0.1", port) for _ in range(50)]
        assert max(await asyncio.gather(*(life(reader) for reader, _ in lines))) < 2
        await asyncio.sleep(0.01)
        assert not site.held
        for _, writer in lines:
            writer.close()


async def test_the_second_head_of_a_connection_has_its_time_too() -> None:
    async with listening(replace(QUICK, idle_s=60)) as (_, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(HEAD + b"Content-Length: 2\r\n\r\nab")
        assert b"200" in await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(1)
        await asyncio.sleep(0.5)  # between two requests nobody is in a hurry
        writer.write(HEAD[:9])
        assert 0.2 < await life(reader) < 2
        writer.close()


async def test_a_connection_is_kept_between_requests_and_then_let_go() -> None:
    async with listening(replace(QUICK, idle_s=0.6)) as (_, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(3):
            writer.write(HEAD + b"Content-Length: 2\r\n\r\nab")
            assert b"200" in await reader.readuntil(b"\r\n\r\n")
            assert await reader.readexactly(1) == b"2"
            await asyncio.sleep(0.4)  # longer than a head may take
        assert await life(reader) < 2
        writer.close()


async def test_a_body_that_comes_drop_by_drop_is_hung_up_on() -> None:
    """A21."""
    async with listening() as (_, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        drops = [HEAD + b"Content-Length: 9000\r\n\r\n", *(b"x" for _ in range(100))]
        task = asyncio.create_task(dribbles(writer, drops, 0.05))
        assert 0.3 < await life(reader) < 2
        task.cancel()
        writer.close()


async def test_a_body_on_a_slow_line_is_taken_as_long_as_it_moves() -> None:
    async with listening() as (_, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        began = time.monotonic()
        pieces = [HEAD + b"Content-Length: 10000\r\n\r\n", *(b"x" * 1000 for _ in range(10))]
        await dribbles(writer, pieces, 0.1)
        assert b"200" in await reader.readuntil(b"\r\n\r\n")
        assert time.monotonic() - began > QUICK.body_s
        writer.close()


async def test_one_address_holds_so_many_and_a_proxy_of_ours_any_number() -> None:
    """A21."""
    few = Limits(of_one_address=5)

    async def opened(port: int) -> int:
        lines = [await asyncio.open_connection("127.0.0.1", port) for _ in range(8)]
        lost = 0
        for reader, _ in lines:
            try:
                async with asyncio.timeout(0.1):
                    lost += not await reader.read(1)
            except (TimeoutError, ConnectionError) as ended:
                lost += isinstance(ended, ConnectionError)
        for _, writer in lines:
            writer.transport.abort()
        return len(lines) - lost

    async with listening(few, proxies=()) as (site, port):
        with capture_logs() as logs:
            assert await opened(port) == 5
        assert [one["event"] for one in logs] == ["server.too_many_connections"] * 3
        async with asyncio.timeout(5):
            while site.held:  # noqa: ASYNC110 -- it rings no bell
                await asyncio.sleep(0.01)
        assert await opened(port) == 5, "whoever left makes room"
    async with listening(few) as (_, port):
        assert await opened(port) == 8, "a proxy on this machine stands for many"
    async with listening(few, proxies=(ip_network("10.0.0.0/8"),)) as (_, port):
        assert await opened(port) == 5


def test_the_limits_of_the_house() -> None:
    assert (Limits().head_s, Limits().body_s) == (10, 20)


async def test_the_house_listens_behind_its_gate(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A21: The whole house: 300 callers that dribble their heads are gone, and nobody waits for them meanwhile."""
    monkeypatch.setattr("bot.gate.Limits", lambda: replace(QUICK, head_s=1.5))
    office = Office(tmp_path / "data", f"sqlite:///{tmp_path / 'duwang.db'}")
    try:
        await office.open()
        port = int(office.app.url.rpartition(":")[2])
        async with ClientSession() as http:

            async def asked() -> float:
                began = time.perf_counter()
                async with http.get(f"{office.app.url}/livez") as answer:
                    assert answer.status == 200
                return time.perf_counter() - began

            alone = [await asked() for _ in range(40)]
            lines = [await asyncio.open_connection("127.0.0.1", port) for _ in range(300)]
            for _, writer in lines:
                writer.write(HEAD)
            drops = [asyncio.create_task(dribbles(writer, [b"X: y\r\n"] * 60, 0.05)) for _, writer in lines]
            beside = [await asked() for _ in range(40)]
            assert max(await asyncio.gather(*(life(reader) for reader, _ in lines))) < 4
            for drop in drops:
                drop.cancel()
            assert statistics.median(beside) < 10 * statistics.median(alone) + 0.02
        for _, writer in lines:
            writer.close()
    finally:
        await office.close()
