"""Files through the page: in pieces, after a break, hostile ones; and on their way out again."""

import io
import json
import zipfile
from urllib.parse import unquote

import pytest

from storage import parcels, uploads
from tests.office_files import content_of, docx, macro_docx, pdf
from workflow import page as pages
from workflow.parcel import base_name

PIECE = 2 << 20


async def new_draft(browser) -> int:
    begun = await browser.press(await browser.get("/m/new"), "新建稿件")
    return int(begun.headers["Location"].rpartition("/")[2])


class Sender:
    """The page's script, as far as the server can tell."""

    def __init__(self, browser, item: int, csrf: str) -> None:
        self.browser, self.item, self.csrf = browser, item, csrf

    async def begin(self, name: str, size: int, *, key: str = "k1", csrf: str | None = None):
        answer = await self.browser.ask(
            "POST",
            f"/m/draft/{self.item}/files",
            json={"key": key, "name": name, "size": size},
            headers={"X-Csrf": self.csrf if csrf is None else csrf},
        )
        return answer, json.loads(answer.text) if answer.text.startswith("{") else {}

    async def piece(self, id_: int, body: bytes, at: int, **headers: str):
        answer = await self.browser.ask(
            "PUT", f"/m/parcel/{id_}?at={at}", data=io.BytesIO(body), headers={"X-Csrf": self.csrf, **headers}
        )
        return answer, json.loads(answer.text) if answer.text.startswith("{") else {}

    async def send(self, name: str, body: bytes, *, key: str = "k1"):
        _, told = await self.begin(name, len(body), key=key)
        at = told["received"]
        while told["state"] == "open":
            _, told = await self.piece(told["id"], body[at : at + PIECE], at)
            at = told["received"]
        return told


async def sender(house, person="chen") -> Sender:
    browser = await house.of(person)
    item = await new_draft(browser)
    shown = await browser.get(f"/m/draft/{item}")
    return Sender(browser, item, shown.csrf)


async def files_of(house, item: int):
    await house.office.rest()
    return await house.office.read(lambda tx: uploads.uploads_of(tx, item))


async def test_a_file_comes_in_pieces_and_is_kept(house):
    chen = await sender(house)
    body = pdf("通知") + bytes(3 * PIECE)
    await chen.send("关于年检的通知.pdf", body)
    (row,) = await files_of(house, chen.item)
    assert (row.name, row.size, row.state, row.type) == (
        "关于年检的通知.pdf",
        len(body),
        "stored",
        "application/pdf",
    )
    assert house.office.app.files.read(row.sha256) == body
    assert parcels.Shelf(house.office.app.files.folder).size(1) == 0, "the pieces are gone"
    shown = await chen.browser.get(f"/m/draft/{chen.item}")
    assert "关于年检的通知.pdf（6.3 MB）" in shown.words


async def test_after_a_break_it_goes_on_where_it_stopped(house):
    chen = await sender(house)
    body = docx("通知") + bytes(PIECE)
    _, told = await chen.begin("通知.docx", len(body))
    await chen.piece(told["id"], body[:PIECE], 0)
    late = Sender(await house.of("chen"), chen.item, "")
    late.csrf = (await late.browser.get(f"/m/draft/{chen.item}")).csrf
    assert "“通知.docx”尚未传完" in (await late.browser.get(f"/m/draft/{chen.item}")).words
    _, again = await late.begin("通知.docx", len(body))
    assert (again["id"], again["received"]) == (told["id"], PIECE)
    _, done = await late.piece(again["id"], body[PIECE:], PIECE)
    assert done["state"] == "kept"
    _, twice = await late.begin("通知.docx", len(body))
    assert twice["state"] == "kept", "an answer that got lost does not send the file twice"
    assert len(await files_of(house, chen.item)) == 1


async def test_pieces_out_of_order_are_told_where_to_go_on(house):
    chen = await sender(house)
    _, told = await chen.begin("a.pdf", 100)
    for at, body in ((50, bytes(50)), (0, bytes(101))):
        answer, said = await chen.piece(told["id"], body, at)
        assert (answer.status, said["received"]) == (409, 0)
    await chen.piece(told["id"], bytes(60), 0)
    answer, said = await chen.piece(told["id"], bytes(60), 0)
    assert (answer.status, said["received"]) == (409, 60), "the same piece again"


async def test_a_piece_that_lies_about_its_length_is_not_counted(house):
    chen = await sender(house)
    _, told = await chen.begin("a.pdf", 100)

    async def trickle():
        yield b"x" * 10

    answer = await chen.browser.ask(
        "PUT", f"/m/parcel/{told['id']}?at=0", data=trickle(), headers={"X-Csrf": chen.csrf}
    )
    assert answer.status == 400, "a piece without a length"
    row = await house.office.read(lambda tx: parcels.parcel(tx, told["id"]))
    assert row.received == 0


@pytest.mark.parametrize(
    ("name", "size", "said"),
    [
        ("空.pdf", 0, "内容为空"),
        ("大.zip", (200 << 20) + 1, "超过200MB"),
    ],
)
async def test_what_cannot_be_taken_is_refused_before_it_is_sent(house, name, size, said):
    chen = await sender(house)
    answer, told = await chen.begin(name, size)
    assert answer.status == 409
    assert said in told["why"]


async def test_the_days_quota_counts_what_is_announced(open_house):
    house = await open_house(settings={"files.quota_mb_per_person_day": 3})
    chen = await sender(house)
    assert (await chen.begin("a.pdf", 2 << 20, key="a"))[0].status == 200
    answer, told = await chen.begin("b.pdf", 2 << 20, key="b")
    assert answer.status == 409
    assert "今天接收的文件已超过3MB" in told["why"]


@pytest.mark.parametrize(
    "said",
    [b"{}", b"[]", b"{", b'{"key":"","name":"a","size":1}', b'{"key":"k","name":"a","size":true}',
     b'{"key":"k","name":"a","size":"9"}', '{"key":"甲","name":"a","size":1}'.encode(),
     b'{"key":"k","name":"\\ud800","size":1}', b"x" * 9000],
)  # fmt: skip
async def test_garbage_is_refused_in_one_way(house, said):
    chen = await sender(house)
    answer = await chen.browser.ask(
        "POST",
        f"/m/draft/{chen.item}/files",
        data=said,
        headers={"X-Csrf": chen.csrf, "Content-Type": "application/json"},
    )
    assert answer.status == 400


async def test_another_persons_draft_and_parcel_are_not_there(house):
    chen = await sender(house)
    _, told = await chen.begin("a.pdf", 10)
    liu = await house.of("liu")
    csrf = (await liu.get("/m/new")).csrf
    other = Sender(liu, chen.item, csrf)
    assert (await other.begin("b.pdf", 10))[0].status == 409
    assert (await other.piece(told["id"], bytes(10), 0))[0].status == 409
    assert (await liu.get(f"/m/draft/{chen.item}")).status == 404
    assert (await liu.get(f"/m/draft/{chen.item}/files")).status == 404
    answer = await liu.ask("DELETE", f"/m/parcel/{told['id']}", headers={"X-Csrf": csrf})
    assert answer.status == 409
    assert (await house.office.read(lambda tx: parcels.parcel(tx, told["id"]))).state == "open"


async def test_pieces_need_the_sessions_token(house):
    chen = await sender(house)
    assert (await chen.begin("a.pdf", 10, csrf="0" * 64))[0].status == 409
    _, told = await chen.begin("a.pdf", 10)
    chen.csrf = ""
    assert (await chen.piece(told["id"], bytes(10), 0))[0].status == 409


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\陈\\通知.docx", "通知.docx"),
        ("..", ".."),
        ("", "file"),
        ("a/", "file"),
        ("长" * 300 + ".docx", "长" * 183 + ".docx"),
    ],
)
def test_a_name_is_what_people_call_the_file(given, kept):
    assert base_name(given) == kept


async def test_a_name_is_data_and_never_a_path(house):
    chen = await sender(house)
    name = '<img src=x onerror=alert(1)>"\u202egnp.exe.pdf'
    await chen.send(f"../../{name}", pdf("x"))
    (row,) = await files_of(house, chen.item)
    assert row.name == name
    shown = await chen.browser.get(f"/m/draft/{chen.item}")
    assert "<img src=x" not in shown.text
    assert "[U+202E]" in shown.words
    held = {path.name for path in house.office.app.files.folder.rglob("*") if path.is_file()}
    assert not any("pdf" in one for one in held)


async def test_what_the_child_refuses_is_said_and_can_be_taken_out(house):
    chen = await sender(house)
    await chen.send("包中包.zip", zipped_program(), key="bad")
    (row,) = await files_of(house, chen.item)
    assert row.state == "refused"
    await house.office.chen.expects("包中包.zip")
    shown = await chen.browser.get(f"/m/draft/{chen.item}")
    assert "包中包.zip，未接收：未通过检查" in shown.words
    gone = await chen.browser.press(shown, "去掉")
    assert gone.status == 303
    assert "包中包" not in (await chen.browser.follow(gone)).words.replace("已去掉", "")


def zipped_program() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("a.exe", b"MZ" + bytes(100))
    return held.getvalue()


async def test_a_file_taken_out_may_be_sent_once_more(house):
    chen = await sender(house)
    body = pdf("x")
    await chen.send("a.pdf", body)
    await files_of(house, chen.item)
    await chen.browser.press(await chen.browser.get(f"/m/draft/{chen.item}"), "去掉")
    assert await files_of(house, chen.item) == []
    await chen.send("a.pdf", body)
    assert len(await files_of(house, chen.item)) == 1


async def test_a_parcel_may_be_given_up(house):
    chen = await sender(house)
    _, told = await chen.begin("a.pdf", 100)
    await chen.piece(told["id"], bytes(50), 0)
    answer = await chen.browser.ask("DELETE", f"/m/parcel/{told['id']}", headers={"X-Csrf": chen.csrf})
    assert answer.status == 200
    await house.office.rest()
    assert parcels.Shelf(house.office.app.files.folder).size(told["id"]) == 0
    _, again = await chen.begin("a.pdf", 100)
    assert again["received"] == 0


async def test_what_never_came_whole_is_tidied_away(house):
    chen = await sender(house)
    _, told = await chen.begin("a.pdf", 100)
    await chen.piece(told["id"], bytes(50), 0)
    house.office.time.go_to(house.office.time.now().replace(day=14))
    await house.office.act(pages.tidy)
    row = await house.office.read(lambda tx: parcels.parcel(tx, told["id"]))
    assert row is None or row.state == "dropped"
    assert parcels.Shelf(house.office.app.files.folder).size(told["id"]) == 0


async def test_bytes_that_a_dead_process_forgot_are_tidied_away(house):
    """Killed between the commit and the removal: the file is kept, its pieces lie about until they are swept."""
    chen = await sender(house)
    shelf = parcels.Shelf(house.office.app.files.folder)
    told = await chen.send("a.pdf", pdf("x"))
    await house.office.rest()
    shelf.write(told["id"], b"left behind", at=0)
    _, other = await chen.begin("b.pdf", 100, key="k2")
    await house.office.act(pages.tidy)
    assert shelf.ids() == [told["id"]], "while the row stands, its bytes may be wanted"
    await chen.piece(other["id"], bytes(50), 0)
    house.office.time.go_to(house.office.time.now().replace(day=14))
    await house.office.act(pages.tidy)
    assert told["id"] not in shelf.ids()
    assert await house.office.read(lambda tx: parcels.parcel(tx, told["id"])) is None
    assert (await files_of(house, chen.item))[0].state == "stored"


# Out again ------------------------------------------------------------------------------------------


async def reviewed(house, *files):
    item = await house.office.chen.submits("关于开展2026年度年检工作的通知", files=list(files))
    await house.office.liu.expects("请审批", item)
    return item, await house.of("liu")


async def test_a_download_is_an_attachment_for_this_session_and_ten_minutes(house):
    """A27: whatever the bytes are, no browser opens them here."""
    item, liu = await reviewed(house, "通知.docx")
    shown = await liu.get(f"/m/item/{item}")
    (fetch,) = [one for one in shown.hrefs("/m/file/") if "/words" not in one]
    got = await liu.get(fetch)
    assert got.status == 200
    assert got.body == content_of("通知.docx").data
    assert got.headers["Content-Type"] == "application/octet-stream"
    held = got.headers["Content-Disposition"]
    assert held.startswith("attachment;")
    assert unquote(held.rpartition("''")[2]) == "通知.docx"
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in got.headers["Content-Security-Policy"]
    wang = await house.of("wang")
    assert (await wang.get(fetch)).status == 404, "signed for another session"
    assert (await liu.get(fetch.replace("&s=", "&s=0"))).status == 404
    assert (await liu.get(fetch.partition("?")[0])).status == 404
    assert (await house.browser().get(fetch)).status == 401
    await house.office.clock.forward(minutes=11)
    assert (await liu.get(fetch)).status == 404


async def test_one_zip_holds_every_file_under_safe_names(house):
    item, liu = await reviewed(house, "通知.docx", "附件1.pdf", "说明.txt")
    shown = await liu.get(f"/m/item/{item}")
    (fetch,) = shown.hrefs(f"/m/item/{item}/files.zip")
    got = await liu.get(fetch)
    with zipfile.ZipFile(io.BytesIO(got.body)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["通知.docx", "附件1.pdf", "说明.txt"]
        assert archive.read("附件1.pdf") == content_of("附件1.pdf").data


async def test_a_picture_or_the_words_of_a_document_are_shown(house):
    item, liu = await reviewed(house, "通知.docx", "附件1.pdf")
    shown = await liu.get(f"/m/item/{item}")
    (picture,) = [one for one in shown.hrefs("/m/file/") if "/picture" in one]
    got = await liu.get(picture)
    assert (got.status, got.headers["Content-Type"]) == (200, "image/png")
    assert got.body.startswith(b"\x89PNG")
    (words,) = [one for one in shown.hrefs("/m/file/") if "/words" in one]
    assert "通知.docx 附件正文" in (await liu.get(words)).words


async def test_macros_are_told_beside_the_file(house):
    item, liu = await reviewed(house, macro_docx())
    assert "含宏或脚本，请勿直接打开" in (await liu.get(f"/m/item/{item}")).words


def test_no_two_names_in_a_zip_are_alike():
    from bot.web.shelf import unlike

    assert unlike(["a.pdf", "A.pdf", "../a.pdf", "a.pdf", " ", "con?.txt"]) == [
        "a.pdf", "A-2.pdf", "_a.pdf", "a-3.pdf", "file", "con_.txt",
    ]  # fmt: skip
