"""Checks of deductions (扣减核查): proof, approval, listing years, and tonnes claimed more than once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

from shuangkong.accounts.bases.filed import FiledDeductions
from shuangkong.accounts.bases.record import Deduction, DeductionKind, Measure
from shuangkong.errors import Collector, Problem

__all__ = ["check_claims", "check_deductions", "check_record"]


def check_deductions(filed: FiledDeductions) -> tuple[Problem, ...]:
    """Return what forbids the filed records, whatever the basis (扣减记录核查).

    Codes: those of `check_record`, and ``bases_listed_twice``. Whether two records claim the same tonne
    depends on what a basis takes out; see `check_claims`.
    """
    problems = Collector()
    for each in filed.records:
        check_record(each, problems)
    check_listings(filed.records, filed, problems)
    return tuple(problems)


def check_record(record: Deduction, problems: Collector) -> None:
    """Note what forbids one record (单条核查).

    Codes: ``bases_no_evidence``, ``bases_negative_quantity``, ``bases_no_approval``, ``bases_shares``,
    ``bases_listing_years``, ``bases_no_sender``.
    """
    if not record.evidence:
        problems.add("bases_no_evidence", record.place, subject=record.subject, tce=record.tce)
    if record.tce < 0:
        problems.add("bases_negative_quantity", record.place, tce=record.tce)
    if record.kind == "certificate" and record.sender in (None, record.division):
        problems.add("bases_no_sender", record.place, found=record.sender or "—")
    if record.kind != "separate_listing":
        return
    if not record.approval:
        problems.add("bases_no_approval", record.place, subject=record.subject)
    shares = record.shares.values()
    if not shares or min(shares) < 0 or sum(shares) > 1:
        written = ", ".join(f"{level} {share.normalize():f}" for level, share in record.shares.items())
        problems.add("bases_shares", record.place, found=written or "—")
    if record.effective_from is None or not record.is_effective(record.year):
        details = {"first": record.effective_from or "—", "last": record.effective_to or "—"}
        problems.add("bases_listing_years", record.place, year=record.year, **details)


def check_listings(records: Iterable[Deduction], filed: FiledDeductions, problems: Collector) -> None:
    """Note listed projects that overlap (单列项目重叠). Code: ``bases_listed_twice``, naming both records.

    One project may have one record a year under one listing; it overlaps where a year has two records, or
    where the years of two listings do.
    """
    by_subject: dict[tuple[str, str], list[Deduction]] = {}
    for each in records:
        if each.kind == "separate_listing":
            by_subject.setdefault((each.subject, each.energy_basis or ""), []).append(each)
    for group in by_subject.values():
        for one, other in combinations(group, 2):
            if _overlap(one, other) and _compete(one, other, filed):
                details = {"subject": one.subject, "one": one.place, "other": other.place}
                problems.add("bases_listed_twice", one.place, **details)


def _overlap(one: Deduction, other: Deduction) -> bool:
    if one.approval == other.approval:
        return one.year == other.year
    return one.is_effective(other.year) or other.is_effective(one.year)


def check_claims(
    counted: Sequence[Deduction],
    filed: FiledDeductions,
    kinds: frozenset[DeductionKind],
    measure: Measure,
    problems: Collector,
) -> None:
    """Note tonnes that an account and another record both take out (重复扣减).

    Code: ``bases_claimed_twice``, naming both records. A region and its own prefecture may take out the same
    tonne, each from its own total; two divisions beside each other may not.

    Parameters
    ----------
    counted
        Records the account takes out.
    kinds, measure
        What the basis takes out of which line set: other records compete only where they would count too.
    """
    seen: set[frozenset[str]] = set()
    for record in counted:
        for claim in record.claims:
            for rival in filed.claiming(record.year, claim):
                pair = frozenset((record.id, rival.id))
                counts = rival.kind in kinds and rival.concerns(measure)
                if len(pair) < 2 or pair in seen or not counts or not _compete(record, rival, filed):
                    continue
                seen.add(pair)
                first, second = sorted((record, rival), key=lambda each: each.id)
                details = {"one": first.place, "other": second.place, "claim": claim}
                problems.add("bases_claimed_twice", first.place, **details)


def _compete(one: Deduction, other: Deduction, filed: FiledDeductions) -> bool:
    """Whether two records on the same tonnes cannot both be taken out (是否相互排斥)."""
    if _is_within_one_region(one, filed) or _is_within_one_region(other, filed):
        return False  # never taken out
    if (one.kind == "certificate") != (other.kind == "certificate"):
        certificate, physical = (one, other) if one.kind == "certificate" else (other, one)
        # The sender's own electricity stands beside the certificate: the certificate is removed from it.
        sender = certificate.sender
        return sender is not None and not filed.are_nested(physical.division, sender, physical.year)
    return one.division == other.division or not filed.are_nested(one.division, other.division, one.year)


def _is_within_one_region(record: Deduction, filed: FiledDeductions) -> bool:
    return record.sender is not None and filed.are_in_one_region(record.division, record.sender, record.year)
