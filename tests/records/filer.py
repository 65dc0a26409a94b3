"""One process that files into records again and again: ``python filer.py PLACE NAME FILINGS ROWS``.

It prints the id of each filing once it stands, as a filer who was told so would remember it.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from decimal import Decimal

from shuangkong.records import Records
from shuangkong.schema import Row

TABLE = "assessment_grade"


def rows_of(name: str, number: int, count: int) -> list[Row]:
    return [
        {
            "division_code": f"{990000 + place}",
            "period": "2024",
            "target_intensity_change_pct": Decimal("-3.20"),
            "actual_intensity_change_pct": Decimal(number) - Decimal("3.50"),
            "energy_increment_10k_tce": None,
            "grade": "完成",
            "note": f"{name} {number}",
            "status": "constructed",
            "source": "示例",
        }
        for place in range(count)
    ]


def main(place: str, name: str, filings: int, count: int) -> None:
    header: Row = {
        "filer_code": name,
        "period": "2024",
        "filer_person": name,
        "round_id": None,
        "document_number": None,
        "issued_on": None,
        "is_synthetic": True,
    }
    with Records(place) as records:
        for number in range(filings):
            now = datetime.now(UTC)
            with records.within():
                filed = records.file(
                    "grades",
                    1,
                    TABLE,
                    rows_of(name, number, count),
                    header=header,
                    author=name,
                    reason="报送",
                    recorded_at=now,
                )
                records.step(filed.filing, "approved", author=name, opinion=None, recorded_at=now)
            print(filed.filing, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
