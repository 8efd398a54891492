"""What became of an application: part three of the yearly report's table, 国办公开办函〔2021〕30号."""

import unicodedata
from dataclasses import dataclass

from rules.model import Text

CITE = "国办公开办函〔2021〕30号"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One row of the table. `refuses`: nothing is given out, under 条例 第十四条 to 第十六条."""

    code: str
    text: Text
    refuses: bool = False


_ROWS = (
    ("1", "予以公开", "disclosed"),
    ("2", "部分公开", "disclosed in part"),
    ("3.1", "不予公开：国家秘密", "withheld: state secret"),
    ("3.2", "不予公开：其他法律、行政法规禁止", "withheld: forbidden by another law"),
    ("3.3", "不予公开：三安全一稳定", "withheld: national, public or economic security, social stability"),
    ("3.4", "不予公开：损害第三方权益", "withheld: rights of a third party"),
    ("3.5", "不予公开：内部事务信息", "withheld: internal affairs"),
    ("3.6", "不予公开：过程性信息", "withheld: part of a process"),
    ("3.7", "不予公开：行政执法案卷", "withheld: case file of law enforcement"),
    ("3.8", "不予公开：行政查询事项", "withheld: to be looked up elsewhere by its own rules"),
    ("4.1", "无法提供：本机关不掌握", "cannot be given: not held here"),
    ("4.2", "无法提供：需另行制作", "cannot be given: would have to be made"),
    ("4.3", "无法提供：补正后仍不明确", "cannot be given: still unclear after correction"),
    ("5.1", "不予处理：信访举报投诉", "not processed: petition, report or complaint"),
    ("5.2", "不予处理：重复申请", "not processed: repeated"),
    ("5.3", "不予处理：要求提供公开出版物", "not processed: a published work"),
    ("5.4", "不予处理：无正当理由大量反复申请", "not processed: great numbers without good reason"),
    ("5.5", "不予处理：要求确认或重新出具", "not processed: asks to confirm or to issue anew"),
    ("6.1", "其他：逾期不补正", "other: not corrected in time"),
    ("6.2", "其他：逾期不缴费", "other: fee not paid in time"),
    ("6.3", "其他", "other"),
)
OUTCOMES = {code: Outcome(code, Text(zh, en), code.startswith("3")) for code, zh, en in _ROWS}


def outcome_of(word: str) -> str | None:
    """The code that a word is: ``1``, ``3.4``, ``三`` is none; full-width figures are taken."""
    plain = unicodedata.normalize("NFKC", word).strip().rstrip(".")
    return plain if plain in OUTCOMES else None
