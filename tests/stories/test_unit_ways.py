"""Qijiang's article 15 with what an office defines: a unit's own chain, and proofreadings."""

import json
from pathlib import Path

from tests.rules.test_unit_ways import PROOFREAD, TOWNS
from tests.stories.conftest import OpenOffice
from tests.stories.test_other_regimes import CHONGQING
from tests.stories.ways import BODY, TITLE


async def test_a_unit_with_a_chain_of_its_own_takes_it_and_its_neighbour_does_not(
    open_office: OpenOffice, tmp_path: Path
) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(json.dumps(TOWNS, ensure_ascii=False), "utf-8")
    office = await open_office(settings={"regime": "chongqing", "organisation.overlay": str(own)})
    item = await office.sun.submits(TITLE, body=BODY, answers=CHONGQING)
    for person in (office.ma, office.zhou):
        card = await person.expects("六方面审核", item)
        await card.taps("全部符合")
        await card.is_redrawn(containing="请审批")
        await card.taps("同意")
    district = await office.wang.expects("请审批", item, "区政府办公室")
    await office.zhao.expects("请审批", item)
    await district.taps("同意")
    await office.qian.expects("请发布", item)

    card = await office.chen.drafts(TITLE, body=BODY, answers=CHONGQING)
    assert "区政府办公室：" not in card.text


async def test_proofreadings_that_the_office_defined_are_stated_before_handing_in(
    open_office: OpenOffice, tmp_path: Path
) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(json.dumps(PROOFREAD, ensure_ascii=False), "utf-8")
    office = await open_office(settings={"regime": "chongqing", "organisation.overlay": str(own)})
    answers = CHONGQING | {"一校：文字": "已确认", "二校：数据": "已确认"}
    item = await office.chen.submits(TITLE, body=BODY, answers=answers)
    await office.liu.expects("六方面审核", item, "一校：文字：已确认", "二校：数据：已确认")
