"""Official texts out of a grammar of our own: what offices really publish, with nothing wrong in it.

Days bear their own weekday, telephones are landlines, numbers of documents and projects look like those of
everyday papers, and words that check lists look for stand where they are right.
"""

import random
from collections.abc import Iterator
from datetime import date, timedelta

PLACES = ("开平市", "玉溪市红塔区", "珠海市香洲区", "綦江区", "江苏省", "江川区", "恩平市")
UNITS = (
    "司法局",
    "应急管理局",
    "教育局",
    "卫生健康局",
    "财政局",
    "自然资源局",
    "民政局",
    "市场监督管理局",
    "住房和城乡建设局",
)
MATTERS = (
    "年度行政执法证年检",
    "冬季消防安全检查",
    "农村危房改造补助资金发放",
    "公共法律服务体系建设",
    "防范非法集资宣传月活动",
    "中小学幼儿园招生工作",
    "高血压糖尿病患者健康管理服务",
    "政府信息公开工作",
    "保密宣传教育活动",
    "残疾人就业援助",
    "地质灾害防治",
    "城市更新规划示意图公示",
    "生态环境保护督察整改",
    "中央财政补助资金分配",
    "行政复议案件办理",
)
VERBS = ("贯彻落实", "统筹推进", "认真组织", "扎实开展", "依法办理", "全面部署")
SENTENCES = (
    "各镇（街道）、各有关单位要{verb}上级决策部署，于{day}前将情况报送{unit}。",
    "会议强调，要坚持以习近平新时代中国特色社会主义思想为指导，{verb}{matter}。",
    "经{place}人民政府研究同意，现将《{matter}实施方案》印发给你们，请遵照执行。",
    "对符合条件的户籍居民，凭身份证到{place}政务服务中心（东兴大道88号5楼502室）办理。",
    "咨询电话：0750-2288{n4}，监督电话：（0750）22{n5}0，传真：0750-2211{n4}。",
    "项目代码：20{n2}-440783-78-01-{n6}，总投资{money}元，建设规模{big}平方米。",
    "统一社会信用代码：{credit}，开户银行：中国建设银行{place}支行，账号：4400167{n5}30500{n5}。",
    "任何单位和个人不得泄露工作秘密，依法不予公开、依申请公开的政府信息按有关规定办理。",
    "公示期为{day}至{later}，共7个工作日。有异议的，请以书面形式反馈，邮箱：{mail}@kaiping.gov.cn。",
    "2025年全市共受理{n4}件，办结{n4}件，同比增长{n2}.{n2}%，拨付资金1{n5}00000元。",
    "严禁在互联网上存储、处理国家秘密，保守国家秘密人人有责，机密、秘密级文件按保密规定管理。",
    "根据市领导批示精神，{unit}牵头{verb}{matter}，确保件件有着落。",
    "（一）明确责任。领导小组办公室设在{unit}，由分管副局长兼任办公室主任。",
    "办理期限：自受理之日起20个工作日；许可证编号：YZ4407{n6}{n5}。",
    "{day}（{week}）上午9时，{place}{unit}召开{matter}座谈会，30多人参加。",
    "12345政务服务便民热线、12348公共法律服务热线24小时受理群众咨询。",
    "第十四条　患者张某等人（均为化名）的诉求已转有关科室处理。",
    "编制人数128人，其中35岁以下46人，党员占75%；车辆编制12辆。",
)
ENDINGS = ("特此通知。", "特此公告。", "专此报告。", "请认真抓好落实。", "")
_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def credit_code(chance: random.Random) -> str:
    """A unit's number with its right check sign."""
    signs = "11440783" + "".join(chance.choice("0123456789") for _ in range(9))
    total = sum(_SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(signs))
    return signs + _SIGNS[-total % 31]


def texts(count: int, *, seed: int, today: date) -> Iterator[tuple[str, str]]:
    """Titles and bodies, the same for the same seed."""
    chance = random.Random(seed)
    for _ in range(count):
        place, unit, matter = chance.choice(PLACES), chance.choice(UNITS), chance.choice(MATTERS)
        paragraphs = [
            chance.choice(SENTENCES).format(**_filled(chance, place, unit, today))
            for _ in range(chance.randint(4, 14))
        ]
        number = f"{place[:1]}{unit[:1]}发〔{today.year}〕{chance.randint(1, 99)}号"
        signed = today - timedelta(days=chance.randint(0, 20))
        body = "\n".join(
            [number, "各有关单位：", *paragraphs, chance.choice(ENDINGS), f"{place}{unit}", _written(signed)]
        )
        yield f"{place}{unit}关于{matter}的通知", body


def _filled(chance: random.Random, place: str, unit: str, today: date) -> dict[str, str]:
    day = today + timedelta(days=chance.randint(-60, 60))
    digits = {f"n{n}": "".join(chance.choice("0123456789") for _ in range(n)) for n in (2, 4, 5, 6)}
    return digits | {
        "place": place,
        "unit": f"{place}{unit}",
        "matter": chance.choice(MATTERS),
        "verb": chance.choice(VERBS),
        "day": _written(day),
        "later": _written(day + timedelta(days=9)),
        "week": "星期" + "一二三四五六日"[day.weekday()],
        "money": str(chance.choice((13800000000, 15000000000, 18600000000, 960000))),
        "big": str(chance.choice((13912345678, 120000))),
        "credit": credit_code(chance),
        "mail": chance.choice(("sfj", "yjglj", "zwgk")),
    }


def _written(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
