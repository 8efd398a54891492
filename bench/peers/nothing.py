"""aiohttp alone: one route that reads the body and says 200.

python -m bench.peers.nothing
"""

import asyncio

from aiohttp import web

from bench import sealed
from bench.child import answer_in_background, say


async def main() -> None:
    """Serve until the bench hangs up."""

    async def route(request: web.Request) -> web.StreamResponse:
        await request.read()
        return web.Response()

    app = web.Application(client_max_size=1 << 20)
    app.router.add_post(sealed.PATH, route)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    answer_in_background()
    say(port=runner.addresses[0][1])
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
