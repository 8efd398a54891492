"""意见: words or files about an item that decide nothing."""

from handlers.acts import Said, Tap
from handlers.routing import Answer, answer, button, command
from handlers.submit import item_of
from workflow import asking, handin, informing, remarking
from workflow.desk import Desk, Refused


@button("item.remark")
def ask(tap: Tap, desk: Desk) -> Answer:
    """意见: the next words, or the next file, are it."""
    told = remarking.ask(desk, item_of(tap.subject), by=tap.by.id)
    asking.ask(desk, person=tap.by.id, chat=tap.by.chat, kind="item.remark", subject=tap.subject)
    return told


@answer("item.remark")
def remark(said: Said, desk: Desk) -> Answer:
    """Words, files, or both; further parts of an album follow as files of the same."""
    held = [
        handin.take_file(
            desk,
            by=said.by.id,
            name=file.name,
            size=file.size,
            album=said.album,
            item=None,
            source={"platform": said.by.platform, "bot": said.by.bot, "file_id": file.file_id},
        )
        for file in said.files
    ]
    told = remarking.remark(desk, item_of(said.subject), by=said.by.id, text=said.text, held=held)
    asking.done(desk, person=said.by.id, chat=said.by.chat)
    return told


@command("opinion", "意见", listed=False)
def remark_by_number(said: Said, desk: Desk) -> Answer:
    """意见 编号 内容; a short code of one's own seat will do."""
    which, _, words = said.rest.partition(" ")
    if not which:
        raise Refused("remark.empty")
    item = informing.item_behind(desk, which, by=said.by.id)
    if not words.strip():
        raise Refused("remark.empty")
    return remarking.remark(desk, item, by=said.by.id, text=words)
