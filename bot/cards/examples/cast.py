"""The made-up office of the examples: its people, items, files and dates."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Example:
    """Facts of one kind in one state. ``in_group`` tells that a group reads it."""

    kind: str
    state: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    in_group: bool = False


CHEN, LIU, ZHOU, WU, ZHENG = "陈晓", "刘建国", "周敏", "吴海燕", "郑强"
UNIT = "公共法律服务股"
TITLE = "关于2026年度律师事务所年度检查考核工作的通知"
LONG_TITLE = "关于公开征集《开平市公共法律服务体系建设三年行动计划（2026—2028年）》意见建议的公告"
BODY = (
    "各律师事务所：\n"
    "根据《律师事务所年度检查考核办法》，现将2026年度检查考核有关事项通知如下。\n"
    "一、请于2026年3月13日前报送年度工作总结和考核材料。\n"
    "二、联系电话：0750-2212345。"
)
SIGN = {
    "zh_CN": "已按第十六条、第二十二条审查，未发现问题，同意发布",
    "en": "I reviewed it under Articles 16 and 22, found no problem and agree to publication",
}
OFFICE_STEP = {"key": "office", "label": {"zh_CN": "办公室", "en": "Office"}, "cite": "第十八条（二）"}
HEAD_STEP = {"key": "head", "label": {"zh_CN": "部门负责人", "en": "section head"}, "cite": "第十八条（二）"}
HASH = "9f2c4e1ab07d53886b0c8f1d2e3a4b5c6d7e8f90123456789abcdef012345678"
URL = "https://www.kaiping.example/kpssfzww/tzgg/202602/t20260212_1.html"
BASE = "https://www.kaiping.example/kpssfzww/"


def label(zh: str, en: str) -> dict[str, str]:
    """Return a text of a data file, in both languages."""
    return {"zh_CN": zh, "en": en}


def item(**other: Any) -> Facts:
    """Return an item's facts; ``other`` replaces some of them."""
    return {
        "id": 42,
        "number": "KP-2026-0042",
        "title": TITLE,
        "kind": "publish",
        "office": UNIT,
        "submitter": CHEN,
        "column": "通知公告",
        "important": False,
        "state": "review",
        **other,
    }


def who(name: str, at: str = "2026-02-10T10:02:00+08:00") -> Facts:
    """Return who acted, and when."""
    return {"name": name, "at": at}


def file(name: str = "年度检查考核通知.docx", state: str = "stored", size: int = 48_213) -> Facts:
    """Return a file's facts."""
    kind = "application/pdf" if name.endswith(".pdf") else "application/msword"
    return {
        "name": name,
        "size": size,
        "type": kind,
        "sha256": HASH if state == "stored" else "",
        "state": state,
    }


def deadline(due_on: str = "2026-03-12", days_left: int = 17, **other: Any) -> Facts:
    """Return a deadline's facts; ``other`` replaces some of them."""
    return {
        "rule": "KP-21-PUBLIC",
        "due_on": due_on,
        "days_left": days_left,
        "cite": "第二十一条",
        "figure": "20个工作日",
        "says": label(
            "信息形成后，须在此期限内完成审批并公开", "Review and publication must be complete by then"
        ),
        "provisional": False,
        "office_target": False,
        **other,
    }


PROPOSE = deadline(
    "2026-02-25",
    6,
    rule="KP-21-PROPOSE",
    figure="7个工作日",
    says=label("信息形成后，须在此期限内提请发布", "Publication must be requested by then"),
)
FORM = [
    {"key": "column", "label": label("栏目", "Column"), "value": "通知公告"},
    {"key": "importance", "label": label("重要程度", "Importance"), "value": label("普通", "ordinary")},
    {"key": "formed_on", "label": label("形成日期", "Formed on"), "value": "2026-02-06"},
    {"key": "source", "label": label("来源", "Source"), "value": "本单位"},
    {"key": "category", "label": label("类别", "Class"), "value": label("通知", "notice")},
    {"key": "mode", "label": label("方式", "Mode"), "value": label("网站发布", "on the website")},
    {"key": "limit_days", "label": label("时限", "Time limit"), "value": "3"},
    {"key": "secrecy_opinion", "label": label("初审意见", "First opinion"), "value": "不涉密，可以公开"},
]
ASPECTS = [
    ("nature", "内容属性", "nature of the content"),
    ("scope", "公开范围", "scope of publication"),
    ("form", "发布形式", "form of publication"),
    ("proactive", "符合主动公开规定", "fits the rules on proactive disclosure"),
    ("secret", "不涉密", "nothing classified"),
    ("fit", "适宜对外发布", "fit for publication"),
    ("true", "真实", "true"),
    ("exact", "准确", "exact"),
]


def secrecy(*answers: str | None) -> Facts:
    """Return the secrecy review with its eight lines answered as given, the rest open."""
    states = [*answers, *([None] * (len(ASPECTS) - len(answers)))]
    return {
        "label": label("保密审查", "Secrecy review"),
        "cite": "第十六条",
        "done": all(state == "ok" for state in states),
        "lines": [
            {"key": f"secrecy.{key}", "label": label(zh, en), "state": state}
            for (key, zh, en), state in zip(ASPECTS, states, strict=True)
        ],
    }


WALKED = [
    {"label": label("部门负责人", "section head"), "state": "done", "people": [], "by": who(LIU)},
    {
        "label": label("办公室", "Office"),
        "state": "done",
        "people": [],
        "by": who(ZHOU, "2026-02-10T15:20:00+08:00"),
    },
    {
        "label": label("网站管理员", "web administrator"),
        "state": "done",
        "by": who("", "2026-02-11T09:30:00+08:00"),
    },
    {"label": label("经办人", "liaison"), "state": "done", "people": [], "by": None},
]
BACK = [
    {"label": label("部门负责人", "section head"), "state": "done", "people": [], "by": who(LIU)},
    {"label": label("办公室", "Office"), "state": "returned", "people": [], "by": who(ZHOU)},
    {"label": label("网站管理员", "web administrator"), "state": "next", "people": [], "by": None},
]
ROUTE = [
    {"label": label("部门负责人", "section head"), "state": "done", "people": [], "by": who(LIU)},
    {"label": label("办公室", "Office"), "state": "now", "people": [ZHOU, WU], "by": None},
    {"label": label("网站管理员", "web administrator"), "state": "next", "people": [ZHENG], "by": None},
    {"label": label("经办人", "liaison"), "state": "next", "people": [CHEN], "by": None},
]
