"""Issued verdicts (印发的评价结论): kept for ever; a new decision supersedes one, nothing replaces it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from shuangkong.errors import Collector

__all__ = ["IssuedVerdict", "check_issue", "standing_verdicts", "verdict_id"]


@dataclass(frozen=True)
class IssuedVerdict:
    """An issued verdict (印发的评价结论): a row of the table ``issued_verdict``.

    Parameters
    ----------
    verdict_value
        Level, grade or value as issued, or the reason it is not rated.
    question_json, rule_editions, snapshot_id, packs_hash, release, trace_sha256
        All that is needed to compute it again and to see why it came out so.
    first_officer, second_person
        Who drew it up and who issued it: two persons.
    """

    verdict_id: str
    division_code: str
    verdict_subject: str
    period: str
    verdict_value: str
    question_json: str
    rule_editions: str
    snapshot_id: str
    packs_hash: str
    release: str
    trace_sha256: str
    verdict_document: str | None
    first_officer: str
    first_signed_on: date
    second_person: str | None
    second_signed_on: date | None
    supersedes_verdict: str | None
    decision_reason: str
    is_synthetic: bool

    @property
    def about(self) -> tuple[str, str, str]:
        """Division, subject and period: a later verdict about the same must say what it supersedes."""
        return self.division_code, self.verdict_subject, self.period


def verdict_id(division_code: str, subject: str, period: str, number: int) -> str:
    """Return the lasting id of a verdict (结论编号).

    Examples
    --------
    >>> verdict_id("990100", "energy_intensity", "2023", 2)
    'energy_intensity-2023-990100-n2'
    """
    return f"{subject}-{period}-{division_code}-n{number}"


def check_issue(verdict: IssuedVerdict, issued: Sequence[IssuedVerdict]) -> Collector:
    """Return why a verdict cannot be issued (能否印发).

    The problems are ``verdict_replaced`` (its id stands already), ``verdict_supersedes`` (it does not name
    the verdict that stands about the same), ``verdict_unsigned`` and ``signed_twice``.
    """
    problems = Collector()
    where = verdict.verdict_id
    if any(each.verdict_id == where for each in issued):
        problems.add("verdict_replaced", where)
    standing = [each.verdict_id for each in standing_verdicts(issued) if each.about == verdict.about]
    expected = standing[0] if standing else None
    if verdict.supersedes_verdict != expected:
        problems.add(
            "verdict_supersedes",
            where,
            found=verdict.supersedes_verdict or "—",
            standing=expected or "—",
        )
    if verdict.second_person is None or verdict.second_signed_on is None:
        problems.add("verdict_unsigned", where)
    if verdict.second_person == verdict.first_officer:
        problems.add("signed_twice", where, person=verdict.first_officer)
    return problems


def standing_verdicts(issued: Iterable[IssuedVerdict]) -> tuple[IssuedVerdict, ...]:
    """Return the verdicts that no later decision superseded (现行结论), by id."""
    verdicts = sorted(issued, key=lambda verdict: verdict.verdict_id)
    superseded = {verdict.supersedes_verdict for verdict in verdicts}
    return tuple(verdict for verdict in verdicts if verdict.verdict_id not in superseded)
