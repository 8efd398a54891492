"""待办, 我的, 查, 查看: at most five rows and a button for more."""

from handlers.acts import Said, Tap
from handlers.routing import Answer, button, command
from handlers.submit import item_of
from rules.enquiry import EnquiryNumber
from workflow import column_board, departure, enquiry_facts, finding_facts, lookup, seen, subjects
from workflow.desk import Desk, Refused
from workflow.notices import Notice

OPENED = {  # by the kind of subject
    "column": column_board.opened,
    "enquiry": enquiry_facts.opened,
    "finding": finding_facts.opened,
    "liaison": departure.opened,
}


@command("todo", "待办")
def todo(said: Said, desk: Desk) -> Answer:
    """What waits for me."""
    return lookup.listing(desk, by=said.by.id, what="todo", occasion=said.occasion)


@command("mine", "我的")
def mine(said: Said, desk: Desk) -> Answer:
    """What I handed in."""
    return lookup.listing(desk, by=said.by.id, what="mine", occasion=said.occasion)


@command("find", "查", "查找")
def find(said: Said, desk: Desk) -> Answer:
    """查 编号、尾号或词."""
    if not said.rest:
        raise Refused("lookup.usage")
    if EnquiryNumber.read(said.rest) is not None:
        return enquiry_facts.find_whole(desk, said.rest, by=said.by.id, occasion=said.occasion)
    return lookup.listing(desk, by=said.by.id, what="found", query=said.rest, occasion=said.occasion)


@command("item", "查看")
def item(said: Said, desk: Desk) -> Answer:
    """查看 编号: one item whole."""
    if not said.rest:
        raise Refused("lookup.usage")
    if EnquiryNumber.read(said.rest) is not None:
        return enquiry_facts.find_whole(desk, said.rest, by=said.by.id, occasion=said.occasion)
    found = lookup.find_one(desk, said.rest, by=said.by.id)
    seen.opened(desk, found, by=said.by.id)
    return Notice("lookup.item", said.by.id, found.about)


@button("item.open")
def open_item(tap: Tap, desk: Desk) -> Answer:
    """A row was tapped: the card on which to act, else the whole of it."""
    opens = OPENED.get(tap.subject.partition(":")[0])
    if opens is not None:
        return opens(desk, tap.subject, by=tap.by.id, occasion=tap.occasion)
    shown = lookup.open_item(desk, tap.subject, by=tap.by.id, occasion=tap.occasion)
    seen.opened(desk, subjects.load(desk, item_of(tap.subject)), by=tap.by.id)
    return shown


@button("lookup.page")
def page(tap: Tap, desk: Desk) -> Answer:
    """更多."""
    return lookup.listing(
        desk,
        by=tap.by.id,
        what=tap.args["what"],
        page=int(tap.args["page"]),
        query=tap.args.get("query", ""),
        occasion=tap.occasion,
    )
