"""A round from its opening to the correction of an approved figure, over kept rows."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from shuangkong.errors import ProblemsFound
from shuangkong.records import Records
from shuangkong.records.office import AdoptedValue, IssuedVerdict, Office, Round, Submission

MARCH = Round("r1", "statistic", "2023", date(2024, 3, 1), date(2024, 3, 10), True, None)
FILERS = ["990100", "990101", "990200", "plant-7"]
REVIEWS = {"990100": ["reviewer"], "990101": ["county-head", "reviewer"]}


def refused(call, *arguments, **options) -> list[str]:
    with pytest.raises(ProblemsFound) as raised:
        call(*arguments, **options)
    return [problem.code for problem in raised.value.problems]


def known(office: Office, on: date) -> list[Decimal]:
    return [row["actual_intensity_change_pct"] for row in office.desk.records.known("assessment_grade", on)]


@pytest.fixture
def opened(office: Office, sign) -> Office:
    office.rounds.open(MARCH, FILERS, sign("planner", day=1, reason="年报调度"))
    return office


@pytest.fixture
def submission(grade):
    def make(filer: str = "990100", change: str = "-3.50", round_id: str | None = "r1") -> Submission:
        place = "990101" if filer == "plant-7" else filer
        return Submission("statistic", filer, "2023", [grade(place, change)], round_id, is_synthetic=True)

    return make


def approve(office: Office, filing_id: str, sign, day: int = 6, month: int = 3) -> None:
    for step, who in [
        ("prefecture_reviewed", "reviewer"),
        ("countersigned", "energy"),
        ("countersigned", "planner"),
        ("approved", "head"),
    ]:
        office.filings.step(filing_id, step, sign(who, day=day, month=month, reason="同意"))


def test_a_figure_holds_once_every_level_and_department_has_signed(opened: Office, submission, sign) -> None:
    filed = opened.filings.file(submission("990101"), sign("county-clerk"))
    assert (filed.state.state, filed.filing.version_no) == ("filed", 1)
    assert filed.filing.filing_id == "statistic-2023-990101-v1"
    states = []
    for step, who in [
        ("county_reviewed", "county-head"),
        ("prefecture_reviewed", "reviewer"),
        ("countersigned", "energy"),
        ("countersigned", "planner"),
    ]:
        standing = opened.filings.step(filed.filing.filing_id, step, sign(who, day=6, reason="同意"))
        states.append(standing.state.state)
        assert known(opened, date(2024, 3, 6)) == []
    assert states == ["county_reviewed", "prefecture_reviewed", "prefecture_reviewed", "countersigned"]
    approved = opened.filings.step(filed.filing.filing_id, "approved", sign("head", day=7, reason=""))
    assert approved.state.is_approved
    assert known(opened, date(2024, 3, 6)) == []
    assert known(opened, date(2024, 3, 7)) == [Decimal("-3.50")]
    history = [(step.step, step.person, step.department, step.opinion) for step in approved.state.history]
    assert history[0] == ("filed", "county-clerk", "统计局", "报送年报")
    assert history[3] == ("countersigned", "energy", "能源局", "同意")
    assert history[-1] == ("approved", "head", "统计局", None)
    opened.desk.records.verify_chain()


def test_the_same_rows_filed_again_change_nothing(opened: Office, submission, sign) -> None:
    first = opened.filings.file(submission(), sign("clerk"))
    head = opened.desk.records.head
    again = opened.filings.file(submission(), sign("clerk", day=6))
    assert again == first
    assert opened.desk.records.head == head


def test_another_version_waits_until_the_first_is_decided(opened: Office, submission, sign) -> None:
    opened.filings.file(submission(), sign("clerk"))
    head = opened.desk.records.head
    assert refused(opened.filings.file, submission(change="-3.60"), sign("clerk")) == ["filing_in_progress"]
    assert opened.desk.records.head == head


def test_of_two_that_file_at_once_one_stands(opened: Office, submission, sign) -> None:
    def file(change: str) -> str:
        try:
            opened.filings.file(submission(change=change), sign("clerk"))
        except ProblemsFound as found:
            return found.problems[0].code
        finally:
            opened.desk.records.close()
        return "filed"

    with ThreadPoolExecutor(4) as at_once:
        outcomes = sorted(at_once.map(file, ["-3.50", "-3.60", "-3.70", "-3.80"]))
    assert outcomes == ["filed"] + ["filing_in_progress"] * 3
    (standing,) = opened.filings.all()
    assert [step.step for step in standing.state.history] == ["filed"]
    opened.desk.records.verify_chain()


def test_a_refusal_returns_it_and_it_is_filed_again_as_a_new_version(
    opened: Office, submission, sign
) -> None:
    first = opened.filings.file(submission(), sign("clerk"))
    opened.filings.step(first.filing.filing_id, "prefecture_reviewed", sign("reviewer", reason=""))
    sent_back = opened.filings.step(first.filing.filing_id, "refused", sign("energy", reason="与电量不符"))
    assert sent_back.state.state == "returned"
    line = opened.rounds.attendance("r1", date(2024, 3, 5)).lines[0]
    assert (line.presence, line.reason) == ("returned", "与电量不符")
    second = opened.filings.file(submission(change="-3.40"), sign("clerk", day=12))
    assert (second.filing.version_no, second.filing.supersedes_filing) == (2, first.filing.filing_id)
    assert opened.filings.standing(first.filing.filing_id) == sent_back
    line = opened.rounds.attendance("r1", date(2024, 3, 12)).lines[0]
    assert (line.presence, line.version_no) == ("filed", 2)
    approve(opened, second.filing.filing_id, sign, day=13)
    assert known(opened, date(2024, 3, 13)) == [Decimal("-3.40")]


def test_a_correction_supersedes_and_the_old_figure_stays_known_as_of_then(
    opened: Office, submission, sign
) -> None:
    first = opened.filings.file(submission(), sign("clerk"))
    approve(opened, first.filing.filing_id, sign)
    opened.rounds.lock("r1", sign("planner", day=15, reason="到期"))
    assert refused(opened.filings.file, submission(change="-3.10"), sign("clerk", day=16)) == ["round_locked"]
    correction = submission(change="-3.10", round_id=None)
    second = opened.filings.file(correction, sign("clerk", day=8, month=4, reason="核定后更正"))
    assert second.filing.supersedes_filing == first.filing.filing_id
    approve(opened, second.filing.filing_id, sign, day=9, month=4)
    assert known(opened, date(2024, 4, 8)) == [Decimal("-3.50")]
    assert known(opened, date(2024, 4, 9)) == [Decimal("-3.10")]
    assert opened.filings.standing(first.filing.filing_id).state.is_approved
    assert [each.filing.version_no for each in opened.filings.all()] == [1, 2]
    assert [each.filing.version_no for each in opened.filings.all(round_id="r1")] == [1]


def test_steps_out_of_turn_by_the_wrong_person_or_without_opinion_are_refused(
    opened: Office, submission, sign
) -> None:
    filing_id = opened.filings.file(submission(), sign("clerk")).filing.filing_id
    head = opened.desk.records.head

    def tried(step: str, who: str, reason: str = "同意") -> list[str]:
        return refused(opened.filings.step, filing_id, step, sign(who, reason=reason))

    assert tried("approved", "head") == ["step_out_of_order"]
    assert tried("county_reviewed", "county-head") == ["step_out_of_order"]
    assert tried("prefecture_reviewed", "other-clerk") == ["duty_not_entitled"]
    assert tried("prefecture_reviewed", "clerk") == ["step_own_filing"]
    assert tried("refused", "energy", "") == ["step_out_of_order", "step_without_opinion"]
    assert tried("returned", "energy") == ["duty_not_entitled"]
    assert tried("returned", "reviewer", " ") == ["step_without_opinion"]
    assert tried("filed", "clerk") == ["step_unknown"]
    assert tried("sealed", "clerk") == ["step_unknown"]
    assert tried("approved", "nobody") == ["person_unknown"]
    assert refused(opened.filings.step, "none", "approved", sign("head")) == ["filing_unknown"]
    assert opened.desk.records.head == head
    opened.filings.step(filing_id, "prefecture_reviewed", sign("reviewer"))
    opened.filings.step(filing_id, "countersigned", sign("energy"))
    assert tried("countersigned", "energy") == ["duty_not_entitled"]
    assert tried("countersigned", "planner", "") == ["step_without_opinion"]
    opened.filings.step(filing_id, "returned", sign("planner", reason="请补充说明"))
    assert tried("approved", "head") == ["step_final"]


def test_filing_is_refused_with_everything_that_is_wrong(opened: Office, submission, sign) -> None:
    wrong = replace(submission(), period="2022")
    assert refused(opened.filings.file, wrong, sign("energy", day=1, reason="", month=2)) == [
        "duty_not_entitled",
        "reason_required",
        "round_mismatch",
        "round_not_open",
    ]
    assert refused(opened.filings.file, submission("990000"), sign("head")) == ["round_not_expected"]
    others = replace(submission(), rows=submission("990200").rows)
    assert refused(opened.filings.file, others, sign("clerk")) == ["row_of_another"]
    unknown = replace(submission(), type_id="none")
    assert refused(opened.filings.file, unknown, sign("clerk")) == ["type_unknown"]
    nowhere = submission(round_id="r9")
    assert refused(opened.filings.file, nowhere, sign("clerk")) == ["round_unknown"]


def test_a_facility_files_through_its_representative(opened: Office, submission, sign) -> None:
    facility = submission("plant-7")
    assert refused(opened.filings.file, facility, sign("county-clerk")) == ["duty_not_entitled"]
    filed = opened.filings.file(facility, sign("plant"))
    assert [waiting.step for waiting in filed.state.waiting_for] == ["county_reviewed"]


def test_rounds_are_opened_once_by_whoever_runs_them(opened: Office, sign) -> None:
    second = replace(MARCH, round_id="r2")
    assert refused(opened.rounds.open, second, FILERS, sign("clerk")) == ["duty_not_entitled"]
    assert refused(opened.rounds.open, MARCH, FILERS, sign("planner")) == ["round_exists"]
    backwards = replace(second, due_on=date(2024, 2, 1))
    assert refused(opened.rounds.open, backwards, [], sign("planner", reason=" ")) == [
        "reason_required",
        "round_dates_reversed",
        "round_without_filers",
    ]
    assert refused(opened.rounds.open, second, ["999999"], sign("planner")) == ["division_unknown"]
    assert refused(opened.rounds.open, replace(second, type_id="none"), FILERS, sign("planner")) == [
        "type_unknown"
    ]
    assert [each.round_id for each in opened.rounds.all()] == ["r1"]


def test_filers_are_exempted_added_and_reminded(opened: Office, submission, sign) -> None:
    opened.filings.file(submission(), sign("clerk"))
    opened.rounds.exempt("r1", "plant-7", sign("planner", reason="已停产"))
    assert refused(opened.rounds.exempt, "r1", "990300", sign("planner")) == ["round_not_expected"]
    assert refused(opened.rounds.exempt, "r1", "990200", sign("planner", reason="")) == ["reason_required"]
    opened.rounds.add_filers("r1", ["990000"], sign("planner"))
    before = opened.desk.records.head
    letters = opened.rounds.reminders("r1", date(2024, 3, 12))
    assert opened.desk.records.head == before
    assert [letter.filer_code for letter in letters] == ["990000", "990101", "990200"]
    assert "\n\n甲市丙县：\n" in letters[1].letter.zh
    assert letters[1].letter.zh.endswith("示范区\n2024年3月12日\n")
    assert opened.rounds.remind("r1", sign("planner", day=12)) == letters
    reminded = [event.reminded_code for event in opened.rounds.rows("r1").events]
    assert reminded == [None, "990000", "990101", "990200"]
    counts = opened.rounds.attendance("r1", date(2024, 3, 12)).counts
    assert (counts["filed"], counts["exempt"], counts["missing"]) == (1, 1, 3)


def test_a_round_is_locked_and_reopened_with_a_reason(opened: Office, submission, sign) -> None:
    assert refused(opened.rounds.reopen, "r1", sign("planner")) == ["round_event_repeated"]
    opened.rounds.lock("r1", sign("planner", day=15, reason="到期"))
    assert refused(opened.rounds.lock, "r1", sign("planner", day=15)) == ["round_event_repeated"]
    assert refused(opened.rounds.reopen, "r1", sign("planner", day=16, reason="")) == ["reason_required"]
    early = date(2024, 2, 1)
    assert refused(opened.rounds.reopen, "r1", sign("planner", day=16), extended_to=early) == [
        "round_dates_reversed"
    ]
    opened.rounds.reopen("r1", sign("planner", day=16, reason="口径调整"), extended_to=date(2024, 3, 25))
    opened.filings.file(submission(), sign("clerk", day=20))
    assert opened.rounds.attendance("r1", date(2024, 3, 20)).counts["filed"] == 1


def test_a_stamped_scan_confirms_the_version_it_was_printed_from(
    opened: Office, submission, sign, tmp_path: Path
) -> None:
    first = opened.filings.file(submission(), sign("clerk")).filing.filing_id
    opened.filings.step(first, "returned", sign("reviewer", reason="请核对"))
    second = opened.filings.file(submission(change="-3.40"), sign("clerk", day=6)).filing.filing_id
    scan = tmp_path / "盖章件.png"
    scan.write_bytes(b"\x89PNG\r\n\x1a\nstamp")
    code = opened.filings.printed(first).code
    attach = opened.filings.attach
    assert refused(attach, second, scan, code, sign("clerk", day=7)) == ["scan_other_version"]
    assert not (tmp_path / "evidence").exists()
    code = opened.filings.printed(second).code
    assert refused(attach, second, scan, code, sign("energy", day=7)) == ["duty_not_entitled"]
    assert not opened.filings.standing(second).is_confirmed
    kept = attach(second, scan, code, sign("clerk", day=7))
    standing = opened.filings.standing(second)
    assert standing.is_confirmed
    assert standing.as_json()["is_confirmed"] is True
    assert standing.as_json()["filing"]["filed_on"] == "2024-03-06"
    assert (tmp_path / "evidence" / kept.scan_sha256).read_bytes() == scan.read_bytes()
    assert not opened.filings.standing(first).is_confirmed


def test_a_closed_period_takes_neither_filing_nor_approval(opened: Office, submission, sign) -> None:
    filing_id = opened.filings.file(submission(), sign("clerk")).filing.filing_id
    for step, who in [("prefecture_reviewed", "reviewer"), ("countersigned", "energy")]:
        opened.filings.step(filing_id, step, sign(who))
    opened.filings.step(filing_id, "countersigned", sign("planner"))
    assert refused(opened.periods.close, "all", "2023", sign("clerk", reason="")) == [
        "duty_not_entitled",
        "reason_required",
    ]
    assert refused(opened.periods.close, "all", "2024", sign("planner")) == ["closing_too_early"]
    assert refused(opened.periods.close, "none", "2023", sign("planner")) == ["type_unknown"]
    opened.periods.close("all", "2023", sign("planner", day=7, reason="年报定案"))
    assert opened.periods.closed_by("statistic", "2023", date(2024, 3, 7))
    assert refused(opened.filings.step, filing_id, "approved", sign("head", day=8)) == ["period_closed"]
    assert refused(opened.filings.file, submission("990200"), sign("other-clerk", day=8)) == ["period_closed"]
    assert refused(opened.periods.close, "all", "2023", sign("planner", day=8)) == ["closing_repeated"]
    opened.periods.reopen("all", "2023", sign("planner", day=9, reason="补批一份"))
    assert opened.filings.step(filing_id, "approved", sign("head", day=9)).state.is_approved


def test_a_parameter_is_usable_once_two_persons_signed(opened: Office, sign, tmp_path: Path) -> None:
    page = tmp_path / "page.png"
    page.write_bytes(b"\x89PNG\r\n\x1a\npage")
    key = '["2020","原煤"]'
    value = AdoptedValue("table", "standard_energy", key, "coef_min", "0.7143", "official", "甲1号", "3", "")
    assert refused(opened.adoptions.propose, value, sign("planner")) == ["adoption_without_scan"]
    kept_page = opened.adoptions.keep_page(page)
    assert (tmp_path / "evidence" / ".." / "records.sqlite").is_file()
    sneaky = replace(value, scan_sha256="../records.sqlite")
    assert refused(opened.adoptions.propose, sneaky, sign("clerk")) == [
        "duty_not_entitled",
        "adoption_without_scan",
    ]
    value = replace(value, scan_sha256=kept_page)
    first = opened.adoptions.propose(value, sign("planner"))
    assert opened.adoptions.standing(date(2024, 3, 31)) == ()
    confirm = opened.adoptions.confirm
    assert refused(confirm, first.adoption_id, sign("planner", day=6)) == ["signed_twice"]
    assert refused(confirm, "none", sign("energy", day=6)) == ["adoption_unknown"]
    both = confirm(first.adoption_id, sign("energy", day=6, reason="与原文一致"))
    assert opened.adoptions.standing(date(2024, 3, 6)) == (both,)
    assert (both.first_officer, both.second_person) == ("planner", "energy")
    assert refused(confirm, first.adoption_id, sign("energy", day=7)) == ["adoption_already_signed"]
    assert refused(opened.adoptions.propose, value, sign("energy", day=7)) == ["adoption_already_signed"]


def test_a_verdict_is_kept_for_ever(opened: Office, sign) -> None:
    number, superseded = opened.verdicts.next_id("990100", "energy_intensity", "2023")
    assert (number, superseded) == ("energy_intensity-2023-990100-n1", None)
    verdict = IssuedVerdict(
        verdict_id=number, division_code="990100", verdict_subject="energy_intensity", period="2023",
        verdict_value="三级", question_json="{}", rule_editions="barometer@1", snapshot_id="s1",
        packs_hash="00", release="0.3", trace_sha256="11", verdict_document=None, first_officer="planner",
        first_signed_on=date(2024, 3, 5), second_person="head", second_signed_on=date(2024, 3, 6),
        supersedes_verdict=None, decision_reason="年度考核", is_synthetic=True,
    )  # fmt: skip
    assert refused(opened.verdicts.issue, verdict, sign("energy")) == ["duty_not_entitled"]
    stranger = replace(verdict, first_officer="nobody")
    assert refused(opened.verdicts.issue, stranger, sign("head")) == ["person_unknown"]
    opened.verdicts.issue(verdict, sign("head", day=6))
    changed = replace(verdict, verdict_value="一级")
    assert "verdict_replaced" in refused(opened.verdicts.issue, changed, sign("head", day=7))
    number, superseded = opened.verdicts.next_id("990100", "energy_intensity", "2023")
    assert superseded == verdict.verdict_id
    opened.verdicts.issue(
        replace(changed, verdict_id=number, supersedes_verdict=superseded), sign("head", day=8, reason="复核")
    )
    assert [each.verdict_value for each in opened.verdicts.issued()] == ["三级", "一级"]


def test_persons_change_their_post_by_a_new_row(opened: Office, people, sign) -> None:
    left = replace(people[2], left_on=date(2024, 3, 20))
    assert refused(opened.register_persons, [left], sign("clerk")) == ["duty_not_entitled"]
    strange = replace(left, roles="king")
    assert refused(opened.register_persons, [strange], sign("planner")) == ["role_unknown"]
    opened.register_persons([left], sign("planner", day=19, reason="调离"))
    assert opened.desk.directory(date(2024, 3, 19)).person("clerk") == left
    assert refused(opened.desk.directory(date(2024, 3, 20)).person, "clerk") == ["person_unknown"]


def test_the_day_of_an_act_is_the_workspaces_day(tmp_path: Path, territory) -> None:
    with Records(tmp_path / "r.sqlite", offset=timedelta(hours=8)) as records:
        desk = Office(records, {}, territory, division="990000", evidence=tmp_path).desk
        assert desk.day(datetime(2024, 3, 5, 17, tzinfo=UTC)) == date(2024, 3, 6)
        with pytest.raises(ValueError, match="offset"):
            desk.day(datetime(2024, 3, 5, 17))  # noqa: DTZ001 - what is refused


def test_a_row_that_a_correction_no_longer_holds_is_withdrawn(opened: Office, grade, sign) -> None:
    def filed(*places: str, month: int = 3) -> str:
        rows = [grade(place) for place in places]
        made = Submission("statistic", "990100", "2023", rows, is_synthetic=True)
        signature = sign("clerk", day=5, month=month, reason=f"{month}月报送")
        return opened.filings.file(made, signature).filing.filing_id

    def places(on: date) -> list[object]:
        return [row["division_code"] for row in opened.desk.records.known("assessment_grade", on)]

    approve(opened, filed("990100", "990101"), sign)
    assert places(date(2024, 3, 31)) == ["990100", "990101"]
    second = filed("990100", month=4)
    assert places(date(2024, 4, 5)) == ["990100", "990101"]
    approve(opened, second, sign, month=4)
    assert places(date(2024, 4, 30)) == ["990100"]
    assert places(date(2024, 3, 31)) == ["990100", "990101"]


def test_a_row_that_another_filing_replaced_is_not_withdrawn(opened: Office, grade, sign) -> None:
    wide = Submission("statistic", "990100", "2023", [grade("990100"), grade("990101")], is_synthetic=True)
    approve(opened, opened.filings.file(wide, sign("clerk")).filing.filing_id, sign)
    own = Submission("statistic", "990101", "2023", [grade("990101", "-4.00")], is_synthetic=True)
    filed = opened.filings.file(own, sign("county-clerk", day=7)).filing.filing_id
    opened.filings.step(filed, "county_reviewed", sign("county-head", day=7, reason="同意"))
    approve(opened, filed, sign, day=7)
    narrow = Submission("statistic", "990100", "2023", [grade("990100")], is_synthetic=True)
    approve(opened, opened.filings.file(narrow, sign("clerk", day=8)).filing.filing_id, sign, day=8)
    assert known(opened, date(2024, 3, 31)) == [Decimal("-3.50"), Decimal("-4.00")]


def test_what_two_departments_file_of_one_month_are_two_filings(
    opened: Office, grade, sign, statistic
) -> None:
    shared = replace(statistic, id="shared", filed_by=("统计局", "能源局"), steps=("approved",))
    opened.desk.types["shared"] = shared
    opened.rounds.open(
        replace(MARCH, round_id="r2", type_id="shared"), ["990100"], sign("planner", day=1, reason="调度")
    )
    for who, department in (("clerk", "统计局"), ("namesake-1", "能源局")):
        made = Submission("shared", f"990100/{department}", "2023", [grade()], "r2", is_synthetic=True)
        standing = opened.filings.file(made, sign(who))
        assert standing.filing.version_no == 1
        lines = opened.rounds.attendance("r2", date(2024, 3, 5)).lines
        assert [line.presence for line in lines].count("filed") == (1 if who == "clerk" else 2)
    assert [line.filer_code for line in lines] == ["990100/统计局", "990100/能源局"]
    assert opened.desk.directory(date(2024, 3, 5)).place_label("990100/能源局") == "甲市能源局"
    other = Submission("shared", "990100/能源局", "2023", [grade()], "r2", is_synthetic=True)
    assert refused(opened.filings.file, other, sign("clerk", day=6)) == ["duty_not_entitled"]
