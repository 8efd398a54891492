"""Every regime against its own form and, where the published texts are at hand, against those."""

import csv
import re
from itertools import pairwise
from pathlib import Path

import pytest

from rules.cite import ARTICLE, OFFICE, articles, is_cite, number
from rules.model import ItemFacts
from rules.regime import load, names, national
from rules.route import plan

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
TEXTS = {
    "kaiping": ("000_*.txt", {"": 31}),
    "yuxi": ("001_*.txt", {"": 26, "《制度》": 17}),  # two documents that were issued together
    "zhuhai": ("002_*.txt", {"": 14}),
    "jiangsu": ("003_*.txt", {"": 30}),
    "chongqing": ("004_*.txt", {"": 29}),
}
"""Where each regulation was published: the file, and its documents in their order, with their articles."""
NATIONAL = frozenset({"《行政处罚法》第四十八条"})  # of a special matter that every regime has
SAME_WORDS = 12  # characters in a row that would be a copy and not our own words


def cited_lines(value, path=""):
    """Every mapping of a merged regime that bears a ground."""
    if isinstance(value, dict):
        if "cite" in value:
            yield path, value
        for key, inner in value.items():
            yield from cited_lines(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from cited_lines(inner, f"{path}[{place}]")


@pytest.mark.parametrize("name", names())
def test_every_line_has_its_ground_and_says_what_it_asks(name):
    rules = load(name)
    lines = dict(cited_lines(rules.merged))
    steps = [step for route in rules.routes.values() for step in route.steps]
    assert len(lines) >= len(steps) + len(rules.form) + len(rules.clocks) + len(rules.reasons)
    for path, line in lines.items():
        assert is_cite(line["cite"]), path
        assert line["says"]["zh_CN"].strip(), path
        assert line["says"]["en"].strip(), path


@pytest.mark.parametrize("name", names())
def test_english_sentences_hold_no_chinese_and_chinese_ones_no_full_stop(name):
    def texts(value):
        if isinstance(value, dict) and value.keys() == {"zh_CN", "en"}:
            yield value
        elif isinstance(value, dict | list):
            for inner in value.values() if isinstance(value, dict) else value:
                yield from texts(inner)

    merged = load(name).merged
    found = list(texts(merged))
    assert len(found) > len(dict(cited_lines(merged)))
    assert [text["en"] for text in found if re.search(r"[一-鿿，。；、]", text["en"])] == []
    assert [text["zh_CN"] for text in found if text["zh_CN"].endswith("。")] == []


def published(name):
    """The regulation as it was published: {article: its text}; 《…》第N条 for documents beside its own."""
    pattern, documents = TEXTS.get(name, ("none", {}))
    files = sorted(SEEDS.glob(pattern))
    if not files:
        pytest.skip(f"the published text of {name} is not at hand")
    text = files[0].read_text("utf-8")
    starts = [*re.finditer(r"^(第[一二三四五六七八九十]+条)\s", text, re.MULTILINE)]
    ends = [found.start() for found in starts[1:]] + [len(text)]
    assert len(starts) == sum(documents.values())
    of = [document for document, count in documents.items() for _ in range(count)]
    return {
        f"{document}{found[1]}": text[found.start() : end]
        for document, found, end in zip(of, starts, ends, strict=True)
    }


@pytest.mark.parametrize("name", names())
def test_every_article_of_the_published_text_is_read(name):
    text, documents = published(name), TEXTS[name][1]
    assert len(text) == sum(documents.values())
    for document, last in documents.items():
        numbers = [number(ARTICLE.fullmatch(key)[2]) for key in text if key.startswith(f"{document}第")]
        assert numbers == [*range(1, last + 1)]


@pytest.mark.parametrize("name", names())
def test_each_clocks_figure_stands_in_the_article_it_cites(name):
    text = published(name)
    own = [clock for clock in load(name).clocks if not clock.id.startswith("CN-")]
    assert own
    for clock in own:
        for article in articles(clock.cite):
            assert clock.figure in text[article], clock.id


@pytest.mark.parametrize("name", names())
def test_every_cited_article_and_item_exists(name):
    text = published(name)
    for path, line in cited_lines(load(name).merged):
        if line["cite"] == OFFICE or line.get("id", "").startswith("CN-") or path.startswith(".withholding"):
            continue
        if line["cite"] in NATIONAL:
            continue
        for part in line["cite"].split("、"):
            found = ARTICLE.fullmatch(part)
            article, item = f"{found[1] or ''}第{found[2]}条", found[3]
            assert article in text, path
            assert not item or f"({item})" in text[article], (path, part)


@pytest.mark.parametrize("name", names())
def test_the_regulation_is_cited_and_not_copied(name):
    whole = re.sub(r"[\s,;:、，；：]", "", "".join(published(name).values()))
    for path, line in cited_lines(load(name).merged):
        for key in ("says", "text", "sign"):
            ours = re.sub(r"[\s,;:、，；：]", "", line.get(key, {}).get("zh_CN", ""))
            runs = [ours[i : i + SAME_WORDS] for i in range(len(ours) - SAME_WORDS + 1)]
            assert [run for run in runs if run in whole] == [], (path, key)


PRINTED = Path(__file__).parents[3] / "shared" / "clocks.csv"  # id, regime, clause, kind, n, meaning


def shape_read(row):
    """The shape of a clock as a person read it from the published text."""
    if row["kind"] == "wd":
        return f"{row['n']} workdays"
    period = {"calweek": "week", "calmonth": "month"}[row["kind"]]
    return f"1 per {period}" if row["n"] == "1" else f"1 per {row['n']} {period}s"


@pytest.mark.parametrize("name", ["yuxi", "zhuhai"])
def test_each_clock_has_the_number_that_was_read_from_the_published_text(name):
    if not PRINTED.exists():
        pytest.skip("the list of clocks read from the published texts is not at hand")
    with PRINTED.open(encoding="utf-8") as lines:
        read = {row["id"]: shape_read(row) for row in csv.DictReader(lines) if row["regime"] == name}
    assert len(read) > 1
    set_ = {clock.id: str(clock.shape) for clock in load(name).clocks if clock.shape is not None}
    assert {id_: shape for id_, shape in set_.items() if not id_.startswith("CN-")} == read


@pytest.mark.parametrize("name", names())
def test_the_order_of_steps_is_kept_in_their_positions(name):
    for route in load(name).routes.values():
        for important in (False, True):
            places = [s.position for s in plan(route, ItemFacts(route.kind, important=important))]
            assert all(a < b for a, b in pairwise(places))


CITED = {
    "CN-26-PUBLISH": ("《政府信息公开条例》第二十六条", "20个工作日"),
    "CN-30-CORRECT-NOTICE": ("《政府信息公开条例》第三十条", "7个工作日"),
    "CN-33-ANSWER": ("《政府信息公开条例》第三十三条", "20个工作日"),
    "CN-32-THIRD": ("《政府信息公开条例》第三十二条", "15个工作日"),
    "CN-34-COMAKER": ("《政府信息公开条例》第三十四条", "15个工作日"),
    "CN-49-DEPT-REPORT": ("《政府信息公开条例》第四十九条", "1月31日前"),
    "CN-49-GOV-REPORT": ("《政府信息公开条例》第四十九条", "3月31日前"),
    "CN-57-OPINION": ("国办发〔2014〕57号", "7个工作日"),
    "CN-57-OPINION-COMPLEX": ("国办发〔2014〕57号", "15个工作日"),
    "CN-XF-NOTICE": ("《信访工作条例》第二十三条", "15日"),
    "CN-XF-CLOSE": ("《信访工作条例》第三十四条", "60日"),
    "CN-XF-OBJECT": ("《信访工作条例》第二十三条", "5个工作日"),
    "CN-CFFA48-WITHDRAW": ("《行政处罚法》第四十八条、《行政处罚法》第八十五条", "三日"),
    "CN-19H-NEWS": ("国办秘函〔2019〕19号", "2周"),
    "CN-19H-NOTICE": ("国办秘函〔2019〕19号", "6个月"),
    "CN-19H-MESSAGE": ("国办秘函〔2019〕19号", "超过3个月"),
    "CN-YQ-5H": ("国办发〔2016〕80号", "5小时"),
    "CN-YQ-24H": ("国办发〔2016〕80号", "24小时"),
    "CN-YQ-48H": ("国办发〔2016〕61号", "48小时"),
    "CN-DEC15-CONSULT": ("《重大行政决策程序暂行条例》第十五条", "30日"),
    "CN-FUYI-60": ("《行政复议法》第二十条", "60日"),
    "CN-SUSONG-6M": ("《行政诉讼法》第四十六条", "6个月"),
}
"""The national documents, read once by a person: id → article and figure."""


def test_the_national_clocks_say_what_their_documents_say():
    assert {clock.id: (clock.cite, clock.figure) for clock in national()} == CITED
