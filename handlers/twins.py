"""Every button in words: taps die with a platform's queue, words do not."""

from dataclasses import replace

from handlers.acts import Said
from handlers.routing import Answer, command
from handlers.submit import item_of
from workflow import confirm as confirming
from workflow import draft, importance, lookup, passing, publish, seat, secrecy, submit, urgency, wording
from workflow.desk import Desk, Refused
from workflow.notices import Notice


def _numbered(said: Said, desk: Desk) -> int:
    """The item that a number or its tail names."""
    if not said.rest:
        raise Refused("lookup.usage")
    return lookup.find_one(desk, said.rest.split()[0], by=said.by.id).id


def _drafted(said: Said, desk: Desk) -> int:
    """The draft under way: the one that is named, else the one that is open here."""
    if said.rest:
        return _numbered(said, desk)
    about = draft.open_here(desk, said.by.id, chat=said.by.chat)
    if about is None:
        raise Refused("draft.none_open")
    return item_of(about)


@command("submit", "提交", listed=False)
def submit_(said: Said, desk: Desk) -> Answer:
    """提交: the draft that is open."""
    number = submit.submit(desk, _drafted(said, desk), by=said.by.id)
    return Notice("draft.submitted", said.by.id, facts={"number": number})


@command("urgent", "加急", listed=False)
def urgent(said: Said, desk: Desk) -> Answer:
    """加急 理由: the draft that is open."""
    return urgency.mark(desk, _drafted(replace(said, rest=""), desk), by=said.by.id, why=said.rest)


@command("explain", "申请放行", listed=False)
def explain(said: Said, desk: Desk) -> Answer:
    """申请放行 理由: the draft that is open goes on with what the checks block."""
    return passing.explain(desk, _drafted(replace(said, rest=""), desk), by=said.by.id, why=said.rest)


@command("noturgent", "取消加急", listed=False)
def not_urgent(said: Said, desk: Desk) -> Answer:
    """取消加急 编号; without a number the draft that is open."""
    return urgency.lower(desk, _drafted(said, desk), by=said.by.id)


@command("drop", "放弃", listed=False)
def drop(said: Said, desk: Desk) -> Answer:
    """放弃: the draft that is open."""
    draft.drop(desk, _drafted(said, desk), by=said.by.id)
    return Notice("draft.dropped", said.by.id)


@command("amend", "修改", listed=False)
def amend(said: Said, desk: Desk) -> Answer:
    """修改 编号: a returned or withdrawn item opens as a draft."""
    submit.amend(desk, _numbered(said, desk), by=said.by.id, occasion=said.occasion)
    return None


def _seated(said: Said, desk: Desk) -> str:
    """The seat that a short code names."""
    who = f"{said.by.platform}:{said.by.bot}:{said.by.account}"
    return seat.by_code(desk, said.rest.partition(" ")[0], person=said.by.id, who=who)


@command("secrecy", "全部符合", listed=False)
def secrecy_all(said: Said, desk: Desk) -> Answer:
    """全部符合 K7Q2."""
    return secrecy.tick_all(desk, _seated(said, desk), by=said.by.id)


@command("raise", "标为重要", listed=False)
def raise_item(said: Said, desk: Desk) -> Answer:
    """标为重要 K7Q2."""
    return importance.change(desk, _seated(said, desk), by=said.by.id, important=True)


@command("lower", "取消重要", listed=False)
def lower_item(said: Said, desk: Desk) -> Answer:
    """取消重要 K7Q2."""
    return importance.change(desk, _seated(said, desk), by=said.by.id, important=False)


@command("accept", "采用", listed=False)
def accept(said: Said, desk: Desk) -> Answer:
    """采用 编号: the wording that the office proposed last."""
    item = _numbered(said, desk)
    number = wording.accept(desk, f"item:{item}", by=said.by.id, proposal=wording.newest(desk, item))
    return Notice("draft.submitted", said.by.id, facts={"number": number})


@command("decline", "不采用", listed=False)
def decline(said: Said, desk: Desk) -> Answer:
    """不采用 编号."""
    item = _numbered(said, desk)
    wording.decline(desk, f"item:{item}", by=said.by.id, proposal=wording.newest(desk, item))
    return Notice("done", said.by.id)


@command("done", "已改好", "已删除", "已办好", listed=False)
def done(said: Said, desk: Desk) -> Answer:
    """已改好 / 已删除 / 已办好 编号: the address stays what it was."""
    return publish.submit_address(desk, _numbered(said, desk), by=said.by.id, url=None)


@command("url", "网址", listed=False)
def url(said: Said, desk: Desk) -> Answer:
    """网址 编号 地址."""
    _, _, address = said.rest.partition(" ")
    return publish.submit_address(desk, _numbered(said, desk), by=said.by.id, url=address.strip() or "-")


@command("synced", "目录已同步", "已同步", listed=False)
def synced(said: Said, desk: Desk) -> Answer:
    """目录已同步 编号."""
    return publish.synced(desk, _numbered(said, desk), by=said.by.id)


@command("confirm", "确认效果", "确认", listed=False)
def confirm(said: Said, desk: Desk) -> Answer:
    """确认效果 编号; where something is to be proved by a number, that stands behind it."""
    _, _, number = said.rest.partition(" ")
    return confirming.confirm(desk, _numbered(said, desk), by=said.by.id, number=number)


@command("wrong", "有问题", listed=False)
def wrong(said: Said, desk: Desk) -> Answer:
    """有问题 编号 说明."""
    _, _, reason = said.rest.partition(" ")
    return confirming.report_wrong(desk, _numbered(said, desk), by=said.by.id, reason=reason.strip())
