"""Computed figures for the eye and for machines (核算数值): a number, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from shuangkong.accounts import printed
from shuangkong.accounts.naming import Naming
from shuangkong.cli.screen import Screen
from shuangkong.trace import STATUSES, Coverage, Figure

__all__ = ["Shown", "plain_figure"]

_DECIMALS = 6


@dataclass(frozen=True)
class Shown:
    """How figures of one answer are put into cells (单元格)."""

    screen: Screen
    names: Naming
    decimals: int = 2

    def number(self, figure: Figure) -> str:
        """Return the number with a true minus sign, or the reason in words."""
        if figure.value is not None:
            return printed(figure.value, self.decimals).replace("-", "−", 1)
        return "—" if figure.absence is None else figure.absence.reason.text(self.screen.languages[0])

    def status(self, figure: Figure) -> str:
        """Return the status in words; nothing known has none."""
        return "—" if figure.value is None else STATUSES[figure.status].text(self.screen.languages[0])

    def share(self, coverage: Coverage | None) -> str:
        """Return who is in a total, as 11/12."""
        return "" if coverage is None else f"{coverage.present}/{coverage.expected}"

    def places(self, codes: Iterable[str]) -> str:
        """Return divisions by name; what is no code of a division stands as it is."""
        language = self.screen.languages[0]
        joint = "、" if language == "zh" else ", "
        return joint.join(self.names.division(code).text(language) for code in codes)

    def absent(self, coverage: Coverage | None) -> str:
        """Return who is absent from a total, by name."""
        return "" if coverage is None else self.places(coverage.absent)


def plain_figure(figure: Figure) -> dict[str, object]:
    """Return a figure as plain data with its opened trace (数值与溯源)."""
    reason = figure.absence
    return {
        "value": None if figure.value is None else printed(figure.value, _DECIMALS),
        "unit": figure.unit,
        "reason": None if reason is None else {"code": reason.code, **vars(reason.reason)},
        "status": figure.status,
        "trace": figure.trace.as_json(),
    }
