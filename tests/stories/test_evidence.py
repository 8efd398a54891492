"""What is left when an item is done: the record of the real cards and pages, packed and checked by itself."""

import asyncio
import zipfile
from datetime import time, timedelta
from pathlib import Path

from bot.evidence import pack
from bot.evidence.verify import Check, Pack
from storage import audit
from storage.anchor import DAYS, read_days
from storage.files import Files
from tests.office import Office
from tests.office_files import content_of
from tests.stories.conftest import OpenOffice
from tests.stories.records import id_of
from tests.stories.ways import BODY, TITLE, closed, gives_address, handed_in, handed_over, head_approves
from workflow import evidence


async def test_everything_that_happened_is_in_the_pack(office: Office, tmp_path: Path) -> None:
    item, task = await handed_over(office, files=["通知.docx"])
    assert await office.qian.gets("通知.docx") == content_of("通知.docx").data
    address = office.site.publishes("tzgg", TITLE, BODY)
    await gives_address(office, task, address)
    seen = await office.chen.expects("请确认效果", item, "已核实")
    await seen.taps("确认效果")
    await seen.is_redrawn(containing="已确认效果")
    number = await id_of(office, item)
    told = await office.act(lambda desk: evidence.record(desk, number))

    assert (told["title"], told["body"], told["url"], told["state"]) == (TITLE, BODY, address, "closed")
    sent = [one for one in told["sent"] if one["state"] == "sent"]
    asked = {one["to"]["name"]: one for one in sent if one["kind"] == "review.asked"}
    assert set(asked) == {"刘股长", "王主任", "赵干事"}
    card = asked["刘股长"]["card"]
    assert TITLE in card["title"] + card["summary"]
    assert all(one["message"] and one["sent_at"] for one in asked.values())
    assert "token" not in str(card).lower()
    assert [(one["phase"], one["outcome"]) for one in told["proofs"]] == [("after", "verified")]
    assert [one["label"] for one in told["steps"]] == ["部门负责人", "办公室", "网站管理员"]

    kept = Files(office.folder.absolute() / "files")
    at = office.clock.now() + timedelta(minutes=1)
    chain = await office.act(lambda desk: list(evidence.chain(desk, [told])))
    made = pack.write(
        [told], chain=chain, anchors=[], left_out=[], kept=kept, forms=None, to=tmp_path, at=at, name="pack"
    )
    assert made.missing == ()
    with zipfile.ZipFile(made.path) as file:
        assert file.read(f"items/{item}/files/01-通知.docx") == content_of("通知.docx").data
    found = Check(Pack(made.path))
    found.run(digest=made.digest)
    assert found.problems == []
    assert found.fine[0]["item"] == str(item)


async def test_an_address_is_looked_up_as_people_copy_it(office: Office) -> None:
    item, address = await closed(office)
    await office.chen.says(f"查 {address}#top")
    await office.chen.expects("查到的信息", item, TITLE)
    await office.liu.says(f"查看 {address.replace('https', 'http')}/")
    await office.liu.expects(item, TITLE)


async def test_the_end_of_the_chain_is_noted_every_day_where_the_office_says(
    open_office: OpenOffice, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    office = await open_office(settings={"evidence.anchor_dir": str(elsewhere)})
    await closed(office)
    assert [(job.name, job.at) for job in office.app._jobs() if job.name == "anchor"] == [
        ("anchor", time(23, 55))
    ]
    await asyncio.to_thread(office.app._anchor_day)
    head = await office.read(audit.head)
    noted = [("2026-02-09", head.n, bytes(head.hash))]
    data = office.folder.absolute()
    assert read_days(data / DAYS) == read_days(elsewhere / DAYS) == noted
    await asyncio.to_thread(office.app._anchor_day)
    assert read_days(elsewhere / DAYS) == noted, "nothing happened since"

    (elsewhere / DAYS).unlink()
    elsewhere.rmdir()
    await office.chen.says("帮助")
    await office.chen.expects("用法")
    await office.act(lambda desk: desk.audit("service.gap", "house:1", person=None, org=None))
    await asyncio.to_thread(office.app._anchor_day)
    assert len(read_days(data / DAYS)) == 2, (
        "a folder that is gone does not keep the other from being written"
    )


async def test_an_item_with_every_turn_of_its_life_is_packed_and_holds(
    office: Office, tmp_path: Path
) -> None:
    """Told to others, returned to the head, taken back, an opinion, withheld, restored."""
    item = await handed_in(office)
    await office.chen.says("抄送 0001 周副局长")
    await office.chen.expects("已将KP-2026-0001抄送")
    told_of = await office.zhou.expects("抄送", item)
    await told_of.taps("已阅")
    await told_of.is_redrawn(containing="已阅")
    await head_approves(office, item)
    card = await office.wang.expects("请作保密审查", item)
    other, code = await office.zhao.expects("请作保密审查", item), card.code
    await office.wang.says(f"退回 {code} 至部门负责人 请再核对")
    await office.wang.expects("已将KP-2026-0001退回至")
    await other.is_redrawn(containing="已退回")
    await office.liu.expects("请审批", item)
    await office.clock.forward(minutes=30)
    await office.wang.says(f"拿回 {code}")
    await office.wang.expects("已撤销对KP-2026-0001的办理")
    again = await office.wang.expects("请作保密审查", item)
    await office.zhao.expects("请作保密审查", item)
    await office.liu.says("意见 0001 附件二请统一格式")
    await office.liu.expects("已记录您对KP-2026-0001的意见")
    for person in (office.chen, office.wang, office.zhao):
        await person.expects("意见", item)
    await office.wang.says(f"不予公开 {again.code} 过程性信息 属讨论稿")
    await office.wang.expects("已决定KP-2026-0001不予公开")
    await office.chen.expects("不予公开", item)

    number = await id_of(office, item)
    told = await office.act(lambda desk: evidence.record(desk, number))
    assert [(one["by"]["name"], one["told_by"], bool(one["read_at"])) for one in told["readers"]] == [
        ("周副局长", "陈信息", True)
    ]
    assert [one["text"] for one in told["remarks"]] == ["附件二请统一格式"]
    made_at_the_end = [one for step in told["steps"] for one in step["decisions"]][-1]
    assert (made_at_the_end["verdict"], made_at_the_end["ground"]) == ("withheld", "过程性信息")
    kept = Files(office.folder.absolute() / "files")
    at = office.clock.now() + timedelta(minutes=1)
    chain = await office.act(lambda desk: list(evidence.chain(desk, [told])))
    made = pack.write(
        [told], chain=chain, anchors=[], left_out=[], kept=kept, forms=None, to=tmp_path, at=at, name="pack"
    )
    found = Check(Pack(made.path))
    found.run(digest=made.digest)
    assert found.problems == []
