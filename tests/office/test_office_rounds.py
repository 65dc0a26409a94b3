"""Rounds: attendance as the cases of ``cases/rounds.yaml`` say, reminders, and what may enter a round."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml

from shuangkong.records.office import Filing, FilingStep, Round, Submission
from shuangkong.records.office.attendance import PRESENCES, RoundRows, attend
from shuangkong.records.office.reminder import remind
from shuangkong.records.office.round import Exemption, RoundDuty, RoundEvent, check_into_round, round_state
from shuangkong.trace import Label

FILE = Path(__file__).resolve().parents[2] / "cases" / "rounds.yaml"
CASES = yaml.safe_load(FILE.read_text(encoding="utf-8"))
KEYS = {"name", "question", "input", "expected", "status", "source"}
MARCH = Round("r1", "statistic", "2023", date(2024, 3, 1), date(2024, 3, 10), True, None)
LOCKED = RoundEvent("r1", 2, "locked", date(2024, 3, 15), "planner", "到期", None, None)
TITLE = Label("年度统计报表", "annual statistic")


def events_of(given) -> list[RoundEvent]:
    return [
        RoundEvent(
            "r1",
            number,
            each["event"],
            each["happened_on"],
            "planner",
            each.get("reason"),
            each.get("extended_to"),
            None,
        )
        for number, each in enumerate(given, 1)
    ]


def steps_of(filing: Filing, given) -> list[FilingStep]:
    filed = FilingStep(filing.filing_id, 1, "filed", None, "clerk", None, filing.filed_on)
    if "returned_on" not in given:
        return [filed]
    opinion, on = given["opinion"], given["returned_on"]
    return [filed, FilingStep(filing.filing_id, 2, "returned", None, "reviewer", opinion, on)]


def rows_of(given, make) -> RoundRows:
    filings = [
        make(each["filer"], version_no=each["version"], filed_on=each["filed_on"])
        for each in given["filings"]
    ]
    return RoundRows(
        replace(MARCH, opened_on=given["opened_on"], due_on=given["due_on"]),
        events_of(given["events"]),
        [RoundDuty("r1", filer, None) for filer in given["filers"]],
        [
            Exemption("r1", filer, let["reason"], let["exempted_on"], "planner")
            for filer, let in given["exempt"].items()
        ],
        filings,
        [step for mine, each in zip(filings, given["filings"], strict=True) for step in steps_of(mine, each)],
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_attendance_is_as_the_case_says(case, filing) -> None:
    assert set(case) - {"note"} == KEYS
    expected = case["expected"]
    found = attend(rows_of(case["input"], filing), case["input"]["as_of"])
    by_filer = {line.filer_code: line for line in found.lines}
    assert found.state.standing == expected["standing"]
    assert {filer: line.presence for filer, line in by_filer.items()} == expected["states"]
    assert {line.filer_code for line in found.to_remind} == set(expected["to_remind"])
    late = {filer: line.days_late for filer, line in by_filer.items() if line.days_late}
    assert late == expected.get("days_late", late)
    reasons = {filer: line.reason for filer, line in by_filer.items() if line.reason}
    assert reasons == expected.get("reasons", reasons)


def test_counts_hold_every_filer_once_and_every_presence(filing) -> None:
    found = attend(rows_of(CASES[2]["input"], filing), date(2024, 3, 13))
    assert dict(found.counts) == {
        "filed": 1, "late": 1, "returned": 1, "exempt": 1, "awaited": 0, "missing": 1,
    }  # fmt: skip
    assert set(found.counts) == set(PRESENCES)
    plain = found.as_json()
    assert plain["due_on"] == "2024-03-10"
    assert [line["filed_on"] for line in plain["lines"]] == [
        None, "2024-03-13", "2024-03-10", None, "2024-03-05",
    ]  # fmt: skip


def test_filings_of_another_round_do_not_count(filing) -> None:
    rows = rows_of(CASES[0]["input"], filing)
    other = [replace(each, round_id="r2") for each in rows.filings]
    assert attend(replace(rows, filings=other), date(2024, 3, 8)).counts["filed"] == 0


@pytest.mark.parametrize(
    ("on", "filer", "zh", "en"),
    [
        (date(2024, 3, 8), "乙市", "截至2024年3月8日，尚未收到你单位报表。请按时报送", "Please file in time"),
        (date(2024, 3, 12), "丁市", "已逾期2天。请尽快报送", "it is 2 day(s) overdue"),
        (
            date(2024, 3, 13),
            "乙市",
            "退回意见：合计与分项不符。请修改后尽快重新报送",
            "Opinion: 合计与分项不符.",
        ),
    ],
)
def test_a_reminder_says_neutrally_what_is_missing(filing, on, filer, zh, en) -> None:
    attendance = attend(rows_of(CASES[0]["input"], filing), on)
    (line,) = [line for line in attendance.to_remind if line.filer_code == filer]
    reminder = remind(line, attendance, title=TITLE, filer=filer, sender="示范区")
    assert reminder.letter.zh.startswith(f"关于报送《年度统计报表》的提醒函\n\n{filer}：\n")
    assert "2023年《年度统计报表》应于2024年3月10日前报送" in reminder.letter.zh
    assert zh in reminder.letter.zh
    assert reminder.letter.zh.endswith(f"示范区\n{on.year}年{on.month}月{on.day}日\n")
    assert en in reminder.letter.en
    assert reminder.as_json()["zh"] == reminder.letter.zh


def test_nobody_is_reminded_who_has_filed(filing) -> None:
    attendance = attend(rows_of(CASES[0]["input"], filing), date(2024, 3, 8))
    (line,) = [line for line in attendance.lines if line.presence == "filed"]
    with pytest.raises(ValueError, match="nothing to file"):
        remind(line, attendance, title=TITLE, filer="甲市", sender="示范区")


@pytest.mark.parametrize(
    ("submission", "on", "code"),
    [
        (Submission("statistic", "990100", "2023", ()), date(2024, 3, 5), None),
        (Submission("statistic", "990100", "2022", ()), date(2024, 3, 5), "round_mismatch"),
        (Submission("other", "990100", "2023", ()), date(2024, 3, 5), "round_mismatch"),
        (Submission("statistic", "990100", "2023", ()), date(2024, 2, 28), "round_not_open"),
        (Submission("statistic", "990100", "2023", ()), date(2024, 3, 14), None),
        (Submission("statistic", "990100", "2023", ()), date(2024, 3, 15), "round_locked"),
        (Submission("statistic", "990200", "2023", ()), date(2024, 3, 5), "round_not_expected"),
    ],
)
def test_what_may_enter_a_round(submission, on, code) -> None:
    duties = [RoundDuty("r1", "990100", None), RoundDuty("r2", "990200", None)]
    found = [problem.code for problem in check_into_round(submission, MARCH, [LOCKED], duties, on)]
    assert found == ([] if code is None else [code])


def test_a_round_reopened_takes_filings_again_and_may_be_due_later() -> None:
    again = RoundEvent("r1", 3, "reopened", date(2024, 3, 18), "planner", "口径调整", date(2024, 3, 25), None)
    reminded = RoundEvent("r1", 4, "reminded", date(2024, 3, 19), "planner", None, None, "990100")
    other = RoundEvent("r2", 1, "locked", date(2024, 3, 16), "planner", None, None, None)
    events = [reminded, again, LOCKED, other]
    assert round_state(MARCH, events, date(2024, 3, 17)).standing == "locked"
    state = round_state(MARCH, events, date(2024, 3, 20))
    assert (state.standing, state.due_on, state.reason) == ("open", date(2024, 3, 25), "口径调整")
