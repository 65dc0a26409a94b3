"""Synthetic dischargers, projects and contracts (演示排污、节能项目台账): all invented, some wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from shuangkong.schema import Row
from shuangkong.synthetic.abatement_slips import (
    COMMITMENT_SLIPS,
    CONTRACT_SLIPS,
    DISCHARGER_SLIPS,
    EXPERT_SLIPS,
    OUTLET_SLIPS,
    PERMIT_SLIPS,
    PROJECT_SLIPS,
    TECHNOLOGY_SLIPS,
)
from shuangkong.synthetic.region import Filled, Prefecture, Region
from shuangkong.synthetic.slips import Slip, joined, spoiled

__all__ = ["dischargers_of", "fill"]

_DISCHARGERS = 24  # in each prefecture
_OUTLETS = 2
_PROJECTS, _CONTRACTS, _COMMITMENTS = 3, 6, 8  # in each prefecture, projects in each year
_EXPERTS, _TECHNOLOGIES = 60, 40
_PERMITTED_YEARS = 5
_INDUSTRIES = ("C2521", "C2614", "C3011", "C3110", "C3216", "D4411", "D4430", "C1492")
_STATES = ("operating", "operating", "operating", "suspended", "closed")
_MEASURES = ("waste_heat", "motor", "boiler", "process", "cooling", "other")
_MODES = ("shared_saving", "guaranteed_saving", "energy_trust", "lease", "mixed")
_FIELDS = ("saving", "carbon", "pollution", "metering", "building", "transport", "other")
_TECHNOLOGY_FIELDS = ("waste_heat", "motor_boiler", "new_energy", "carbon_capture", "clean_coal", "pollution")
_COMMITTERS = ("enterprise", "institution", "association", "community")


def fill(region: Region) -> Filled:
    """Invent dischargers with outlets and permits, saving projects, contracts, experts (演示排污与节能台账).

    Also the technology catalogue and the commitments. About three in a hundred rows are wrong on purpose.
    """
    dischargers = [row for each in region.prefectures for row in dischargers_of(region, each)]
    return joined(
        _spoiled(region, "discharger", dischargers, DISCHARGER_SLIPS),
        _spoiled(region, "discharge_outlet", list(_outlets(region, dischargers)), OUTLET_SLIPS),
        _spoiled(region, "discharge_permit", list(_permits(region, dischargers)), PERMIT_SLIPS),
        _spoiled(region, "saving_project", list(_projects(region)), PROJECT_SLIPS),
        _spoiled(region, "energy_performance_contract", list(_contracts(region)), CONTRACT_SLIPS),
        _spoiled(region, "expert", list(_experts(region)), EXPERT_SLIPS),
        _spoiled(region, "technology", list(_technologies(region)), TECHNOLOGY_SLIPS),
        _spoiled(region, "saving_commitment", list(_commitments(region)), COMMITMENT_SLIPS),
    )


_KEYS = {
    "discharger": "discharger_id",
    "discharge_outlet": "outlet_id",
    "discharge_permit": "permit_id",
    "saving_project": "saving_project_id",
    "energy_performance_contract": "epc_id",
    "expert": "expert_id",
    "technology": "technology_id",
    "saving_commitment": "commitment_id",
}


def _spoiled(region: Region, table: str, rows: list[Row], slips: tuple[Slip, ...]) -> Filled:
    return spoiled(table, [_KEYS[table]], rows, slips, region.dice(f"{table}/slips"))


def dischargers_of(region: Region, prefecture: Prefecture) -> list[Row]:
    """Return the invented dischargers of one prefecture (演示排污单位): its key users first."""
    dice = region.dice(f"discharger/{prefecture.code}")
    users = [each for each in region.facilities if each.prefecture == prefecture.code]
    rows = []
    for number in range(_DISCHARGERS):
        user = users[number] if number < len(users) else None
        built = date(dice.randint(1998, region.years[0] - 1), dice.randint(1, 12), 1)
        state = dice.choice(_STATES)
        closed = date(region.years[-1], dice.randint(1, 12), 1) if state == "closed" else None
        is_key = number % 2 == 0
        name = f"示例排污单位{prefecture.code}-{number + 1:02d}" if user is None else user.name
        rows.append(
            region.marked(
                {
                    "discharger_id": f"SYN-DC-{prefecture.code}-{number + 1:03d}",
                    "facility_name": name,
                    "division_code": prefecture.code,
                    "county_code": dice.choice(prefecture.counties) if prefecture.counties else None,
                    "industry_class": dice.choice(_INDUSTRIES) if user is None else user.industry_class,
                    "longitude": prefecture.longitude if user is None else user.longitude,
                    "latitude": prefecture.latitude if user is None else user.latitude,
                    "permit_category": "key" if is_key else dice.choice(("simplified", "registered")),
                    "is_key_discharger": is_key,
                    "environmental_officers": dice.randint(1, 6) if is_key else dice.randint(0, 2),
                    "discharger_state": state,
                    "built_on": built,
                    "closed_on": closed,
                    "closing_document": None if closed is None else f"示例关停公告{number + 1}",
                }
            )
        )
    return rows


def _outlets(region: Region, dischargers: list[Row]) -> Iterator[Row]:
    for owner in dischargers:
        dice = region.dice(f"discharge_outlet/{owner['discharger_id']}")
        for number in range(_OUTLETS):
            is_main = number == 0
            monitored = bool(owner["is_key_discharger"]) and is_main
            built = owner["built_on"]
            assert isinstance(built, date)
            name = f"{str(owner['discharger_id']).replace('DC', 'OL')}-{number + 1}"
            yield region.marked(
                {
                    "outlet_id": name,
                    "discharger_id": owner["discharger_id"],
                    "division_code": owner["division_code"],
                    "outlet_name": f"示例排放口{number + 1}",
                    "outlet_medium": "air" if is_main else "water",
                    "outlet_class": "main" if is_main else "general",
                    "longitude": owner["longitude"],
                    "latitude": owner["latitude"],
                    "has_online_monitor": monitored,
                    "monitor_number": f"SYN-MN-{name[7:]}" if monitored else None,
                    "monitor_connected_on": built + timedelta(days=dice.randint(30, 900))
                    if monitored
                    else None,
                    "built_on": built,
                    "closed_on": owner["closed_on"],
                }
            )


def _permits(region: Region, dischargers: list[Row]) -> Iterator[Row]:
    for owner in dischargers:
        if owner["permit_category"] == "registered":
            continue
        dice = region.dice(f"discharge_permit/{owner['discharger_id']}")
        issued = date(region.years[-1] - dice.randint(0, 3), dice.randint(1, 12), 1)
        yield region.marked(
            {
                "permit_id": f"{str(owner['discharger_id']).replace('DC', 'PW')}-1",
                "discharger_id": owner["discharger_id"],
                "division_code": owner["division_code"],
                "permit_issued_on": issued,
                "valid_from": issued,
                "valid_to": date(issued.year + _PERMITTED_YEARS, issued.month, 1) - timedelta(days=1),
                "permit_state": "deregistered" if owner["discharger_state"] == "closed" else "in_force",
                "permitted_cod_t": Decimal(dice.randint(5, 400)),
                "permitted_nh3n_t": Decimal(dice.randint(1, 40)),
                "permitted_nox_t": Decimal(dice.randint(20, 2000)),
                "permitted_vocs_t": Decimal(dice.randint(1, 200)),
            }
        )


def _projects(region: Region) -> Iterator[Row]:
    for prefecture in region.prefectures:
        dice = region.dice(f"saving_project/{prefecture.code}")
        for year in region.years[1:]:
            for number in range(_PROJECTS):
                planned = dice.randint(300, 9000)
                is_over = year < region.years[-1]
                reported = planned * dice.randint(90, 110) // 100 if is_over else None
                verified = None if reported is None else reported * dice.randint(80, 100) // 100
                yield region.marked(
                    {
                        "saving_project_id": f"SYN-SP-{prefecture.code}-{year}-{number + 1}",
                        "division_code": prefecture.code,
                        "facility_name": f"示例单位{prefecture.code}-{dice.randint(1, 60):02d}-{number + 1}",
                        "saving_measure": dice.choice(_MEASURES),
                        "saving_year": year,
                        "planned_saving_tce": Decimal(planned),
                        "reported_saving_tce": None if reported is None else Decimal(reported),
                        "verified_saving_tce": None if verified is None else Decimal(verified),
                        "energy_basis": None if reported is None else "coal_equivalent",
                        "saving_state": "accepted" if is_over else "under_way",
                        "started_on": date(year, dice.randint(1, 6), 1),
                        "accepted_on": date(year, dice.randint(7, 12), 1) if is_over else None,
                        "investment_10k_cny": Decimal(planned * dice.randint(10, 40) // 100),
                        "evidence_document": f"示例验收报告{year}-{number + 1}" if is_over else None,
                    }
                )


def _contracts(region: Region) -> Iterator[Row]:
    for prefecture in region.prefectures:
        dice = region.dice(f"energy_performance_contract/{prefecture.code}")
        for number in range(_CONTRACTS):
            signed = date(dice.choice(region.years[1:]), dice.randint(1, 12), 1)
            mode = _MODES[number % len(_MODES)]
            yield region.marked(
                {
                    "epc_id": f"SYN-EPC-{prefecture.code}-{number + 1}",
                    "division_code": prefecture.code,
                    "facility_name": f"示例用能单位{prefecture.code}-{number + 1:02d}",
                    "epc_provider": f"示例节能服务公司{dice.randint(1, 15):02d}",
                    "epc_mode": mode,
                    "epc_signed_on": signed,
                    "valid_from": signed + timedelta(days=30),
                    "valid_to": date(signed.year + dice.randint(3, 10), signed.month, 1) + timedelta(days=30),
                    "epc_saving_tce": None if mode == "lease" else Decimal(dice.randint(50, 6000)),
                    "investment_10k_cny": Decimal(dice.randint(20, 3000)),
                    "is_public_institution": number % 3 == 0,
                    "epc_state": "under_way",
                }
            )


def _experts(region: Region) -> Iterator[Row]:
    dice = region.dice("expert")
    for number in range(_EXPERTS):
        begins = date(dice.choice(region.years), 1, 1)
        yield region.marked(
            {
                "expert_id": f"SYN-EX-{number + 1:03d}",
                "division_code": region.code,
                "expert_name": f"示例专家{number + 1:03d}",
                "organisation_name": f"示例研究院{dice.randint(1, 12):02d}",
                "expert_field": _FIELDS[number % len(_FIELDS)],
                "expert_title": dice.choice(("高级工程师", "正高级工程师", "研究员")),
                "valid_from": begins,
                "valid_to": date(begins.year + 4, 12, 31),
            }
        )


def _technologies(region: Region) -> Iterator[Row]:
    dice = region.dice("technology")
    for number in range(_TECHNOLOGIES):
        year = dice.choice(region.years)
        is_promoted = number % 3 == 0
        applied = dice.randint(1, 40) if is_promoted else dice.randint(0, 3)
        yield region.marked(
            {
                "technology_id": f"SYN-T-{number + 1:03d}",
                "division_code": region.code,
                "technology_name": f"示例技术{number + 1:03d}",
                "technology_field": _TECHNOLOGY_FIELDS[number % len(_TECHNOLOGY_FIELDS)],
                "technology_catalogue": f"示例节能减排技术目录（{year}年版）",
                "listed_on": date(year, 6, 30),
                "delisted_on": None,
                "technology_maturity": "promoted" if is_promoted else dice.choice(("pilot", "demonstration")),
                "applied_projects": applied,
                "technology_saving_tce": Decimal(applied * dice.randint(100, 900)),
                "organisation_name": f"示例技术单位{dice.randint(1, 20):02d}",
            }
        )


def _commitments(region: Region) -> Iterator[Row]:
    for prefecture in region.prefectures:
        dice = region.dice(f"saving_commitment/{prefecture.code}")
        for number in range(_COMMITMENTS):
            year = dice.choice(region.years[1:])
            is_kept = year < region.years[-1] and number % 4 != 3
            saving = Decimal(dice.randint(10, 2000))
            yield region.marked(
                {
                    "commitment_id": f"SYN-CM-{prefecture.code}-{number + 1}",
                    "division_code": prefecture.code,
                    "organisation_name": f"示例承诺单位{prefecture.code}-{number + 1}",
                    "committer_kind": _COMMITTERS[number % len(_COMMITTERS)],
                    "committed_on": date(year, 1, 15),
                    "valid_from": date(year, 1, 1),
                    "valid_to": date(year, 12, 31),
                    "committed_saving_tce": saving,
                    "fulfilled_saving_tce": saving * dice.randint(100, 130) / 100 if is_kept else None,
                    "commitment_state": "kept" if is_kept else "made",
                    "evidence_document": f"示例核实意见{year}-{number + 1}" if is_kept else None,
                }
            )
