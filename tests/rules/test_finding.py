"""What somebody wrote to report a fault, its number, who looks again, the office's limits as clocks."""

import pytest

from rules import finding, regime
from rules.finding import FindingNumber, Written, written


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("错字 https://a.cn/x.html 应为公证处", Written("应为公证处", "typo", "https://a.cn/x.html")),
        ("https://a.cn/x.html 打不开 多次刷新", Written("多次刷新", "unreachable", "https://a.cn/x.html")),
        ("严重 错误 职务有误 https://a.cn/x.html", Written("职务有误", "error", "https://a.cn/x.html", True)),
        ("首页图片显示不全", Written("首页图片显示不全")),
        ("死链", Written("", "dead_link")),
        ("见（http://a.cn/y）第二段有错字", Written("见（ ）第二段有错字", None, "http://a.cn/y")),
        ("", Written("")),
    ],
)
def test_kind_and_address_are_found_wherever_they_stand(text, found):
    assert written(text) == found


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("KP-WT-2026-0003", FindingNumber(3, 2026, "KP")),
        ("wt3", FindingNumber(3)),
        ("ＷＴ－2026－12", FindingNumber(12, 2026)),
        ("KP-2026-0003", None),
        ("KP-LX-2026-0003", None),
    ],
)
def test_a_number_is_read_however_it_is_written(text, number):
    assert FindingNumber.read(text) == number


def test_a_number_that_is_written_is_read_again():
    number = finding.numbered("KP", year=2026, serial=7)
    assert number == "KP-WT-2026-0007"
    assert FindingNumber.read(number) == FindingNumber(7, 2026, "KP")


@pytest.mark.parametrize(
    ("grave", "reporter", "fixer", "looks"),
    [
        (False, 1, 2, (1,)),
        (True, 1, 2, (1,)),
        (False, 1, 1, ()),
        (True, 1, 1, (8, 9)),
        (False, None, 8, (9,)),
        (False, None, 2, (8, 9)),
    ],
)
def test_whoever_found_it_looks_again_and_of_what_is_grave_never_who_mended_it(grave, reporter, fixer, looks):
    assert finding.rechecker(grave=grave, reporter=reporter, fixer=fixer, desk=(8, 9)) == looks


def test_the_offices_limits_are_clocks_of_findings_and_never_articles():
    overlay = {"office_targets": {"finding": {"within": "5 workdays"}}}
    rules = regime.load("kaiping", overlays=[overlay])
    own = rules.with_merged(finding.with_targets(rules.merged))
    found = {clock.id: clock for clock in own.clocks if clock.of == "finding"}
    assert {id_: str(clock.shape) for id_, clock in found.items()} == {
        "OF-FINDING-FIX": "5 workdays",
        "OF-FINDING-FIX-GRAVE": "1 workdays",
        "OF-FINDING-FOLLOW": "1 workdays",
        "OF-FINDING-SET": "same day",
    }
    assert {clock.cite for clock in found.values()} == {"办公室要求"}
    assert found["OF-FINDING-FIX"].takes("plain")
    assert not found["OF-FINDING-FIX"].takes("grave")
    again = own.with_merged(finding.with_targets(own.merged))
    assert again.digest == own.digest


def test_a_regime_that_was_stored_before_there_were_limits_has_only_set_days():
    merged = {"office_targets": {}, "clocks": []}
    assert [one["id"] for one in finding.with_targets(merged)["clocks"]] == ["OF-FINDING-SET"]


def test_it_is_called_by_its_kind_and_the_beginning_of_its_words():
    assert finding.title_of("typo", "一" * 50, "zh_CN") == f"错字：{'一' * 39}…"
    assert finding.title_of("typo", "", "en") == "misprint"
    assert finding.title_of("", "首页", "zh_CN") == "首页"
