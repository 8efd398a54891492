"""Examples of what the chat says of the mobile page."""

from bot.cards.examples.cast import Example

URL = "https://duwang.kaiping.example/m/in/link/q8Jt0S7d3x0u2m5h1c9b4v6n8k2j7g3f"

EXAMPLES = (
    Example("page.link", "open", {"url": URL, "minutes": 10}),
    Example("page.upload", "open", {"path": "/m/draft/42", "limit": 200}),
    Example(
        "page.upload",
        "too_big",
        {"path": "/m/new", "limit": 200, "small": 20, "name": "宣传片.mp4", "mb": 23.5},
    ),
)
