"""``shuangkong lookup`` (参数查询): one value of a standard, with everything that makes it citable."""

from __future__ import annotations

import json
from typing import Annotated

from cyclopts import Parameter

from shuangkong.cli.selectors import TERMINAL, Output, read_date
from shuangkong.errors import Collector
from shuangkong.quantity import EnergyBasis
from shuangkong.standards import StandardValue
from shuangkong.standards import lookup as find
from shuangkong.trace import Label

__all__ = ["lookup"]


def lookup(
    metric: Annotated[str, Parameter(help="参数，如 tce_factor · metric")],
    subject: Annotated[str, Parameter(help="对象，如 raw_coal · subject")],
    /,
    *,
    on: Annotated[str, Parameter(help="使用日期，决定版本 · day the value is needed for")],
    energy_basis: Annotated[
        EnergyBasis | None, Parameter(help="当量值或等价值 · calorific or coal_equivalent")
    ] = None,
    edition: Annotated[str | None, Parameter(help="指定版本 · name an edition")] = None,
    condition: Annotated[
        tuple[str, ...], Parameter(help="其他条件，如 level=1 · other conditions", negative="")
    ] = (),
    output: Output = TERMINAL,
) -> None:
    """查询标准参数 · Look up one value of a standard, e.g. tce_factor raw_coal --on 2022-06-01."""
    screen = output.screen()
    problems = Collector()
    day = read_date(on, "--on", problems)
    conditions = {}
    for text in condition:
        name, sign, said = text.partition("=")
        if not (sign and name and said):
            problems.add("argument_unreadable", "--condition", argument="--condition", found=text)
        conditions[name] = said
    problems.raise_errors()
    assert day is not None  # a day that cannot be read was raised above
    value = find(metric, subject, on=day, energy_basis=energy_basis, edition=edition, **conditions)
    plain = _plain(value)
    if screen.is_json:
        screen.show_json(plain)
    elif screen.is_csv:
        screen.show_csv(list(plain), [["" if cell is None else str(cell) for cell in plain.values()]])
    else:
        screen.show_fields(_fields(value))


def _plain(value: StandardValue) -> dict[str, object]:
    return {
        "metric": value.metric,
        "subject": value.subject,
        "value": None if value.value is None else str(value.value),
        "value_max": None if value.value_max is None else str(value.value_max),
        "unit": value.unit,
        "edition": value.edition,
        "energy_basis": value.energy_basis,
        "document": value.document,
        "source": value.source,
        "status": value.status,
        "valid_from": None if value.valid_from is None else value.valid_from.isoformat(),
        "valid_to": None if value.valid_to is None else value.valid_to.isoformat(),
        "conditions": dict(value.conditions),
        "note": value.note,
        "table": value.table,
        "key": list(value.key),
        "columns": list(value.columns),
    }


def _fields(value: StandardValue) -> list[tuple[Label, str]]:
    interval = "" if value.value_max is None else f" – {value.value_max}"
    fields = [
        (Label("参数", "value"), f"{value.metric} {value.subject}"),
        (Label("数值", "number"), f"{value.value}{interval} {value.unit}"),
        (Label("版本", "edition"), value.edition),
        (Label("口径", "energy basis"), value.energy_basis or "—"),
        (Label("条件", "conditions"), ", ".join(f"{name}={said}" for name, said in value.conditions.items())),
        (Label("文件", "document"), value.document),
        (Label("来源", "source"), value.source),
        (Label("状态", "status"), value.status),
        (Label("说明", "note"), value.note),
        (Label("参数表", "table"), value.table),
        (Label("主键", "key"), json.dumps(list(value.key), ensure_ascii=False)),
        (Label("列", "columns"), ", ".join(value.columns)),
    ]
    return [(name, text) for name, text in fields if text]
