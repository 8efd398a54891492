"""Examples of 外部单位."""

from bot.cards.examples.cast import Example, item

EXAMPLES = (
    Example("external.ask_proof", "open", {"item": item(), "code": "K7Q2", "body": "市政务服务数据局"}),
    Example("external.scan_coming", "said", {}),
)
