"""The review (审查): all users' yearly reports in one run, doubts in order, and the lists that follow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from shuangkong.accounts import FrozenRows, signed
from shuangkong.accounts.arithmetic import compound, difference, exact_sum, ratio
from shuangkong.assessment.energy_report.doubt import Doubt, Doubts, ranked
from shuangkong.assessment.energy_report.identities import Identities
from shuangkong.assessment.energy_report.limits import Compliance, LimitLine, compliance
from shuangkong.assessment.energy_report.norms import Norms
from shuangkong.assessment.energy_report.other_sources import (
    OtherSources,
    check_other_sources,
    read_other_sources,
)
from shuangkong.assessment.energy_report.over_time import OverTime
from shuangkong.assessment.energy_report.peers import Apart, outliers
from shuangkong.assessment.energy_report.report import (
    BASIC,
    PRODUCT,
    EnergyReport,
    User,
    read_reports,
    read_users,
)
from shuangkong.assessment.energy_report.terms import Terms
from shuangkong.errors import Problem, ProblemsFound
from shuangkong.trace import Coverage

__all__ = ["Review", "Step", "review"]

Step = Callable[[int, int], None]
"""Told after each report how many are done, of how many."""


def _silent(_done: int, _of: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Review:
    """What one run found (审查结果).

    Attributes
    ----------
    users
        Who had to report: facility → user.
    doubts
        Every doubt, the most serious and biggest first.
    late, absent
        Who filed after the due day, and who did not; nobody is absent before that day.
    coverage
        Of those who had to report, how many did.
    """

    year: int
    due: date
    terms: Terms
    users: Mapping[str, User]
    reports: Mapping[str, EnergyReport]
    doubts: tuple[Doubt, ...]
    limits: Compliance
    is_synthetic: bool
    _by_facility: Mapping[str, tuple[Doubt, ...]] = field(repr=False, default_factory=dict)

    @property
    def late(self) -> tuple[Doubt, ...]:
        """Reports filed after the due day."""
        return tuple(each for each in self.doubts if each.rule == "late")

    @property
    def absent(self) -> tuple[Doubt, ...]:
        """Users whose report is overdue."""
        return tuple(each for each in self.doubts if each.rule == "missing")

    @property
    def sent_back(self) -> tuple[str, ...]:
        """Users whose report goes back to them, the gravest first."""
        returned = (each for each in self.doubts if each.action == "return" and each.rule != "missing")
        return tuple(dict.fromkeys(each.facility for each in returned))

    @property
    def inspections(self) -> tuple[str, ...]:
        """Users to be inspected: by the rule itself, or because so much energy is in doubt."""
        least = self.terms.number("inspection_tce")
        chosen = {each.facility for each in self.doubts if each.action == "inspect"}
        chosen |= {name for name in self._by_facility if self.in_doubt(name) >= least}
        return tuple(sorted(chosen, key=lambda name: (-self.in_doubt(name), name)))

    @property
    def coverage(self) -> Coverage:
        """Of those who had to report, who did."""
        absent = tuple(name for name in sorted(self.users) if name not in self.reports)
        return Coverage(len(self.users), len(self.users) - len(absent), absent)

    def within(self, holds: Callable[[str], bool]) -> Review:
        """Return the part of the review about the divisions that a test holds for (分地区结果).

        Ranks stay those of the whole run; peers were sought among all users.
        """
        lines = tuple(each for each in self.limits.lines if holds(each.division))
        return replace(
            self,
            users={name: each for name, each in self.users.items() if holds(each.division)},
            reports={name: each for name, each in self.reports.items() if holds(each.division)},
            doubts=tuple(each for each in self.doubts if holds(each.division)),
            limits=Compliance(self.year, lines),
            _by_facility={name: held for name, held in self._by_facility.items() if holds(held[0].division)},
        )

    def of(self, facility: str) -> tuple[Doubt, ...]:
        """Return the doubts about one user, in order."""
        return self._by_facility.get(facility, ())

    def in_doubt(self, facility: str) -> Decimal:
        """Return the biggest single doubt about a user [tce]; doubts overlap and are not added."""
        return max((each.size for each in self.of(facility) if each.size is not None), default=Decimal(0))

    def name(self, facility: str) -> str:
        """Return what a user is called."""
        user = self.users.get(facility)
        return facility if user is None else user.name


def review(
    rows: FrozenRows,
    terms: Terms,
    year: int,
    *,
    known_on: date,
    synthetic: bool = False,
    step: Step = _silent,
) -> Review:
    """Review every yearly report of a year (能源利用状况报告审查).

    Parameters
    ----------
    known_on
        Day the rows were known: before the due day nobody is absent.
    step
        Told how far the run is.

    Raises
    ------
    ProblemsFound
        ``energy_report_none`` where there is neither a list of users nor a report for the year.
    """
    users = read_users(rows, date(year, 12, 31), synthetic=synthetic)
    reports = read_reports(rows, year, synthetic=synthetic)
    if not users and not reports:
        raise ProblemsFound([Problem("energy_report_none", str(year))])
    before = read_reports(rows, year - 1, synthetic=synthetic)
    sources = read_other_sources(rows, year, synthetic=synthetic)
    norms = Norms(rows, year, synthetic)
    limits = compliance(reports.values(), year)
    found: list[Doubt] = []
    for done, (facility, report) in enumerate(reports.items(), start=1):
        doubts = Doubts(terms, (facility, report.division, year), _name(users, facility))
        _attendance(report, users, doubts, known_on)
        Identities(report, norms, doubts).check()
        OverTime(report, before.get(facility), doubts).check()
        check_other_sources(report, sources, doubts)
        found += doubts.found
        step(done, len(reports))
    found += _missing(users, reports, _Known(before, sources, terms, known_on), year)
    about = _About(terms, users, year)
    found += [each for line in limits.lines for each in about.of_limit(line)]
    found += [about.of_peers(each) for each in outliers(reports.values(), terms)]
    return _ordered(found, terms, year, users=users, reports=reports, limits=limits, synthetic=synthetic)


def _ordered(
    found: Sequence[Doubt],
    terms: Terms,
    year: int,
    *,
    users: Mapping[str, User],
    reports: Mapping[str, EnergyReport],
    limits: Compliance,
    synthetic: bool,
) -> Review:
    doubts = ranked(found)
    grouped: dict[str, list[Doubt]] = defaultdict(list)
    for each in doubts:
        grouped[each.facility].append(each)
    by_facility = {name: tuple(held) for name, held in grouped.items()}
    return Review(year, terms.due(year), terms, users, reports, doubts, limits, synthetic, by_facility)


def _attendance(report: EnergyReport, users: Mapping[str, User], doubts: Doubts, known_on: date) -> None:
    """Note a late report, one without table 1, and one of a user nobody listed."""
    totals, due = report.totals, doubts.terms.due(report.year)
    if users and report.facility not in users:
        doubts.add("unlisted", (BASIC, (), "facility_id"))
    if totals is None and known_on > due:
        doubts.add("missing", (BASIC, (), ""), due=due)
    elif totals is not None and totals.submitted_on is not None and totals.submitted_on > due:
        days = (totals.submitted_on - due).days
        doubts.add("late", (BASIC, (), "report_submitted_on"), due=due, found=totals.submitted_on, days=days)


@dataclass(frozen=True)
class _Known:
    before: Mapping[str, EnergyReport]
    sources: OtherSources
    terms: Terms
    known_on: date

    def energy(self, facility: str) -> Decimal | None:
        """Return how much a silent user is likely to use [tce]: by meters, else as the year before."""
        said = self.sources.total(facility)
        last = self.before.get(facility)
        if said is None and last is not None and last.totals is not None:
            return last.totals.coal_equivalent
        return said


def _missing(
    users: Mapping[str, User], reports: Mapping[str, EnergyReport], known: _Known, year: int
) -> Iterable[Doubt]:
    due = known.terms.due(year)
    if known.known_on <= due:
        return
    for facility, user in sorted(users.items()):
        if facility not in reports:
            doubts = Doubts(known.terms, (facility, user.division, year), user.name)
            doubts.add("missing", (BASIC, (), ""), known.energy(facility), due=due)
            yield from doubts.found


def _name(users: Mapping[str, User], facility: str) -> str:
    return users[facility].name if facility in users else ""


@dataclass(frozen=True)
class _About:
    """What turns findings over all reports into doubts about one of them."""

    terms: Terms
    users: Mapping[str, User]
    year: int

    def doubts(self, facility: str, division: str) -> Doubts:
        return Doubts(self.terms, (facility, division, self.year), _name(self.users, facility))

    def of_limit(self, found: LimitLine) -> Sequence[Doubt]:
        line = found.line
        doubts = self.doubts(found.facility, found.division)
        place = (PRODUCT, line.series[:3])
        if found.reason is not None and line.limit_standard:
            reason = {"reason_zh": found.reason.reason.zh, "reason_en": found.reason.reason.en}
            doubts.add("limit_unknown", (*place, "reported_limit_standard"), **reason)
        if found.level == "above" and found.value is not None:
            details = {
                "found": signed(found.value),
                "limit": signed(found.levels["3"]),
                "unit": line.unit_energy_unit,
                "standard": found.standard,
                "correction": f"（{found.correction}）" if found.correction else "",
            }
            doubts.add("limit", (*place, "reported_unit_energy"), found.excess_tce, **details)
        limit = found.levels.get("3")
        if line.limit is not None and limit is not None and line.limit != limit and found.reason is None:
            details = {"found": signed(line.limit), "limit": signed(limit), "standard": found.standard}
            doubts.add("limit_stated", (*place, "reported_limit"), **details)
        return doubts.found

    def of_peers(self, found: Apart) -> Doubt:
        line = found.line
        doubts = self.doubts(found.report.facility, found.report.division)
        assert line.unit_energy is not None
        size = None
        share = ratio(difference(line.unit_energy, found.middle), line.unit_energy)
        if line.energy is not None and isinstance(share, Decimal):
            size = compound((exact_sum([share]), line.energy))
        details = {
            "found": signed(line.unit_energy),
            "middle": signed(found.middle),
            "unit": line.unit_energy_unit,
            "peers": found.peers,
            "score": signed(found.score, 1),
        }
        doubts.add("peers", (PRODUCT, line.series[:3], "reported_unit_energy"), size, **details)
        return doubts.found[0]
