"""The smallest regime of docs/add-a-regime.md, played: its own form, route and clock, and nothing else."""

from pathlib import Path

from tests.rules.test_newcomer import SENTENCE, blocks
from tests.stories.conftest import OpenOffice

TITLE = "关于开展年检工作的通知"


async def test_the_smallest_regime_is_played_to_its_end(open_office: OpenOffice, tmp_path: Path) -> None:
    path = tmp_path / "tryout.yaml"
    path.write_text(blocks("add-a-regime.md", "yaml")[0].replace("{…}", SENTENCE), "utf-8")
    office = await open_office(settings={"regime": str(path)})

    await office.chen.says("关于开展年检工作的通知请各单位于三月底前报送材料")
    offer = await office.chen.expects("是否新建稿件")
    for label, word in (("申请修改", "修改"), ("申请删除", "删除")):
        assert f"没有“{word}”" in await offer.taps(label)
    await offer.taps("不是")

    await office.chen.says(f"交稿 {TITLE}")
    draft = await office.chen.expects("请核对后提交", "部门负责人：刘股长")
    await draft.taps("提交")
    filed = await office.chen.expects("已报送", "KP-2026-0001")
    card = await office.liu.expects("请审批", "KP-2026-0001", lacking="保密审查")
    await card.taps("同意")
    task = await office.qian.expects("请发布", "KP-2026-0001")
    await task.is_answered(office.site.publishes("tzgg", TITLE, "请各单位报送。"))
    await office.qian.expects("已记录，正在核对网页")
    done = await office.chen.expects("请确认效果", "已核实")
    await done.taps("确认效果")
    await filed.is_redrawn(containing="已办结")
