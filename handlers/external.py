"""外部单位: what a body outside the house decided is recorded, by its number or a scan."""

from handlers.acts import Said, Tap
from handlers.routing import Answer, answer, button
from workflow import asking, external, handin
from workflow.desk import Desk
from workflow.notices import Notice


@button("external.record")
def ask_proof(tap: Tap, desk: Desk) -> Answer:
    """登记结果: the next words or the next file are the proof."""
    told = external.ask(desk, tap.subject, by=tap.by.id, content_hash=tap.content_hash)
    asking.ask(desk, person=tap.by.id, chat=tap.by.chat, kind="external.proof", subject=tap.subject)
    return told


@answer("external.proof")
def proof(said: Said, desk: Desk) -> Answer:
    """The number, which decides at once; or a scan, upon which the card offers 同意."""
    if said.files:
        file = said.files[0]
        source = {"platform": said.by.platform, "bot": said.by.bot, "file_id": file.file_id}
        handin.take_file(
            desk,
            by=said.by.id,
            name=file.name,
            size=file.size,
            album=None,
            item=None,
            source={**source, "proof": said.subject},
        )
        told = Notice("external.scan_coming", said.by.id, said.subject)
    else:
        told = external.record(desk, said.subject, by=said.by.id, number=said.text)
    asking.done(desk, person=said.by.id, chat=said.by.chat)
    return told
