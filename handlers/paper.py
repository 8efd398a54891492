"""纸质签批 and 补录: the office enters what was signed on paper, a second person confirms."""

from handlers.acts import Said, Tap
from handlers.life import named
from handlers.routing import Answer, answer, button, command
from rules.dates import read_date
from workflow import asking, handin, paper
from workflow.desk import Desk, Refused

RETURNED = ("退回", "returned")


@command("paper", "纸质签批", listed=False)
def enter(said: Said, desk: Desk) -> Answer:
    """纸质签批 编号 姓名 日期 [退回 理由]."""
    return _entered(said, desk, why="paper")


@command("catchup", "补录", listed=False)
def catch_up(said: Said, desk: Desk) -> Answer:
    """补录 编号 姓名 日期: what was decided on paper while the service was away."""
    return _entered(said, desk, why="outage")


def _entered(said: Said, desk: Desk, *, why: str) -> Answer:
    words = said.rest.split()
    on = read_date(words[2], today=desk.today) if len(words) > 2 else None
    if on is None:
        raise Refused("paper.usage")
    item, _ = named(said, desk)
    returned = None
    if len(words) > 3:
        if words[3] not in RETURNED:
            raise Refused("paper.usage")
        returned = " ".join(words[4:])
    id_, told = paper.enter(desk, item, by=said.by.id, signer=words[1], on=on, returned=returned, why=why)
    asking.ask(desk, person=said.by.id, chat=said.by.chat, kind="paper.scan", subject=f"paper:{id_}")
    return told


@answer("paper.scan")
def scan(said: Said, desk: Desk) -> Answer:
    """The scan, as a file or a picture."""
    if not said.files:
        raise Refused("paper.scan_missing")
    file = said.files[0]
    upload = handin.take_file(
        desk,
        by=said.by.id,
        name=file.name,
        size=file.size,
        album=None,
        item=None,
        source={"platform": said.by.platform, "bot": said.by.bot, "file_id": file.file_id},
    )
    told = paper.scanned(desk, int(said.subject.rpartition(":")[2]), by=said.by.id, upload=upload)
    asking.done(desk, person=said.by.id, chat=said.by.chat)
    return told


@button("paper.confirm")
def confirm(tap: Tap, desk: Desk) -> Answer:
    """核对无误."""
    return paper.confirm(desk, int(tap.subject.rpartition(":")[2]), by=tap.by.id)


@button("paper.refuse")
def refuse(tap: Tap, desk: Desk) -> Answer:
    """不符."""
    return paper.refuse(desk, int(tap.subject.rpartition(":")[2]), by=tap.by.id)


@command("paperright", "核对纸质", listed=False)
def settle_in_words(said: Said, desk: Desk) -> Answer:
    """核对纸质 7 无误, or 不符."""
    number, _, word = said.rest.partition(" ")
    if not number.isdecimal() or word.strip() not in ("无误", "不符", "right", "wrong"):
        raise Refused("paper.over")
    settle = paper.confirm if word.strip() in ("无误", "right") else paper.refuse
    return settle(desk, int(number), by=said.by.id)
