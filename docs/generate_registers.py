"""Write ``rules.md``, ``coverage.md`` and the counts in ``data.md`` from the packs: ``make docs``."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from importlib import resources
from pathlib import Path

import yaml

from shuangkong.accounts import Question
from shuangkong.assessment import assess
from shuangkong.packs import Packs, RuleEdition, load_packs
from shuangkong.plan import Measure, Target
from shuangkong.plan.reviewed import reviewed_measures, reviewed_targets
from shuangkong.quantity import Period
from shuangkong.schema import Cell, Row
from shuangkong.standards.edition import editions

__all__ = ["pages"]

FOLDER = Path(__file__).parent
_HEAD = "<!-- Written by generate_registers.py; change the packs or the script, then run make docs. -->\n"
_BEGIN, _END = "<!-- counts: written by generate_registers.py -->", "<!-- end of counts -->"
_STACK = ("cn-15-13fyp", "cn-15-14fyp")
# What cannot be computed here at all, told by the reason of a verdict on no rows.
_NOT_COMPUTED = ("declared", "not_yet_due", "no_account", "threshold")


def pages() -> dict[str, str]:
    """Return every generated page by name (生成的文档)."""
    packs = load_packs(*_STACK)
    return {
        "rules.md": _rules(packs),
        "coverage.md": _coverage(packs),
        "data.md": _with_counts((FOLDER / "data.md").read_text(encoding="utf-8")),
    }


def _table(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [headers, ["---"] * len(headers), *rows]
    return "\n".join(
        "| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines
    )


def _rules(packs: Packs) -> str:
    """Return the page of rule editions and editions of standards."""
    sections = []
    for kind in sorted({rule.kind for rule in packs.editions}):
        rows = [_rule(rule, packs) for rule in packs.rules(kind)]
        headers = ("edition", "title", "document", "in force", "years", "status")
        sections.append(f"## `{kind}`\n\n{_table(headers, rows)}\n")
    standards = _table(
        ("edition", "document", "in force", "status of the dates"),
        [
            (each.id, each.document, _span(each.valid_from, each.valid_to), each.status)
            for each in editions().values()
        ],
    )
    return "\n".join(
        (
            _HEAD,
            "# Rule editions 规则版本\n",
            "Every rule that decides a figure is an edition in a pack: dated, cited, with a status. *In",
            "force* is when it may be used; *years* are the accounting years it applies to. A verdict names",
            "the editions it rests on; `--rule KEY@EDITION` asks for another one.\n",
            *sections,
            "## Editions of standards 标准版本\n",
            "The parameter tables that `shuangkong lookup` answers from. A value has a status of its own.\n",
            standards,
            "",
        )
    )


def _rule(rule: RuleEdition, packs: Packs) -> tuple[str, ...]:
    document = packs.document(rule.document)
    name = rule.document if document is None else document.number or document.title
    section = f" {rule.section}" if rule.section else ""
    years = "all" if rule.applies_from is None else f"{rule.applies_from}–{rule.applies_to or ''}"
    return (
        f"`{rule.key}@{rule.edition}`",
        f"{rule.title.zh}<br>{rule.title.en}",
        f"{name}{section}",
        _span(rule.in_force_from, rule.in_force_to),
        years,
        rule.status,
    )


def _span(first: date | None, last: date | None) -> str:
    return f"{first or 'not read'} – {last or ''}".strip()


class _NoRows:
    """Frozen rows of an empty snapshot: what a verdict says then tells what the program can do."""

    def rows(self, table: str, **equals: Cell) -> tuple[Row, ...]:  # noqa: ARG002 - the protocol's own names
        return ()

    def table_hash(self, name: str) -> str:
        return name


def _coverage(packs: Packs) -> str:
    """Return the coverage register of the newest plan's clauses."""
    plan = packs.plans[-1]
    document = packs.documents[plan.document]
    names = (document.number, document.title)
    targets = [t for t in reviewed_targets(packs) if t.citation.document in names]
    measures = [m for m in reviewed_measures(packs) if m.citation.document in names]
    cases = _cases()
    states = {target.id: _state(target, packs, cases) for target in targets}
    sections = dict.fromkeys(item.citation.section for item in sorted_by_section((*targets, *measures)))
    rows = [_section(section, targets, measures, states) for section in sections]
    headers = ("clause", "targets", "complete", "partial", "none", "measures", "coverage")
    return "\n".join(
        (
            _HEAD,
            "# Coverage of the plan 规划条款覆盖情况\n",
            f"{document.title}（{document.number}）: {len(targets)} targets, {len(measures)} measures.\n",
            "- **complete**: computed from rows, with its schedule and level, and checked by a public case;",
            "- **partial**: computed and assessed as soon as its rows are kept; no case checks it yet;",
            "- **none**: kept with its clause, due year and duty; declared, or no register holds it yet.\n",
            "A measure is read, typed and kept with its clause and duty; its progress is not yet tracked, so",
            "measures count as *none*. A clause is complete only when all its targets and measures are.\n",
            "## By clause 按条款\n",
            _table(headers, rows),
            "\n## By target 按目标\n",
            _table(
                ("target", "indicator", "clause", "coverage", "module", "case"),
                [_target(target, *states[target.id]) for target in targets],
            ),
            "",
        )
    )


_NUMERALS = "一二三四五六七八九十"


def sorted_by_section(items: Iterable[Target | Measure]) -> list[Target | Measure]:
    """Return items in the order of a Chinese outline (按章节排序): 二, 三(一) … 三(十), 四(一)."""
    return sorted(
        items, key=lambda item: [_NUMERALS.find(c) for c in item.citation.section if c in _NUMERALS]
    )


def _cases() -> dict[tuple[str, int | None], str]:
    """Return the first public case on a change by (indicator, due year); verdict cases are on intensity."""
    path = FOLDER.parent / "cases" / "verdicts.yaml"
    found: dict[tuple[str, int | None], str] = {}
    for case in yaml.safe_load(path.read_text(encoding="utf-8")):
        target = case["input"]["target"]
        key = (target.get("indicator_id", "energy_intensity"), target["target_year"])
        found.setdefault(key, f"verdicts.yaml: {case['name']}")
    return found


def _state(target: Target, packs: Packs, cases: dict[tuple[str, int | None], str]) -> tuple[str, str, str]:
    """Return coverage, module and case of a target."""
    year = target.target_year or packs.plans[-1].last_year
    question = Question(
        packs.labels.division or "",
        Period.parse(str(year)),
        date(year + 1, 12, 31),
        (),
        "coal_equivalent",
        target.id,
    )
    reason = assess(question, target, _NoRows(), packs).reason
    if reason is not None and reason.code in _NOT_COMPUTED:
        return "none", "plan/target.py", ""
    module = "accounts/change.py, assessment/assess.py"
    case = cases.get((target.indicator_id or "", target.target_year), "")
    return ("complete" if case else "partial"), module, case


def _section(
    section: str,
    targets: Sequence[Target],
    measures: Sequence[Measure],
    states: dict[str, tuple[str, str, str]],
) -> tuple[object, ...]:
    counted = Counter(states[target.id][0] for target in targets if target.citation.section == section)
    acts = sum(measure.citation.section == section for measure in measures)
    whole = sum(counted.values())
    is_complete = counted["complete"] == whole and not acts
    covered = "complete" if is_complete else "none" if counted["none"] == whole else "partial"
    return section, whole, counted["complete"], counted["partial"], counted["none"], acts, covered


def _target(target: Target, coverage: str, module: str, case: str) -> tuple[str, ...]:
    return target.id, target.indicator, target.citation.section, coverage, module, case


def _with_counts(text: str) -> str:
    """Return the page with the counts between its marks written anew."""
    before, _, rest = text.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    table = _table(("file", "rows", "status of the rows"), _counts())
    return f"{before}{_BEGIN}\n{table}\n{_END}{after}"


def _counts() -> Iterator[tuple[object, ...]]:
    root = Path(str(resources.files("shuangkong")))
    for path in sorted((*root.glob("packs/*/data/*.csv"), *root.glob("standards/tables/*.csv"))):
        with path.open(encoding="utf-8", newline="") as file:
            statuses = Counter(row["status"] for row in csv.DictReader(file))
        shares = ", ".join(f"{name} {count}" for name, count in sorted(statuses.items()))
        yield f"`{path.relative_to(root).as_posix()}`", sum(statuses.values()), shares


if __name__ == "__main__":
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
