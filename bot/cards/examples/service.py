"""Examples of help, settings and the like."""

from bot.cards.examples.cast import Example, label

COMMANDS = [
    {"word": "交稿", "command": "/newitem", "what": ""},
    {"word": "待办", "command": "/todo", "what": ""},
    {"word": "我的", "command": "/mine", "what": ""},
    {"word": "查", "command": "/find", "what": ""},
    {"word": "查看", "command": "/item", "what": ""},
    {"word": "登记形成", "command": "/formed", "what": ""},
    {"word": "同意", "command": "/approve", "what": ""},
    {"word": "退回", "command": "/return", "what": ""},
    {"word": "自定", "command": "", "what": label("本单位自定的用法", "a word of this office")},
]

EXAMPLES = (
    Example("help", "open", {"role_words": ["liaison", label("联络员", "contact")], "commands": COMMANDS}),
    Example("settings", "zh", {"lang": "zh_CN", "digest_at": "08:30"}),
    Example("settings", "en", {"lang": "en", "digest_at": "14:30"}),
    Example("cancelled", "other", {"what": label("新建稿件", "new draft")}),
    *(
        Example("cancelled", kind, {"what": kind})
        for kind in ("draft", "offer", "review.reason", "review.propose", "publish.url", "confirm.reason")
    ),
    Example("cancelled", "nothing", {"what": None}),
    Example("not_understood", "open", {}),
    Example("voice_unread", "open", {}),
    Example("too_fast", "open", {}),
    Example("card.ended", "open", {"summary": "已同意：关于年检的通知 KP-2026-0042"}),
    Example("service.gap", "open", {"from": "2026-02-09T12:00:00+08:00", "to": "2026-02-09T13:30:00+08:00"}),
)
