"""What the demonstration's page asks the bot: the article behind the newest act, and a step that is complete."""

import asyncio
import json
from typing import Any

from bot import doors
from tests.office import Office
from tests.office_people import Item
from tests.stories import ways
from workflow.notices import Notice, tell


async def why(office: Office) -> dict[str, Any]:
    found: dict[str, Any] = (await office.read(lambda tx: doors.reasons(office.app, tx)))["last"]
    return found


async def cites(office: Office, act: str, cite: str, item: Item) -> None:
    last = await why(office)
    assert (last["act"], last["cite"], last["item"]) == (act, cite, item.number)
    assert last["says"]


async def test_each_act_cites_the_article_of_its_step(office: Office) -> None:
    item = await ways.handed_in(office)
    await cites(office, "step.opened", "第十八条（二）", item)
    await ways.head_approves(office, item)
    await ways.office_approves(office, item)
    await cites(office, "item.handed_over", "第十八条（三）", item)
    task = await office.qian.expects("请发布", item)
    address = office.site.publishes("tzgg", ways.TITLE, ways.BODY)
    await ways.gives_address(office, task, address)
    card = await office.chen.expects("请确认效果", item)
    await cites(office, "item.published", "第十八条（三）", item)
    await card.taps("有问题")
    await office.chen.expects("请回复问题")
    await office.chen.says("附件打不开，请改正。")
    await office.chen.expects("已转")
    await office.qian.expects("请改正网页", item)
    again = await office.qian.expects("请发布", item)
    assert (await why(office))["cite"] == "第十八条（四）"
    await ways.gives_address(office, again, address)
    await (await office.chen.expects("请确认效果", item)).taps("确认效果")
    await cites(office, "item.confirmed", "第十八条（四）", item)
    assert (await why(office))["who"] == "陈信息"
    await office.wu.says("邀请 林同志 法制股 信息员")
    await office.wu.expects("请转交邀请")
    await cites(office, "item.confirmed", "第十八条（四）", item)


class Asked:
    """A request to step to an instant."""

    def __init__(self, to: str) -> None:
        self.to = to

    async def json(self) -> dict[str, str]:
        return {"to": self.to}


async def test_a_step_answers_when_all_that_is_due_has_left(office: Office) -> None:
    """Two messages into one chat leave a second apart: the second is due as well."""

    def two(desk: Any) -> None:
        for occasion in ("one", "two"):
            tell(desk, Notice("roster.waiting", office.people["chen"], "person:1", occasion))

    await office.act(two)
    await office.chen.expects("新账号须由他人确认")
    assert not office.chen.unheard(), "the second waits for its slot"
    step = asyncio.create_task(doors._step(office.app, Asked(office.clock.now().isoformat())))
    await office.rest()
    for _ in range(50):
        await asyncio.sleep(0.001)
    assert not step.done()
    await office.clock.forward(seconds=3)
    answer = await asyncio.wait_for(step, 30)
    assert json.loads(answer.text)["rest_day"] is False
    await office.chen.expects("新账号须由他人确认")
