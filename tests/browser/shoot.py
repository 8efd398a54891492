"""Takes docs/demo.png: `python -m tests.browser.shoot [FILE]`, with chromium on PATH or named in CHROMIUM.

Three items under way in the demo office, so that one look shows the whole job: the first waits at the web
administrator, the second at the Office with its secrecy review, the third at the section head.
"""

import asyncio
import base64
import struct
import sys
import tempfile
import zlib
from pathlib import Path

from playwright.async_api import Page, async_playwright

from tests.browser.chromium import FLAGS, chromium
from tests.browser.demo import ROOT, Demo, Desk

SIZE = {"width": 1296, "height": 744}  # two phones beside the pane of reasons
LAST = "qian"  # the picture ends below this phone
ITEMS = (
    "关于开展2026年度民办非企业单位年检工作的通知\n各有关单位：\n年检自3月1日开始，5月31日结束。请按时报送材料。",
    "关于征集行政执法监督员的公告\n现征集行政执法监督员10名，2026年2月27日截止。",
    "春节期间公共法律服务安排\n初一至初三闭馆，初四起照常开放。",
)
# The strip of the clock folded, as a press on it does; the pane beside the phones at its full length.
UNROLL = """() => {
    document.querySelector('#clock details').open = false;
    document.querySelector('.side').style.maxHeight = 'none';
}"""
# The 256 commonest colours, and for every point the nearest of them: a third of the size, no eye sees it.
PALETTE = """async (picture) => {
    const image = await createImageBitmap(await (await fetch('data:image/png;base64,' + picture)).blob());
    const paper = new OffscreenCanvas(image.width, image.height).getContext('2d');
    paper.drawImage(image, 0, 0);
    const points = new Uint32Array(paper.getImageData(0, 0, image.width, image.height).data.buffer);
    const often = new Map();
    for (const point of points) often.set(point, (often.get(point) ?? 0) + 1);
    const all = [...often.keys()].sort((a, b) => often.get(b) - often.get(a) || a - b);
    const colours = all.slice(0, 256);
    const parts = (colour) => [colour & 255, (colour >> 8) & 255, (colour >> 16) & 255];
    const far = (a, b) => parts(a).reduce((sum, part, at) => sum + (part - parts(b)[at]) ** 2, 0);
    const near = (colour) => colours.reduce((best, one, at) => (far(colour, one) < far(colour, colours[best]) ? at : best), 0);
    const place = new Map(all.map((colour) => [colour, near(colour)]));
    const bytes = Uint8Array.from(points, (point) => place.get(point));
    let text = '';
    for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
    return { width: image.width, height: image.height, colours: colours.flatMap(parts), points: btoa(text) };
}"""


async def shoot(path: Path, folder: Path) -> None:
    """Plays the demo up to the picture and writes it."""
    demo = Demo(folder)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium(), args=[*FLAGS, "--lang=zh-CN"], env={"LANG": "zh_CN.UTF-8"}
        )
        context = await browser.new_context(viewport=SIZE, device_scale_factor=2, locale="zh-CN")
        desk = Desk(demo, await context.new_page())
        try:
            await demo.start()
            await desk.opens()
            await desk.at("09:10")
            await desk.hands_in(ITEMS[0], sample="年检通知.docx")
            await desk.shows("liu", "KP-2026-0001")
            await desk.presses("liu", "同意")
            await desk.shows("liu", "您已于2月9日 09:10同意。")
            await desk.at("09:20")
            await desk.presses("wang", "全部符合", "同意")
            await desk.shows("wang", "您已于2月9日 09:20同意。")
            await desk.hands_in(ITEMS[1])
            await desk.shows("liu", "KP-2026-0002")
            await desk.presses("liu", "同意")
            await desk.shows("liu", "您已于2月9日 09:20同意。")
            await desk.at("09:30")
            await desk.shows("qian", "KP-2026-0001")
            await desk.shows("wang", "KP-2026-0002")
            await desk.hands_in(ITEMS[2])
            await desk.shows("liu", "KP-2026-0003")
            await desk.at("09:40")
            # As somebody who opens the page now: nothing marked as new, no passing notes.
            await desk.opens()
            await desk.page.evaluate(UNROLL)
            await desk.rests()
            foot = await desk.phone(LAST).bounding_box()
            assert foot is not None
            clip = {"x": 0, "y": 0, "width": SIZE["width"], "height": foot["y"] + foot["height"] + 16}
            taken = await desk.page.screenshot(full_page=True, clip=clip, animations="disabled")
            path.write_bytes(await small(await context.new_page(), taken))
        finally:
            await demo.stop()
            await browser.close()


async def small(page: Page, picture: bytes) -> bytes:
    """The same picture with a palette of 256 colours, as PNG."""
    told = await page.evaluate(PALETTE, base64.b64encode(picture).decode())
    width, height, points = told["width"], told["height"], base64.b64decode(told["points"])
    rows = b"".join(b"\0" + points[start : start + width] for start in range(0, width * height, width))
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        (b"PLTE", bytes(told["colours"])),
        (b"IDAT", zlib.compress(rows, 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "demo.png"
    with tempfile.TemporaryDirectory() as made:
        asyncio.run(shoot(target, Path(made)))
