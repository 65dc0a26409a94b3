"""The roll-up's texts (汇总查询): sums and reporters of a table by division tree, for every engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from shuangkong.schema import Cell, table

__all__ = ["FACILITY_ENERGY", "OBSERVATIONS", "RollupSource", "reporters_text", "sums_text"]

_STATUSES = ("official", "secondary", "constructed", "unverified")
_STAGES = ("estimate", "preliminary", "final")

_SUMS = """
WITH dated AS (
  SELECT DISTINCT r.period, TRY_CAST(r.period || '-12-31' AS DATE) AS last_day
  FROM {table} AS r WHERE LENGTH(r.period) = 4
),
step AS (
  SELECT y.period, d.division_code, d.parent_code, d.level
  FROM dated AS y JOIN division AS d
    ON (d.valid_from IS NULL OR d.valid_from <= y.last_day)
    AND (d.valid_to IS NULL OR d.valid_to >= y.last_day)
),
entry AS (
  SELECT r.division_code, r.period, r.{product} AS product, r.energy_basis,
    {price_base_year} AS price_base_year, r.vintage, r.unit, r.value,
    {status_rank} AS status_rank, {stage_rank} AS stage_rank
  FROM {table} AS r WHERE {conditions}
),
latest AS (
  SELECT e.*, {newest} AS newest FROM entry AS e
),
leaf AS (
  SELECT e.division_code, e.period, e.product, e.energy_basis, e.price_base_year, e.vintage, e.unit,
    SUM(e.value) AS value, COUNT(*) AS entries, MAX(e.status_rank) AS status_rank
  FROM latest AS e WHERE e.stage_rank = e.newest
  GROUP BY e.division_code, e.period, e.product, e.energy_basis, e.price_base_year, e.vintage, e.unit
),
tree AS (
  SELECT s.period, s.division_code AS part, s.division_code AS whole, s.level FROM step AS s
  UNION ALL
  SELECT s.period, s.division_code, s.parent_code, s.level FROM step AS s WHERE s.parent_code IS NOT NULL
  UNION ALL
  SELECT s.period, s.division_code, a.parent_code, s.level
  FROM step AS s JOIN step AS a ON a.period = s.period AND a.division_code = s.parent_code
  WHERE a.parent_code IS NOT NULL
  UNION ALL
  SELECT s.period, s.division_code, b.parent_code, s.level
  FROM step AS s JOIN step AS a ON a.period = s.period AND a.division_code = s.parent_code
    JOIN step AS b ON b.period = a.period AND b.division_code = a.parent_code
  WHERE b.parent_code IS NOT NULL
)
SELECT t.whole, CASE WHEN t.whole IS NULL THEN l.division_code END AS stray, l.period, l.product,
  l.energy_basis, l.price_base_year, l.vintage, l.unit,
  SUM(l.value) AS value, SUM(l.entries) AS entries, MAX(l.status_rank) AS status_rank
FROM leaf AS l LEFT JOIN tree AS t ON t.period = l.period AND t.part = l.division_code
WHERE $level = '' OR t.level = $level OR t.level IS NULL
GROUP BY t.whole, CASE WHEN t.whole IS NULL THEN l.division_code END, l.period, l.product,
  l.energy_basis, l.price_base_year, l.vintage, l.unit
"""
_REPORTERS = """
SELECT DISTINCT r.{reporter} AS reporter, r.division_code, r.period, {product} AS product, r.energy_basis
FROM {table} AS r WHERE {conditions}
"""


@dataclass(frozen=True)
class RollupSource:
    """A table that can be rolled up (可汇总的数据表): who reports in it, what is added within it.

    Attributes
    ----------
    product
        Column that tells apart what is never added: an indicator, an energy product.
    reporter
        Column of who reports. Where it is the division itself, an absent division is absent for each product;
        a facility that reports anything is there, for not every facility uses every product.
    total
        Indicator that all products together are; empty where they are no parts of one thing.
    equals
        Column → the one value to take, for columns whose values must not be added to each other.
    """

    table: str
    product: str
    reporter: str = "division_code"
    total: str = ""
    equals: Mapping[str, Cell] = field(default_factory=dict, hash=False)

    @property
    def is_unit_level(self) -> bool:
        """Whether a row is what one statistical unit filed (单位级资料)."""
        return table(self.table).column(self.reporter).confidentiality == "unit_level"

    @property
    def reports_by_product(self) -> bool:
        """Whether somebody can be absent for one product alone."""
        return self.reporter == "division_code"


OBSERVATIONS = RollupSource("observation", "indicator_id")
FACILITY_ENERGY = RollupSource(
    "facility_energy", "product_id", "facility_id", "energy_consumption", {"reported_by": "filed"}
)


def sums_text(source: RollupSource) -> str:
    """Return the text of the sums (汇总语句): each leaf row goes once to each division it lies in.

    Parameters of the text: ``$synthetic``, ``$level`` (level of the divisions whose rows are summed, or empty
    for all rows) and one for each key of ``source.equals``.
    """
    names = table(source.table).column_names
    staged = "stage" in names
    newest = (
        "MAX(e.stage_rank) OVER (PARTITION BY e.division_code, e.period, e.product, e.energy_basis, "
        "e.price_base_year, e.vintage)"
    )
    return _SUMS.format(
        table=source.table,
        product=source.product,
        price_base_year="r.price_base_year" if "price_base_year" in names else "CAST(NULL AS BIGINT)",
        status_rank=_rank("r.status", _STATUSES),
        stage_rank=_rank("r.stage", _STAGES) if staged else "0",
        newest=newest if staged else "e.stage_rank",
        conditions=_conditions(source),
    )


def reporters_text(source: RollupSource) -> str:
    """Return the text of who reported (填报单位语句), by period, basis and, where it matters, product."""
    product = f"r.{source.product}" if source.reports_by_product else "CAST(NULL AS VARCHAR)"
    return _REPORTERS.format(
        table=source.table, reporter=source.reporter, product=product, conditions=_conditions(source)
    )


def _conditions(source: RollupSource) -> str:
    equal = [f"r.{name} = ${name}" for name in source.equals]
    # Only whole years go up the tree: a part of a year and its year never meet in one sum.
    return " AND ".join(
        ["r.is_synthetic = $synthetic", "r.value IS NOT NULL", "LENGTH(r.period) = 4", *equal]
    )


def _rank(column: str, order: tuple[str, ...]) -> str:
    cases = " ".join(f"WHEN '{word}' THEN {number}" for number, word in enumerate(order))
    return f"CASE {column} {cases} END"
