"""The way of an item in one breath, for stories that begin further on: real taps on real cards all along."""

from tests.office import Office
from tests.office_people import Card, Item

TITLE = "关于开展年检工作的通知"
BODY = "请各单位于3月底前报送年检材料。逾期不报的，按规定处理。"


async def handed_in(office: Office, title: str = TITLE, **how: object) -> Item:
    """陈信息 hands in; 刘股长 is asked next."""
    return await office.chen.submits(title, **{"body": BODY, **how})


async def head_approves(office: Office, item: Item) -> Card:
    """刘股长 approves; his card."""
    card = await office.liu.expects("请审批", item)
    await card.taps("同意")
    return await card.is_redrawn(containing="已同意")


async def office_approves(office: Office, item: Item, by: str = "wang", *, secrecy: bool = True) -> Card:
    """One of the two in the Office passes the secrecy review and approves; the card of who did."""
    cards = {
        id_: await office.person(id_).expects("请作保密审查" if secrecy else "请审批", item)
        for id_ in ("wang", "zhao")
    }
    card = cards.pop(by)
    if secrecy:
        await card.taps("全部符合")
        await card.is_redrawn(containing="请审批")
    await card.taps("同意")
    await card.is_redrawn(containing="已同意")
    for other in cards.values():
        await other.is_redrawn(containing="无需再办", buttons=[])
    return card


async def handed_over(office: Office, title: str = TITLE, **how: object) -> tuple[Item, Card]:
    """An ordinary item, approved by head and Office; 钱网管's card."""
    item = await handed_in(office, title, **how)
    await head_approves(office, item)
    await office_approves(office, item)
    return item, await office.qian.expects("请发布", item)


async def gives_address(office: Office, task: Card, address: str) -> None:
    """钱网管 gives the address by replying to the card."""
    await task.is_answered(address)
    await office.qian.expects("已记录，正在核对网页")


async def published(office: Office, title: str = TITLE, **how: object) -> tuple[Item, Card, str]:
    """Published and found to be as approved; 陈信息's card to confirm, and the address."""
    item, task = await handed_over(office, title, **how)
    address = office.site.publishes("tzgg", title, str(how.get("body", BODY)))
    await gives_address(office, task, address)
    return item, await office.chen.expects("请确认效果", item, "已核实"), address


async def closed(office: Office, title: str = TITLE, **how: object) -> tuple[Item, str]:
    """Published and confirmed; the item and its address."""
    item, card, address = await published(office, title, **how)
    await card.taps("确认效果")
    await card.is_redrawn(containing="已确认效果")
    return item, address
