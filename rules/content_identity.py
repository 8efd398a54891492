"""Numbers and words that point at one person: identity numbers, telephones, bank cards, addresses, illness.

A number is looked for in runs of digits, however they are grouped; what is a number of another sort (a
date, an amount, a unit's credit code) is told apart by its check digit, its groups and what stands around.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date

from rules.content_find import Hit, masked
from rules.content_plain import Plain

LONGEST = 19  # digits of the longest number looked for
_RUN = re.compile(r"[0-9](?:[ .·_\-–—‐‑]{0,2}[0-9])*(?: ?[Xx](?![0-9A-Za-z]))?")
_GROUP = re.compile(r"[0-9]+[Xx]?|[Xx]")
_CREDIT = re.compile(r"(?<![0-9A-Za-z])[0-9A-HJ-NP-RT-UW-Y]{18}(?![0-9A-Za-z])")
_CREDIT_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = [pow(3, place, 31) for place in range(17)]
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECK = "10X98765432"
_PROVINCES = frozenset(
    first + last
    for first, lasts in zip(
        "12345678", ("12345", "123", "1234567", "123456", "01234", "12345", "1", "123"), strict=True
    )
    for last in lasts
)
_MOBILE_GROUPS = frozenset({(11,), (3, 4, 4), (3, 8), (7, 4), (1,) * 11})
_CARD = re.compile(r"(?:62[0-9]{14,17}|4[0-9]{15}|5[1-5][0-9]{14}|35[0-9]{14}|3[47][0-9]{13})")
_UNITS = frozenset("元万亿吨平立千瓦人个件册份户只株亩米升度%‰")
_OTHER_NUMBER = re.compile(
    r"(?:编号|文号|单号|流水号|代码|备案号|批准号|许可证号|证书号|合同号|订单|发票)\S{0,3}$"
)
_ACCOUNT = re.compile(r"卡号|账号|帐号|账户|帐户|开户")
_PASSPORT = re.compile(
    r"(?<![0-9A-Za-z])(?:[EGDSP][0-9]{8}|E[A-HJ-NP-Z][0-9]{7}|[HM][0-9]{8}(?:[0-9]{2})?)(?![0-9A-Za-z])"
)
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·. ]?"
    r"(?=[A-HJ-NP-Z]{0,5}[0-9])[A-HJ-NP-Z0-9]{5,6}(?![0-9A-Za-z])"
)
_MAIL_NAME = re.compile(r"[A-Za-z0-9._%+\-]{1,64}$")
_MAIL_HOST = re.compile(r"[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){1,5}")
_HOME = re.compile(
    r"家庭(?:住|地)址|现住址|身份证(?:住|地)址|户籍(?:地址|所在地|地)|常住地址|居住地址|住址|现住|家住"
)
_STREET = re.compile(r"[路街巷弄村里道苑区园]\D{0,12}[0-9]{1,5}(?:号|栋|幢|座|组|室|房)")
_REACH = 40  # characters in which a word belongs to another
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭"
    "陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞"
)
_PERSON = re.compile(
    rf"(?:(?:姓名:?|患者|病人|户主|残疾人|学生|救助对象|监护对象) ?(?P<a>[{SURNAMES}][\u4e00-\u9fff]{{1,2}}?)"
    rf"(?=[,、;:。()\s|]|因|患|男|女|身)"
    rf"|(?P<b>[{SURNAMES}][\u4e00-\u9fff]{{1,2}}?)[,、( |\t]{{1,3}}(?:男|女|[0-9]{{1,3}}岁))"
)
_CHILD = re.compile(r"(?:小学|幼儿园|未成年|监护人)|(?<![0-9])(?:[1-9]|1[0-3])岁")


def personal(
    text: Plain,
    *,
    today: date,
    allowed: frozenset[str] = frozenset(),
    illness: Callable[[int, int], str] = lambda _start, _end: "",
) -> Iterator[Hit]:
    """Find what points at a person.

    `allowed` are numbers (digits only) that the office has cleared: its service telephones, the accounts
    into which fees are paid. `illness` tells which word of the office's list stands in a stretch of the plain
    text, "" for none.
    """
    spoken_for = _credit_codes(text.text)
    yield from _numbers(text, today=today, allowed=allowed, spoken_for=spoken_for)
    for kind, pattern in (("passport", _PASSPORT), ("plate", _PLATE)):
        for found in pattern.finditer(text.text):
            yield _hit(text, kind, found.start(), found.end(), sure=False)
    yield from _mails(text)
    yield from _addresses(text)
    yield from _people(text, illness)


def _hit(text: Plain, kind: str, start: int, end: int, *, sure: bool = True) -> Hit:
    first, last = text.span(start, end)
    return Hit(kind, first, last, masked(text.text[start:end]), sure=sure)


def _numbers(
    text: Plain, *, today: date, allowed: frozenset[str], spoken_for: list[tuple[int, int]]
) -> Iterator[Hit]:
    for run in _RUN.finditer(text.text):
        before = text.text[run.start() - 1 : run.start()]
        if before.isascii() and before.isalpha():
            continue
        groups = [(found.start() + run.start(), found[0]) for found in _GROUP.finditer(run[0])]
        done = -1  # what stands before it belongs to a number already
        for first, (start, _) in enumerate(groups):
            digits, sizes = "", []
            for at, group in groups[first : first + LONGEST]:
                digits += group.upper()
                sizes.append(len(group))
                if len(digits) > LONGEST:
                    break
                end = at + len(group)
                kind = (
                    None if start < done else _number(text.text, digits, sizes, at=(start, end), today=today)
                )
                if kind is None or digits in allowed or digits.removeprefix("86") in allowed:
                    continue
                if kind[0] != "citizen_id" and any(a <= start < b for a, b in spoken_for):
                    continue  # a unit's number that has the shape of a person's
                done = end
                yield _hit(text, kind[0], start, end, sure=kind[1])
                break


def _number(
    text: str, digits: str, groups: list[int], *, at: tuple[int, int], today: date
) -> tuple[str, bool] | None:
    """Which sort of number is it, and is it surely one?"""
    (start, end), sizes = at, tuple(groups)
    after = text[end : end + 1]
    if after.isascii() and after.isalpha():
        return None
    if len(digits) == 18:
        if is_citizen_id(digits, today=today):
            return "citizen_id", True
        if sizes in ((18,), (6, 8, 4), (17, 1)) and _id_shape(digits, today):
            return "citizen_id_wrong", False
    if sizes == (15,) and _id_15(digits):
        return "citizen_id_15", False
    if not digits.isdecimal():
        return None
    if (
        _is_mobile(digits, sizes)
        and after not in _UNITS
        and not _OTHER_NUMBER.search(text[max(0, start - 9) : start])
    ):
        return "mobile", True
    regular = len(sizes) == 1 or (len(set(sizes[:-1])) == 1 and sizes[0] == 4 and len(sizes) >= 4)
    if regular and _CARD.fullmatch(digits) and luhn(digits):
        return "bank_card", _ACCOUNT.search(text[max(0, start - 20) : start]) is not None
    return None


def _is_mobile(digits: str, sizes: tuple[int, ...]) -> bool:
    if sizes == (13,) and digits.startswith("86"):
        digits, sizes = digits[2:], (11,)
    return sizes in _MOBILE_GROUPS and digits[0] == "1" and digits[1] in "3456789"


def is_citizen_id(digits: str, *, today: date) -> bool:
    """Tell whether 18 signs are an identity number: province, day of birth and check digit are right."""
    if not _id_shape(digits, today):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits, _ID_WEIGHTS, strict=False))
    return digits[17] == _ID_CHECK[total % 11]


def _id_shape(digits: str, today: date) -> bool:
    if digits[:2] not in _PROVINCES or not digits[:17].isdecimal():
        return False
    born = _date(digits[6:14])
    return born is not None and date(1900, 1, 1) <= born <= today


def _id_15(digits: str) -> bool:
    return digits[:2] in _PROVINCES and _date("19" + digits[6:12]) is not None


def _date(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None


def luhn(digits: str) -> bool:
    """Tell whether the last digit is the check digit of a bank card (one number of ten passes by chance)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _credit_codes(text: str) -> list[tuple[int, int]]:
    """Where unified social credit codes stand: a unit's number, never a person's."""
    return [found.span() for found in _CREDIT.finditer(text) if is_credit_code(found[0])]


def is_credit_code(signs: str) -> bool:
    """Tell whether 18 signs are a unified social credit code: the check sign modulo 31 is right."""
    if any(sign not in _CREDIT_SIGNS for sign in signs) or not signs[2:8].isdecimal():
        return False
    total = sum(
        _CREDIT_SIGNS.index(sign) * weight for sign, weight in zip(signs, _CREDIT_WEIGHTS, strict=False)
    )
    return signs[17] == _CREDIT_SIGNS[-total % 31]


def _mails(text: Plain) -> Iterator[Hit]:
    at = text.text.find("@")
    while at >= 0:
        name = _MAIL_NAME.search(text.text, max(0, at - 64), at)
        host = _MAIL_HOST.match(text.text, at + 1)
        if name and host and not host[0].endswith(".gov.cn"):
            yield _hit(text, "mail", name.start(), host.end(), sure=False)
        at = text.text.find("@", at + 1)


def _addresses(text: Plain) -> Iterator[Hit]:
    for label in _HOME.finditer(text.text):
        stretch = text.text[label.end() : label.end() + _REACH].partition("\n")[0]
        if found := _STREET.search(stretch):
            yield _hit(text, "address", label.end(), label.end() + found.end())


def _people(text: Plain, illness: Callable[[int, int], str]) -> Iterator[Hit]:
    """Names by their company, with an illness or a child's age close by."""
    for found in _PERSON.finditer(text.text):
        name = found["a"] or found["b"]
        if name.endswith(("某", "某某")):
            continue
        start = found.start("a") if found["a"] else found.start("b")
        around = max(0, start - _REACH), min(len(text.text), found.end() + _REACH)
        if word := illness(*around):
            first, last = text.span(start, start + len(name))
            yield Hit("illness", first, last, f"{name[0]}**（{word}）")
        elif _CHILD.search(text.text, *around):
            first, last = text.span(start, start + len(name))
            yield Hit("minor", first, last, f"{name[0]}**", sure=False)
