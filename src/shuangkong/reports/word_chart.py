"""Charts in Word (Word 图): a native line chart, so that the file needs no picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal
from xml.sax.saxutils import escape

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part as PackagePart
from docx.oxml import parse_xml
from docx.shared import Cm

from shuangkong.quantity import quantise
from shuangkong.reports.charts import ACTUAL, DUE, SCHEDULE
from shuangkong.reports.content import ProgressChart
from shuangkong.reports.scale import Scale
from shuangkong.reports.word_layout import TEXT_WIDTH
from shuangkong.trace import Label

__all__ = ["add_chart"]

_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_HUNDREDTH = Decimal("0.01")
_HEIGHT = 7.5  # [cm]


def add_chart(document: Document, chart: ProgressChart) -> None:
    """Add a progress chart (时序进度图) that Word and WPS draw themselves."""
    package = document.part.package
    number = sum(part.content_type == _TYPE for part in package.iter_parts()) + 1
    name = PackURI(f"/word/charts/chart{number}.xml")
    part = PackagePart(name, _TYPE, _chart_xml(chart).encode(), package)
    relation = document.part.relate_to(part, RELATIONSHIP_TYPE.CHART)
    title = escape(f"{chart.title.zh} {chart.title.en}", {'"': "&quot;"})
    run = document.add_paragraph().add_run()
    run._r.append(
        parse_xml(
            f'<w:drawing xmlns:w="{_W}"><wp:inline xmlns:wp="{_WP}">'
            f'<wp:extent cx="{Cm(TEXT_WIDTH)}" cy="{Cm(_HEIGHT)}"/>'
            f'<wp:docPr id="{100 + number}" name="chart {number}" descr="{title}"/>'
            f'<a:graphic xmlns:a="{_A}"><a:graphicData uri="{_C}">'
            f'<c:chart xmlns:c="{_C}" xmlns:r="{_R}" r:id="{relation}"/>'
            "</a:graphicData></a:graphic></wp:inline></w:drawing>"
        )
    )


@dataclass(frozen=True)
class _Line:
    """One line of the chart (数据系列)."""

    name: Label
    values: Sequence[Decimal | None]
    look: str
    label: Literal["t", "r", ""] = ""

    @property
    def begins_at_zero(self) -> bool:
        """Whether the line begins at its base, whose 0 needs no label."""
        return bool(self.values) and self.values[0] == 0


def _chart_xml(chart: ProgressChart) -> str:
    points = chart.points
    lines = [
        _Line(SCHEDULE, [p.schedule for p in points], _look("666666", dash="dash", marker="none")),
        _Line(ACTUAL, [p.actual for p in points], _look("14508C", marker="circle"), "t"),
    ]
    if chart.due_year is not None:
        due = [p.schedule if p.year == chart.due_year else None for p in points]
        lines.append(_Line(DUE, due, _look(None, marker="diamond"), "r"))
    years = [str(point.year) for point in points]
    series = "".join(_series(index, line, years) for index, line in enumerate(lines))
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<c:chartSpace xmlns:c="{_C}" xmlns:a="{_A}" xmlns:r="{_R}"><c:lang val="zh-CN"/><c:chart>'
        '<c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>'
        f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{series}'
        '<c:marker val="1"/><c:axId val="1"/><c:axId val="2"/></c:lineChart>'
        f'{_axes(chart)}</c:plotArea><c:legend><c:legendPos val="b"/><c:overlay val="0"/></c:legend>'
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        '<c:txPr><a:bodyPr/><a:p><a:pPr><a:defRPr sz="900"/></a:pPr>'
        '<a:endParaRPr lang="zh-CN"/></a:p></c:txPr>'
        "</c:chartSpace>"
    )


def _series(index: int, line: _Line, years: Sequence[str]) -> str:
    cells = "".join(
        f'<c:pt idx="{place}"><c:v>{quantise(value, _HUNDREDTH)}</c:v></c:pt>'
        for place, value in enumerate(line.values)
        if value is not None
    )
    heads = "".join(f'<c:pt idx="{place}"><c:v>{year}</c:v></c:pt>' for place, year in enumerate(years))
    count = f'<c:ptCount val="{len(years)}"/>'
    base = '<c:dLbl><c:idx val="0"/><c:delete val="1"/></c:dLbl>' if line.begins_at_zero else ""
    return (
        f'<c:ser><c:idx val="{index}"/><c:order val="{index}"/>'
        f"<c:tx><c:v>{line.name.zh} {line.name.en}</c:v></c:tx>{line.look}"
        f'<c:dLbls>{base}<c:numFmt formatCode="0.0;−0.0" sourceLinked="0"/>'
        f'<c:dLblPos val="{line.label or "t"}"/>'
        f'<c:showLegendKey val="0"/><c:showVal val="{int(bool(line.label))}"/>'
        '<c:showCatName val="0"/><c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/>'
        f"</c:dLbls><c:cat><c:strLit>{count}{heads}</c:strLit></c:cat>"
        f"<c:val><c:numLit><c:formatCode>0.0</c:formatCode>{count}{cells}</c:numLit></c:val>"
        '<c:smooth val="0"/></c:ser>'
    )


def _look(colour: str | None, *, marker: str, dash: str = "solid") -> str:
    fill = f'<a:solidFill><a:srgbClr val="{colour or "8A3B12"}"/></a:solidFill>'
    stroke = f'{fill}<a:prstDash val="{dash}"/>' if colour else "<a:noFill/>"
    size = "" if marker == "none" else f'<c:size val="8"/><c:spPr>{fill}</c:spPr>'
    return (
        f'<c:spPr><a:ln w="25400">{stroke}</a:ln></c:spPr>'
        f'<c:marker><c:symbol val="{marker}"/>{size}</c:marker>'
    )


def _axes(chart: ProgressChart) -> str:
    values = [v for point in chart.points for v in (point.schedule, point.actual) if v is not None]
    scale = Scale.around(values)
    limits = f'<c:max val="{scale.high}"/><c:min val="{scale.low}"/>'
    unit = f"（{chart.unit}）" if chart.unit else ""
    return (
        '<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="b"/>{_axis_title("年 year")}'
        '<c:majorTickMark val="out"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>'
        '<c:crossAx val="2"/></c:catAx>'
        f'<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/>{limits}</c:scaling>'
        '<c:delete val="0"/><c:axPos val="l"/><c:majorGridlines><c:spPr><a:ln w="6350"><a:solidFill>'
        '<a:srgbClr val="DDDDDD"/></a:solidFill></a:ln></c:spPr></c:majorGridlines>'
        f"{_axis_title(f'{chart.measure.zh}{unit}')}"
        '<c:numFmt formatCode="0;−0" sourceLinked="0"/><c:majorTickMark val="out"/>'
        '<c:minorTickMark val="none"/><c:tickLblPos val="low"/>'
        f'<c:crossAx val="1"/><c:crossBetween val="between"/><c:majorUnit val="{scale.step}"/></c:valAx>'
    )


def _axis_title(text: str) -> str:
    return (
        "<c:title><c:tx><c:rich><a:bodyPr/><a:p><a:pPr><a:defRPr/></a:pPr>"
        f'<a:r><a:rPr lang="zh-CN" sz="900" b="0"/><a:t>{escape(text)}</a:t></a:r></a:p></c:rich></c:tx>'
        '<c:overlay val="0"/></c:title>'
    )
