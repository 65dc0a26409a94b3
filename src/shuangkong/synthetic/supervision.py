"""Synthetic supervision (演示节能监察): bodies of three levels, staff, plans, cases, managers, training."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from shuangkong.schema import Cell, Row
from shuangkong.synthetic.region import Filled, Prefecture, Region
from shuangkong.synthetic.slips import Slip, joined, spoiled

__all__ = ["fill"]

_SUBJECTS = ("consumption_limit", "obsolete_equipment", "reporting", "review_opinion", "metering")
_PLANNED, _CASES, _TRAININGS = 3, 6, 3  # subjects, cases and sessions of a prefecture in a year
_MANAGERS = 40  # users of a prefecture with managers
_FINDINGS = ("above_limit", "obsolete_in_use", "not_reported", "no_manager", "metering_fault")
_COUNTY_STATES = ("sound", "sound", "incomplete", "incomplete", "preparing", "absent")
_MANNERS = ("course", "contest", "exchange")
_AUDIENCES = ("department", "supervision", "enterprise", "grassroots")
_STANDING = ("incomplete", "sound")
_FOUNDED = 2012


def fill(region: Region) -> Filled:
    """Invent the supervision bodies of three levels and what they do (演示节能监察台账).

    About three in a hundred rows are wrong on purpose.
    """
    bodies = list(_bodies(region))
    cases = [row for each in region.prefectures for row in _cases(region, each)]
    steps = [row for case in cases for row in _steps(region, case)]
    return joined(
        _spoiled(region, "supervision_body", bodies, _BODY_SLIPS),
        _spoiled(region, "supervision_officer", list(_officers(region, bodies)), _OFFICER_SLIPS),
        _spoiled(region, "supervision_plan", list(_plans(region)), _PLAN_SLIPS),
        _spoiled(region, "supervision_case", cases, _CASE_SLIPS),
        _spoiled(region, "supervision_event", steps, _STEP_SLIPS),
        _spoiled(region, "energy_manager", list(_managers(region)), _MANAGER_SLIPS),
        _spoiled(region, "training_session", list(_trainings(region)), _TRAINING_SLIPS),
    )


_KEYS: dict[str, tuple[str, ...]] = {
    "supervision_body": ("supervision_body_id",),
    "supervision_officer": ("supervision_officer_id",),
    "supervision_plan": ("supervision_plan_id",),
    "supervision_case": ("supervision_case_id",),
    "supervision_event": ("supervision_case_id", "supervision_step_no", "is_synthetic"),
    "energy_manager": ("energy_manager_id",),
    "training_session": ("training_id",),
}


def _spoiled(region: Region, table: str, rows: list[Row], slips: Sequence[Slip]) -> Filled:
    return spoiled(table, _KEYS[table], rows, slips, region.dice(f"{table}/slips"))


def _bodies(region: Region) -> Iterator[Row]:
    yield _body(region, region.code, "region", "sound")
    for prefecture in region.prefectures:
        dice = region.dice(f"supervision_body/{prefecture.code}")
        yield _body(region, prefecture.code, "prefecture", dice.choice(("sound", "sound", "incomplete")))
        for county in prefecture.counties:
            yield _body(region, county, "county", dice.choice(_COUNTY_STATES))


def _body(region: Region, code: str, level: str, state: str) -> Row:
    dice = region.dice(f"supervision_body/{code}")
    stands = state in _STANDING
    posts = dice.randint(3, 20)
    return region.marked(
        {
            "supervision_body_id": f"SYN-SB-{code}",
            "division_code": code,
            "supervision_level": level,
            "supervision_body_name": f"示例节能监察机构{code}" if stands else None,
            "supervision_body_state": state,
            "supervision_founded_on": date(_FOUNDED + dice.randint(0, 8), 3, 1) if stands else None,
            "supervision_founding_document": f"示例编发{code}号" if stands else None,
            "authorised_posts": posts if stands else None,
            "posts_filled": dice.randint(1, posts) if stands else None,
            "supervision_equipment_sets": dice.randint(0, 12) if stands else None,
            "closed_on": None,
        }
    )


def _officers(region: Region, bodies: Sequence[Row]) -> Iterator[Row]:
    for body in bodies:
        if body["supervision_body_state"] not in _STANDING:
            continue
        dice = region.dice(f"supervision_officer/{body['division_code']}")
        for number in range(min(5, int(str(body["posts_filled"])))):
            issued = date(dice.randint(region.years[0], region.years[-1]), dice.randint(1, 12), 1)
            name = f"{body['division_code']}-{number + 1}"
            is_gone = number == 3
            yield region.marked(
                {
                    "supervision_officer_id": f"SYN-SO-{name}",
                    "supervision_body_id": body["supervision_body_id"],
                    "division_code": body["division_code"],
                    "officer_name": f"示例监察员{name}",
                    "certificate_number": f"SYN-ZF-{name}",
                    "certificate_issued_on": issued,
                    "certificate_expires_on": date(issued.year + 5, issued.month, 1),
                    "officer_state": "gone" if is_gone else "serving",
                    "left_on": date(region.years[-1], 6, 30) if is_gone else None,
                }
            )


def _plans(region: Region) -> Iterator[Row]:
    for prefecture in region.prefectures:
        dice = region.dice(f"supervision_plan/{prefecture.code}")
        for year in region.years[1:]:
            for subject in dice.sample(_SUBJECTS, _PLANNED):
                planned = dice.randint(5, 40)
                yield region.marked(
                    {
                        "supervision_plan_id": f"SYN-SL-{prefecture.code}-{year}-{subject}",
                        "division_code": prefecture.code,
                        "period": str(year),
                        "supervision_subject": subject,
                        "users_planned": planned,
                        "users_inspected": planned * dice.randint(80, 105) // 100,
                        "supervision_plan_issued_on": date(year, dice.randint(2, 5), 1),
                        "evidence_document": f"示例监察通报{year}",
                    }
                )


def _cases(region: Region, prefecture: Prefecture) -> Iterator[Row]:
    dice = region.dice(f"supervision_case/{prefecture.code}")
    users = [each.name for each in region.facilities if each.prefecture == prefecture.code]
    for year in region.years[1:]:
        for number in range(_CASES):
            opened = date(year, dice.randint(3, 8), dice.randint(1, 28))
            has_finding = number % 2 == 0
            is_open = year == region.years[-1] and number == 0
            yield region.marked(
                {
                    "supervision_case_id": f"SYN-SC-{prefecture.code}-{year}-{number + 1}",
                    "division_code": prefecture.code,
                    "facility_name": dice.choice(users)
                    if users
                    else f"示例用能单位{prefecture.code}-{dice.randint(1, 60):02d}",
                    "supervision_subject": dice.choice(_SUBJECTS),
                    "case_opened_on": opened,
                    "case_finding": dice.choice(_FINDINGS) if has_finding else "none",
                    "rectify_by": opened + timedelta(days=75) if has_finding else None,
                    "case_state": "rectifying" if is_open else "closed",
                    "closed_on": None if is_open else opened + timedelta(days=100 if has_finding else 20),
                }
            )


def _steps(region: Region, case: Row) -> Iterator[Row]:
    """Yield the steps of one case: notice, record, order, recheck, sometimes a penalty, closing."""
    dice = region.dice(f"supervision_event/{case['supervision_case_id']}")
    opened = case["case_opened_on"]
    assert isinstance(opened, date)
    for number, (step, days) in enumerate(_course(case, dice), start=1):
        is_formal = step in ("rectification_order", "penalty")
        yield region.marked(
            {
                "supervision_case_id": case["supervision_case_id"],
                "supervision_step_no": number,
                "division_code": case["division_code"],
                "supervision_step": step,
                "supervision_step_on": opened + timedelta(days=days),
                "evidence_document": f"示例监察文书{number}" if is_formal else None,
                "recheck_passed": dice.random() < 0.8 if step == "recheck" else None,
                "penalty_10k_cny": Decimal(dice.randint(0, 20)) if step == "penalty" else None,
            }
        )


def _course(case: Row, dice: Random) -> list[tuple[str, int]]:
    found = [("notice", 0), ("on_site_record", 10)]
    if case["case_finding"] == "none":
        return [*found, ("closing", 20)]
    found.append(("rectification_order", 15))
    if case["case_state"] != "closed":
        return found
    penalty = [("penalty", 95)] if dice.random() < 0.25 else []
    return [*found, ("recheck", 80), *penalty, ("closing", 100)]


def _managers(region: Region) -> Iterator[Row]:
    for prefecture in region.prefectures:
        dice = region.dice(f"energy_manager/{prefecture.code}")
        users = [(each.id, each.name) for each in region.facilities if each.prefecture == prefecture.code]
        invented = [
            (f"SYN-U-{prefecture.code}-{number + 1:03d}", f"示例用能单位{prefecture.code}-{number + 1:02d}")
            for number in range(_MANAGERS)
        ]
        for number, (facility_id, name) in enumerate((users or invented)[:_MANAGERS]):
            for post in ("head", "holder") if number % 3 == 0 else ("head",):
                appointed = date(dice.choice(region.years), dice.randint(1, 12), 1)
                yield region.marked(
                    {
                        "energy_manager_id": f"SYN-EM-{prefecture.code}-{number + 1:03d}-{post}",
                        "facility_id": facility_id,
                        "facility_name": name,
                        "division_code": prefecture.code,
                        "manager_name": f"示例能源管理员{prefecture.code}-{number + 1:03d}",
                        "manager_post": post,
                        "appointed_on": appointed,
                        "manager_filed_on": appointed + timedelta(days=dice.randint(5, 60)),
                        "left_on": None,
                    }
                )


def _trainings(region: Region) -> Iterator[Row]:
    for prefecture in region.prefectures:
        dice = region.dice(f"training_session/{prefecture.code}")
        for year in region.years[1:]:
            for number in range(_TRAININGS):
                manner = _MANNERS[number % len(_MANNERS)]
                yield region.marked(
                    {
                        "training_id": f"SYN-TR-{prefecture.code}-{year}-{number + 1}",
                        "division_code": prefecture.code,
                        "training_held_on": date(year, dice.randint(3, 11), dice.randint(1, 28)),
                        "training_topic": f"示例节能减排培训{number + 1}",
                        "training_manner": manner,
                        "training_audience": dice.choice(_AUDIENCES),
                        "training_persons": dice.randint(20, 300),
                        "training_hours": dice.randint(4, 32) if manner == "course" else None,
                        "organisation_name": f"示例主办单位{prefecture.code}",
                        "evidence_document": f"示例培训通知{year}-{number + 1}",
                    }
                )


def _stands(row: Row) -> bool:
    return row["supervision_body_state"] in _STANDING


def _before(cell: Cell, days: int) -> date:
    assert isinstance(cell, date)
    return cell - timedelta(days=days)


_BODY_SLIPS = (
    Slip(
        "supervision_founding_document",
        "missing",
        "standing_is_founded",
        lambda _row: {"supervision_founding_document": None},
        _stands,
    ),
    Slip(
        "posts_filled",
        "wrong",
        "posts_within_authorised",
        lambda row: {"posts_filled": int(str(row["authorised_posts"])) * 10},
        _stands,
    ),
    Slip(
        "posts_filled",
        "contradictory",
        "sound_has_officers",
        lambda _row: {"posts_filled": 0},
        lambda row: row["supervision_body_state"] == "sound" and row["supervision_level"] == "county",
    ),
)
_OFFICER_SLIPS = (
    Slip(
        "certificate_number",
        "missing",
        "serving_is_certified",
        lambda _row: {"certificate_number": None},
        lambda row: row["officer_state"] == "serving",
    ),
    Slip(
        "certificate_expires_on",
        "wrong",
        "certificate_term",
        lambda row: {"certificate_expires_on": row["certificate_issued_on"]},
    ),
    Slip(
        "left_on",
        "missing",
        "gone_on_a_day",
        lambda _row: {"left_on": None},
        lambda row: row["officer_state"] == "gone",
    ),
)
_PLAN_SLIPS = (
    Slip("users_planned", "wrong", "users_above_zero", lambda _row: {"users_planned": 0}),
    Slip(
        "supervision_plan_issued_on",
        "wrong",
        "issued_in_its_year",
        lambda row: {"supervision_plan_issued_on": _before(row["supervision_plan_issued_on"], 365)},
    ),
    Slip("evidence_document", "missing", "inspected_with_document", lambda _row: {"evidence_document": None}),
)
_CASE_SLIPS = (
    Slip(
        "closed_on",
        "missing",
        "closed_on_a_day",
        lambda _row: {"closed_on": None},
        lambda row: row["case_state"] == "closed",
    ),
    Slip(
        "rectify_by",
        "wrong",
        "rectify_after_opening",
        lambda row: {"rectify_by": _before(row["case_opened_on"], 5)},
        lambda row: row["rectify_by"] is not None,
    ),
    Slip(
        "closed_on",
        "contradictory",
        "closed_after_opening",
        lambda row: {"closed_on": _before(row["case_opened_on"], 5)},
        lambda row: row["case_state"] == "closed",
    ),
)
_STEP_SLIPS = (
    Slip(
        "recheck_passed",
        "missing",
        "recheck_concludes",
        lambda _row: {"recheck_passed": None},
        lambda row: row["supervision_step"] == "recheck",
    ),
    Slip(
        "evidence_document",
        "missing",
        "order_has_document",
        lambda _row: {"evidence_document": None},
        lambda row: row["supervision_step"] in ("rectification_order", "penalty"),
    ),
    Slip(
        "supervision_step_on",
        "wrong",
        "step_after_opening",
        lambda row: {"supervision_step_on": _before(row["supervision_step_on"], 40)},
        lambda row: row["supervision_step"] == "notice",
    ),
    Slip(
        "penalty_10k_cny",
        "missing",
        "penalty_has_amount",
        lambda _row: {"penalty_10k_cny": None},
        lambda row: row["supervision_step"] == "penalty",
    ),
)
_MANAGER_SLIPS = (
    Slip(
        "manager_filed_on",
        "missing",
        "head_on_record",
        lambda _row: {"manager_filed_on": None},
        lambda row: row["manager_post"] == "head",
    ),
    Slip(
        "manager_filed_on",
        "wrong",
        "filed_after_appointed",
        lambda row: {"manager_filed_on": _before(row["appointed_on"], 30)},
    ),
    Slip(
        "manager_post",
        "contradictory",
        "one_head_each",
        lambda row: {"energy_manager_id": f"{row['energy_manager_id']}-2"},
        lambda row: row["manager_post"] == "head",
        is_copy=True,
    ),
)
_TRAINING_SLIPS = (
    Slip("training_persons", "wrong", "persons_above_zero", lambda _row: {"training_persons": 0}),
    Slip(
        "training_hours",
        "wrong",
        "hours_plausible",
        lambda row: {"training_hours": int(str(row["training_hours"])) * 1000},
        lambda row: row["training_hours"] is not None,
    ),
    Slip("evidence_document", "missing", "training_shown", lambda _row: {"evidence_document": None}),
)
