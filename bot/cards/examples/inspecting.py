"""Examples of what is said of 检查链接."""

from bot.cards.examples.cast import Example

URL = "https://duwang.kaiping.example/m/inspect/q8Jt0S7d3x0u2m5h1c9b4v6n8k2j7g3f"

EXAMPLES = (
    Example(
        "inspecting.made",
        "open",
        {"url": URL, "count": 12, "until": "2026-02-16T09:00:00+08:00", "days": 7},
    ),
    Example("inspecting.called_back", "some", {"count": 2}),
    Example("inspecting.called_back", "none", {"count": 0}),
)
