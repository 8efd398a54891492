"""Lay out the Word templates anew: `python bot/evidence/templates/make.py`; then edit them in Word at will.

Out, beside this file: `approval.docx` and `secrecy.docx`. Needs python-docx.
"""

# ruff: noqa: INP001 (a script beside what it makes, not a module of the room)

from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

HERE = Path(__file__).parent
WIDTHS = (32, 55, 28, 55)
LEFT, CENTRE, RIGHT = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT


def write(paragraph: Any, text: str, *, size: float = 11, face: str = "仿宋", align: Any = LEFT) -> None:
    """One run of text in a Chinese face."""
    run = paragraph.add_run(text)
    run.font.size = Pt(size)
    run.font.name = "Times New Roman"
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)  # noqa: SLF001 - python-docx has no other way
    paragraph.alignment = align
    paragraph.paragraph_format.space_after = Pt(2)


class Sheet:
    """One A4 page with a title, a line below it, and a table of four columns."""

    def __init__(self, title: str, below: str) -> None:
        self.file = Document()
        section = self.file.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(20)
        section.top_margin, section.bottom_margin = Mm(22), Mm(20)
        write(self.file.add_paragraph(), title, size=20, face="宋体", align=CENTRE)
        write(self.file.add_paragraph(), below, size=10.5)
        self.table = self.file.add_table(rows=0, cols=4)
        self.table.style = "Table Grid"
        self.table.alignment = WD_TABLE_ALIGNMENT.CENTER
        self.table.autofit = False

    def row(self, *cells: str, height: float = 8) -> Any:
        """Two cells make a label and a wide value, four make two pairs, one spans the table."""
        row = self.table.add_row()
        row.height, row.height_rule = Mm(height), WD_ROW_HEIGHT_RULE.AT_LEAST
        for cell, width in zip(row.cells, WIDTHS, strict=True):
            cell.width = Mm(width)
        places = list(row.cells)
        if len(cells) < len(places):
            first = len(cells) - 1
            places = [*places[:first], places[first].merge(places[-1])]
        for n, (cell, text) in enumerate(zip(places, cells, strict=True)):
            label = len(cells) > 1 and n % 2 == 0
            write(cell.paragraphs[0], text, align=CENTRE if label else LEFT, face="宋体" if label else "仿宋")
        return row

    def signed(self, label: str, said: str, by: str, height: float = 20) -> None:
        """An opinion, with name and time at the right below it."""
        row = self.row(label, said, height=height)
        write(row.cells[1].add_paragraph(), by, align=RIGHT)

    def sealed(self) -> None:
        """What vouches for the form: the code and what it says."""
        row = self.row("校验", "{{ qr }}")
        write(row.cells[1].add_paragraph(), "内容校验码：{{ content_hash }}", size=8)
        write(row.cells[1].add_paragraph(), "留痕第{{ entry }}条：{{ entry_hash }}", size=8)
        write(
            self.file.add_paragraph(),
            "本表由读网按留痕打印，打印日期{{ made }}，与电子记录核对一致方为有效。",
            size=9,
        )


def approval() -> Any:
    """审批表."""
    sheet = Sheet(
        "{{ organisation }}网站信息{{ kind }}审批表",
        "编号：{{ number }}　　　报送日期：{{ submitted }}　　　依据：{{ regime }}",
    )
    sheet.row("标题", "{{ title }}", height=12)
    sheet.row("事项", "{{ matter }}", "栏目", "{{ column }}")
    sheet.row("报送单位", "{{ unit }}", "报送人", "{{ submitter }}")
    sheet.row("{%tr if target %}")
    sheet.row("原网页地址", "{{ target }}")
    sheet.row("{%tr endif %}")
    sheet.row("{%tr for pair in pairs %}")
    sheet.row(
        "{{ pair.left.label }}", "{{ pair.left.value }}", "{{ pair.right.label }}", "{{ pair.right.value }}"
    )
    sheet.row("{%tr endfor %}")
    sheet.row("{%tr for row in rows %}")
    sheet.row("{{ row.label }}", "{{ row.value }}")
    sheet.row("{%tr endfor %}")
    sheet.row("正文", "{{ body }}", height=24)
    sheet.row(
        "附件",
        "{% for file in files %}{{ loop.index }}. {{ file.name }}（校验码{{ file.hash8 }}）\n{% endfor %}",
    )
    sheet.row("{%tr if first_opinion %}")
    sheet.signed("保密审查初审意见", "{{ first_opinion }}", "{{ submitter }}　{{ submitted }}", height=14)
    sheet.row("{%tr endif %}")
    sheet.row("{%tr if exemption %}")
    sheet.row("免予保密审查", "{{ exemption }}；依据：{{ exemption_evidence }}")
    sheet.row("{%tr endif %}")
    sheet.row("{%tr for one in opinions %}")
    sheet.signed(
        "{{ one.step }}",
        "{% if one.secrecy %}{{ one.secrecy }}。{% endif %}{{ one.opinion }}",
        "{{ one.name }}　{{ one.at }}",
    )
    sheet.row("{%tr endfor %}")
    sheet.row("{%tr for one in returns %}")
    sheet.signed("退回记录", "{{ one.step }}{{ one.opinion }}", "{{ one.name }}　{{ one.at }}", height=12)
    sheet.row("{%tr endfor %}")
    sheet.row("办理结果", "{{ address }}　{{ published }}　{{ check }}　{{ synced }}", height=12)
    sheet.signed("效果确认", "{{ confirmed.opinion }}", "{{ confirmed.name }}　{{ confirmed.at }}", height=14)
    sheet.sealed()
    return sheet.file


def secrecy() -> Any:
    """保密审查表."""
    sheet = Sheet(
        "{{ organisation }}信息发布保密审查表",
        "编号：{{ number }}　　　报送日期：{{ submitted }}　　　依据：{{ regime }}",
    )
    sheet.row("信息名称", "{{ title }}", height=12)
    sheet.row("报送单位", "{{ unit }}", "报送人", "{{ submitter }}")
    sheet.row("拟发布栏目", "{{ column }}", "{{ mode_label }}", "{{ mode }}")
    sheet.row("公开属性", "{{ disclosure }}")
    sheet.row("{%tr if first_opinion %}")
    sheet.signed("初审意见", "{{ first_opinion }}", "{{ submitter }}　{{ submitted }}", height=16)
    sheet.row("{%tr endif %}")
    sheet.row("{%tr if exemption %}")
    sheet.row("免予保密审查", "{{ exemption }}；依据：{{ exemption_evidence }}", height=14)
    sheet.row("{%tr endif %}")
    sheet.row("{%tr if aspects %}")
    sheet.row("审查结论", "审查事项", "依据", "审查人、时间")
    sheet.row("{%tr endif %}")
    sheet.row("{%tr for line in aspects %}")
    sheet.row("{{ line.result }}", "{{ line.label }}", "{{ line.cite }}", "{{ line.name }}　{{ line.at }}")
    sheet.row("{%tr endfor %}")
    sheet.row("审查结果", "{{ secrecy_result }}", height=12)
    sheet.row("{%tr for one in opinions %}")
    sheet.signed("{{ one.step }}", "{{ one.opinion }}", "{{ one.name }}　{{ one.at }}", height=16)
    sheet.row("{%tr endfor %}")
    sheet.sealed()
    return sheet.file


def main() -> None:
    """Write both files."""
    approval().save(str(HERE / "approval.docx"))
    secrecy().save(str(HERE / "secrecy.docx"))


if __name__ == "__main__":
    main()
