"""误传处置: the secrecy officer has what should never have come erased; that it was here stays."""

import pytest

from storage import evidence, files, meta
from storage.sql import run_core
from storage.tables import inbox, outbox, uploads, versions
from tests.office import Office
from tests.stories.ways import BODY, TITLE, handed_in, handed_over

SECRET = "某项目内部代号蓝鹊"


async def everything(office: Office) -> str:
    """All that the database holds, as one text."""

    def read(tx):
        found = []
        for table in (versions, outbox, uploads, inbox):
            found += [str(tuple(row)) for row in run_core(tx, table.select())]
        found += [str(row) for row in evidence.entries_about(tx, "item:1")]
        return "\n".join(found)

    return str(await office.read(read))


async def test_what_it_said_is_gone_everywhere_and_the_fact_stays(office: Office) -> None:
    item = await handed_in(office, TITLE, body=f"{BODY}{SECRET}")
    card = await office.liu.expects("请审批", item)
    assert SECRET in await everything(office)
    await office.wang.says(f"误传处置 {item}")
    ask = await office.wang.expects("请确认误传处置", item, "不可恢复", "停止转发", buttons=["确认销毁"])
    assert SECRET not in ask.text
    assert TITLE not in ask.text
    await ask.taps("确认销毁")
    await office.wang.expects("已销毁误传内容", item, "刘股长")
    for person in (office.chen, office.zhao):
        await person.expects("误传处置", item, "不得转发")
    held = await everything(office)
    assert SECRET not in held
    assert TITLE not in held
    await card.is_redrawn(lacking=[SECRET, TITLE], buttons=[])
    await office.chen.says(f"查看 {item}")
    shown = await office.chen.expects("查看", item, "误传，已销毁内容", lacking=[SECRET, TITLE])
    assert "修改" not in shown.buttons
    assert await office.read(lambda tx: meta.get(tx, "backups.purge"))
    await office.wang.says(f"误传处置 {item} 确认")
    await office.wang.expects("内容已销毁，只留办理事实")


@pytest.mark.on_telegram
async def test_files_leave_the_disk_and_never_come_back(office: Office) -> None:
    item = await handed_in(office, files=["涉密附件.docx"])
    await office.liu.expects("请审批", item)
    held = await office.read(lambda tx: evidence.files_of(tx, 1))
    digest = held[0].sha256
    kept = office.app.files if hasattr(office.app, "files") else office.app.house.files
    assert kept.has(digest)
    await office.zhao.says(f"误传处置 {item} 确认")
    await office.zhao.expects("已销毁误传内容", "附件1个")
    for person in (office.chen, office.wang):
        await person.expects("误传处置", item)
    assert not kept.has(digest)
    assert (await office.read(lambda tx: files.by_hash(tx, digest))).state == "refused"
    assert "涉密附件" not in await everything(office)
    await office.chen.sends("涉密附件.docx", caption="再发一次试试看能不能收下这个文件")
    offer = await office.chen.expects("请确认：是否新建稿件")
    await office.chen.expects("未接收")
    await offer.taps("不是")


async def test_only_the_secrecy_officer(office: Office) -> None:
    item, task = await handed_over(office)
    await office.liu.says(f"误传处置 {item}")
    await office.liu.expects("误传处置由保密审查员办理")
    await office.chen.says(f"误传处置 {item} 确认")
    await office.chen.expects("误传处置由保密审查员办理")
    assert "提交网址" in task.buttons
