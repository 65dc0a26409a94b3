"""Checking the project list (项目清单校验): everything that must not be counted, named and all at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from shuangkong.accounts.arithmetic import difference
from shuangkong.accounts.observation import plain
from shuangkong.accounts.pollutant.line import ProjectLine, added
from shuangkong.accounts.pollutant.terms import GuideTerms
from shuangkong.errors import Collector, Problem

__all__ = ["check_lines"]


def check_lines(lines: Iterable[ProjectLine], terms: Mapping[int, GuideTerms]) -> tuple[Problem, ...]:
    """Return everything wrong with the lines of a project list (项目清单校验).

    Parameters
    ----------
    terms
        Accounting year → the terms in force for it.

    Returns
    -------
    tuple of Problem
        ``reduction_pollutant_unknown``, ``reduction_negative``, ``reduction_verified_above_reported``,
        ``reduction_cut_unexplained``, ``reduction_without_evidence``, ``reduction_before_start``,
        ``reduction_double_use``, ``reduction_guide_differs``.
    """
    problems = Collector()
    for line in lines:
        _check_rule(line, terms[line.year], problems)
        _check_tonnes(line, problems)
        _check_start(line, terms[line.year], problems)
        _check_offsets(line, problems)
        if not line.evidence and (line.reported or line.verified):
            problems.add("reduction_without_evidence", str(line), facility=line.facility)
    return tuple(problems)


def _check_rule(line: ProjectLine, terms: GuideTerms, problems: Collector) -> None:
    if line.pollutant not in terms.pollutants:
        details = {"guide": terms.edition, "known": ", ".join(terms.pollutants)}
        problems.add("reduction_pollutant_unknown", str(line), **details)
    if line.guide_edition != terms.edition:
        problems.add("reduction_guide_differs", str(line), found=line.guide_edition, wanted=terms.edition)


def _check_tonnes(line: ProjectLine, problems: Collector) -> None:
    where = str(line)
    for name, tonnes in _tonnes(line):
        if tonnes < 0:
            problems.add("reduction_negative", where, name=name, found=plain(tonnes))
    if line.reported is None or line.verified is None or line.verification_note:
        return
    if line.verified > line.reported:
        found = {"verified": plain(line.verified), "reported": plain(line.reported)}
        problems.add("reduction_verified_above_reported", where, **found)
    elif (explained := difference(line.reported, line.cut)) != line.verified:
        found = {
            "reported": plain(line.reported),
            "cut": plain(line.cut),
            "verified": plain(line.verified),
            "open": plain(difference(explained, line.verified)),
        }
        problems.add("reduction_cut_unexplained", where, **found)


def _tonnes(line: ProjectLine) -> Iterator[tuple[str, Decimal]]:
    named = {"planned_t": line.planned, "reported_t": line.reported, "verified_t": line.verified}
    yield from ((name, tonnes) for name, tonnes in named.items() if tonnes is not None)
    yield "offset_t", line.offset
    yield from ((f"cut_t {cut.reason}", cut.tonnes) for cut in line.cuts)
    yield from ((f"offset_t {use.id}", use.tonnes) for use in line.offset_uses)


def _check_start(line: ProjectLine, terms: GuideTerms, problems: Collector) -> None:
    """Note a start earlier than the rule allows, and tonnes verified for a year before the start."""
    start, stable_on = line.counting_start, line.stable_on
    earliest = None if stable_on is None else terms.first_counted_month(stable_on)
    if start is not None and earliest is not None and start < earliest:
        problems.add("reduction_before_start", str(line), start=start, earliest=earliest, stable=stable_on)
    elif start is not None and line.verified and start.year > line.year:
        stable = stable_on or "—"
        problems.add("reduction_before_start", str(line), start=line.year, earliest=start, stable=stable)


def _check_offsets(line: ProjectLine, problems: Collector) -> None:
    """Note tonnes that serve another project as an offset and would be counted here as well."""
    used = added(use.tonnes for use in line.offset_uses)
    beyond_verified = line.verified is not None and line.offset > line.verified
    if used <= line.offset and not beyond_verified:
        return
    records = ", ".join(f"{use.id} → {use.used_by}" for use in line.offset_uses) or "—"
    available = line.offset if line.verified is None else min(line.offset, line.verified)
    details = {"used": plain(max(used, line.offset)), "declared": plain(available), "records": records}
    problems.add("reduction_double_use", str(line), **details)
