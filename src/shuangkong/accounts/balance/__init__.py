"""Energy balance (能源平衡表): product × flow, physical and standard, each identity at its level."""

from shuangkong.accounts.balance.balance import Balance, BalanceCell, balance_of, read_balance
from shuangkong.accounts.balance.cause import Cause, likely_cause
from shuangkong.accounts.balance.checking import BalanceCheck, check_balance
from shuangkong.accounts.balance.consumption import (
    TotalConsumption,
    Transfer,
    net_transfers,
    total_consumption,
)
from shuangkong.accounts.balance.conversion import add_balances, both_bases, in_standard_quantity
from shuangkong.accounts.balance.factor import Factor, Factors, filed_factors, find_factors
from shuangkong.accounts.balance.filing import Imported, Origin
from shuangkong.accounts.balance.importing import LongTable, read_long, read_sheet
from shuangkong.accounts.balance.layout import Layout, find_layout
from shuangkong.accounts.balance.sample import sample_balance, sample_factors, sample_sheet
from shuangkong.accounts.balance.structure import Equation, Flow, Product, Structure, read_structure

__all__ = [
    "Balance",
    "BalanceCell",
    "BalanceCheck",
    "Cause",
    "Equation",
    "Factor",
    "Factors",
    "Flow",
    "Imported",
    "Layout",
    "LongTable",
    "Origin",
    "Product",
    "Structure",
    "TotalConsumption",
    "Transfer",
    "add_balances",
    "balance_of",
    "both_bases",
    "check_balance",
    "filed_factors",
    "find_factors",
    "find_layout",
    "in_standard_quantity",
    "likely_cause",
    "net_transfers",
    "read_balance",
    "read_long",
    "read_sheet",
    "read_structure",
    "sample_balance",
    "sample_factors",
    "sample_sheet",
    "total_consumption",
]
