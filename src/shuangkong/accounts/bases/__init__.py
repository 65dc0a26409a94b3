"""Accounting bases (核算口径): what is taken out of total and intensity, under which rule and proof."""

from shuangkong.accounts.bases.agreement import Agreement, BasedRate, agreement, check_rates
from shuangkong.accounts.bases.basis import Basis, LabelledException, bases_in_turn, basis_for, check_basis
from shuangkong.accounts.bases.bridge import Bridge
from shuangkong.accounts.bases.certificate import certificate_cap, needed_saving
from shuangkong.accounts.bases.checking import check_deductions
from shuangkong.accounts.bases.conversion import certificate_energy, in_both_bases
from shuangkong.accounts.bases.elasticity import adjusted_total, elastic_total, span_total, yearly_total
from shuangkong.accounts.bases.exemption import Exemption, total_exemption
from shuangkong.accounts.bases.filed import FiledDeductions
from shuangkong.accounts.bases.inquiry import Ends, Inquiry, vintages
from shuangkong.accounts.bases.interval import Interval, change_interval, total_interval
from shuangkong.accounts.bases.lines import BridgeLine
from shuangkong.accounts.bases.record import Deduction, DeductionKind, Measure, read_deductions
from shuangkong.accounts.bases.statement import Statement, by_product, side_by_side, state, yearly
from shuangkong.accounts.bases.table import as_json, bridge_rows

__all__ = [
    "Agreement",
    "BasedRate",
    "Basis",
    "Bridge",
    "BridgeLine",
    "Deduction",
    "DeductionKind",
    "Ends",
    "Exemption",
    "FiledDeductions",
    "Inquiry",
    "Interval",
    "LabelledException",
    "Measure",
    "Statement",
    "adjusted_total",
    "agreement",
    "as_json",
    "bases_in_turn",
    "basis_for",
    "bridge_rows",
    "by_product",
    "certificate_cap",
    "certificate_energy",
    "change_interval",
    "check_basis",
    "check_deductions",
    "check_rates",
    "elastic_total",
    "in_both_bases",
    "needed_saving",
    "read_deductions",
    "side_by_side",
    "span_total",
    "state",
    "total_exemption",
    "total_interval",
    "vintages",
    "yearly",
    "yearly_total",
]
