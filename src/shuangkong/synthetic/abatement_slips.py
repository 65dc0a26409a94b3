"""Faults among the invented dischargers, projects and contracts (演示排污、节能项目台账的预埋差错)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from shuangkong.schema import Cell, Row
from shuangkong.synthetic.slips import Slip

__all__ = [
    "COMMITMENT_SLIPS",
    "CONTRACT_SLIPS",
    "DISCHARGER_SLIPS",
    "EXPERT_SLIPS",
    "OUTLET_SLIPS",
    "PERMIT_SLIPS",
    "PROJECT_SLIPS",
    "TECHNOLOGY_SLIPS",
]


def _has(row: Row, *columns: str) -> bool:
    return all(row[name] is not None for name in columns)


DISCHARGER_SLIPS = (
    Slip(
        "closing_document",
        "missing",
        "closed_with_proof",
        lambda _row: {"closing_document": None},
        lambda row: row["discharger_state"] == "closed",
    ),
    Slip(
        "environmental_officers",
        "wrong",
        "key_has_officer",
        lambda _row: {"environmental_officers": 0},
        lambda row: bool(row["is_key_discharger"]),
    ),
    Slip(
        "closed_on",
        "contradictory",
        "closed_after_built",
        lambda _row: {"closed_on": date(1990, 1, 1)},
        lambda row: row["discharger_state"] == "closed",
    ),
)
OUTLET_SLIPS = (
    Slip(
        "monitor_connected_on",
        "missing",
        "monitor_named",
        lambda _row: {"monitor_connected_on": None},
        lambda row: bool(row["has_online_monitor"]),
    ),
    Slip("latitude", "missing", "coordinates_paired", lambda _row: {"latitude": None}),
    Slip(
        "monitor_connected_on",
        "contradictory",
        "connected_after_built",
        lambda _row: {"monitor_connected_on": date(1990, 1, 1)},
        lambda row: bool(row["has_online_monitor"]),
    ),
)
PERMIT_SLIPS = (
    Slip("valid_to", "wrong", "term_in_order", lambda _row: {"valid_to": date(2000, 1, 1)}),
    Slip(
        "permit_issued_on",
        "contradictory",
        "issued_before_valid",
        lambda row: {"permit_issued_on": _later(row["valid_from"])},
    ),
    Slip("permitted_cod_t", "wrong", "permitted_not_negative", lambda _row: {"permitted_cod_t": Decimal(-1)}),
    Slip(
        "permit_state",
        "contradictory",
        "one_in_force",
        lambda row: {"permit_id": f"{row['permit_id']}-2"},
        lambda row: row["permit_state"] == "in_force",
        is_copy=True,
    ),
)
PROJECT_SLIPS = (
    Slip("planned_saving_tce", "wrong", "saving_positive", lambda _row: {"planned_saving_tce": Decimal(0)}),
    Slip(
        "verified_saving_tce",
        "contradictory",
        "verified_within_reported",
        lambda row: {"verified_saving_tce": Decimal(str(row["reported_saving_tce"])) * 10},
        lambda row: _has(row, "reported_saving_tce"),
    ),
    Slip(
        "energy_basis",
        "missing",
        "basis_named",
        lambda _row: {"energy_basis": None},
        lambda row: _has(row, "reported_saving_tce"),
    ),
    Slip(
        "evidence_document",
        "missing",
        "accepted_verified",
        lambda _row: {"evidence_document": None},
        lambda row: row["saving_state"] == "accepted",
    ),
    Slip(
        "accepted_on",
        "wrong",
        "accepted_after_start",
        lambda _row: {"accepted_on": date(2000, 1, 1)},
        lambda row: row["saving_state"] == "accepted",
    ),
)
CONTRACT_SLIPS = (
    Slip("epc_saving_tce", "wrong", "saving_positive", lambda _row: {"epc_saving_tce": Decimal(0)}),
    Slip(
        "epc_provider",
        "contradictory",
        "provider_is_another",
        lambda row: {"epc_provider": row["facility_name"]},
    ),
    Slip(
        "epc_saving_tce",
        "missing",
        "saving_agreed",
        lambda _row: {"epc_saving_tce": None},
        lambda row: row["epc_mode"] == "shared_saving",
    ),
)
EXPERT_SLIPS = (
    Slip("valid_from", "missing", "term_begins", lambda _row: {"valid_from": None}),
    Slip("valid_to", "wrong", "term_in_order", lambda _row: {"valid_to": date(2000, 1, 1)}),
)
TECHNOLOGY_SLIPS = (
    Slip("delisted_on", "wrong", "delisted_after_listed", lambda row: {"delisted_on": row["listed_on"]}),
    Slip(
        "technology_saving_tce",
        "wrong",
        "saving_not_negative",
        lambda _row: {"technology_saving_tce": Decimal(-5)},
    ),
)
COMMITMENT_SLIPS = (
    Slip("valid_to", "wrong", "term_in_order", lambda _row: {"valid_to": date(2000, 1, 1)}),
    Slip(
        "evidence_document",
        "missing",
        "kept_is_shown",
        lambda _row: {"evidence_document": None},
        lambda row: row["commitment_state"] == "kept",
    ),
    Slip(
        "fulfilled_saving_tce",
        "contradictory",
        "kept_is_enough",
        lambda _row: {"fulfilled_saving_tce": Decimal(1)},
        lambda row: row["commitment_state"] == "kept",
    ),
)


def _later(cell: Cell) -> date:
    assert isinstance(cell, date)
    return cell + timedelta(days=10)
