"""The people, places and types the office's tests share."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from shuangkong.records import Records
from shuangkong.records.office import Filing, FilingStep, Office, Person, Signature
from shuangkong.registers.type import RegisterType
from shuangkong.schema import Row, table
from shuangkong.territory import Territory
from shuangkong.trace import Label

PLACES = [
    ("990000", "示范区", "region", None),
    ("990100", "甲市", "prefecture", "990000"),
    ("990101", "甲市丙县", "county", "990100"),
    ("990200", "乙市", "prefecture", "990000"),
]
PEOPLE = [
    # id, name, department, division, roles, represents
    ("county-clerk", "丙一", "统计局", "990101", "file;review", None),
    ("county-head", "丙二", "统计局", "990101", "review", None),
    ("clerk", "甲一", "统计局", "990100", "file;review", None),
    ("reviewer", "甲二", "统计局", "990100", "review", None),
    ("other-clerk", "乙一", "统计局", "990200", "file;review", None),
    ("planner", "区一", "发展和改革委员会", "990000", "countersign;dispatch;adopt;issue", None),
    ("energy", "区二", "能源局", "990000", "countersign;adopt", None),
    ("head", "区三", "统计局", "990000", "approve;issue;file", None),
    ("deputy", "区四", "统计局", "990000", "approve", None),
    ("plant", "厂一", None, "990101", "file", "plant-7"),
    ("namesake-1", "重名", "能源局", "990100", "file", None),
    ("namesake-2", "重名", "能源局", "990200", "file", None),
]


def person(
    person_id: str, name: str, department: str | None, division: str, roles: str, represents: str | None
) -> Person:
    return Person(person_id, name, department, division, roles, represents, None, None)


@pytest.fixture(scope="session")
def territory() -> Territory:
    return Territory(
        {
            "division_code": code,
            "name_zh": name,
            "name_en": None,
            "level": level,
            "parent_code": parent,
            "valid_from": None,
            "valid_to": None,
            "status": "constructed",
            "source": "示例",
        }
        for code, name, level, parent in PLACES
    )


@pytest.fixture(scope="session")
def people() -> tuple[Person, ...]:
    return tuple(person(*each) for each in PEOPLE)


@pytest.fixture(scope="session")
def statistic() -> RegisterType:
    return RegisterType(
        id="statistic",
        version=1,
        kind="statistic",
        title=Label("年度统计报表", "annual statistic"),
        description=Label("示例", "example"),
        table=table("assessment_grade"),
        form=(),
        grain="year",
        filed_by=("统计局",),
        steps=("county_reviewed", "prefecture_reviewed", "countersigned", "approved"),
        countersigned_by=("发展和改革委员会", "能源局"),
        approved_by=("统计局",),
    )


@pytest.fixture(scope="session")
def grade() -> Callable[..., Row]:
    """Make a data row of the type: ``grade("990100", "-3.50")``."""

    def make(division: str = "990100", change: str = "-3.50", period: str = "2023") -> Row:
        return {
            "division_code": division,
            "period": period,
            "target_intensity_change_pct": Decimal("-3.20"),
            "actual_intensity_change_pct": Decimal(change),
            "energy_increment_10k_tce": None,
            "grade": "完成",
            "note": None,
            "status": "constructed",
            "source": "示例",
        }

    return make


@pytest.fixture(scope="session")
def filing() -> Callable[..., Filing]:
    """Make a filing: ``filing("990100", version_no=2)``."""

    def make(filer: str = "990100", **cells: object) -> Filing:
        version = cells.get("version_no", 1)
        plain = {
            "filing_id": f"statistic-2023-{filer}-v{version}",
            "type_id": "statistic",
            "type_version": 1,
            "round_id": "r1",
            "filer_code": filer,
            "period": "2023",
            "filer_person": "clerk",
            "document_number": None,
            "issued_on": None,
            "content_hash": "ab" * 32,
            "is_synthetic": True,
            "filed_on": date(2024, 3, 5),
            "version_no": version,
            "supersedes_filing": None,
        }
        return Filing(**(plain | cells))  # type: ignore[arg-type]

    return make


@pytest.fixture(scope="session")
def steps_taken() -> Callable[..., list[FilingStep]]:
    """Make the steps of a filing: ``steps_taken(filing, ("filed", "统计局"), …)``."""

    def make(of: Filing, *taken: tuple[str, str | None]) -> list[FilingStep]:
        return [
            FilingStep(of.filing_id, number, step, department, "p", "意见", date(2024, 3, 5))  # type: ignore[arg-type]
            for number, (step, department) in enumerate(taken, 1)
        ]

    return make


@pytest.fixture(scope="session")
def sign() -> Callable[..., Signature]:
    """Sign: ``sign("clerk", day=5, reason="…")``, in March 2024 unless told."""

    def make(who: str, day: int = 5, reason: str = "报送年报", month: int = 3, year: int = 2024) -> Signature:
        return Signature(who, reason, datetime(year, month, day, 9, tzinfo=UTC))

    return make


@pytest.fixture
def office(
    tmp_path: Path,
    territory: Territory,
    people: tuple[Person, ...],
    statistic: RegisterType,
    sign: Callable[..., Signature],
):
    with Records(tmp_path / "records.sqlite") as records:
        opened = Office(
            records,
            {"statistic": statistic},
            territory,
            division="990000",
            evidence=tmp_path / "evidence",
        )
        opened.register_persons(people, sign("setup", day=1, reason="登记人员"))
        yield opened
