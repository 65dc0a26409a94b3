"""Values signed off, verdicts issued, snapshots published, and a chain nobody can tamper with unseen."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

TARGET = "13FYP-INTENSITY"
ISSUE = ("issue", TARGET, "--first", "head", "--period", "2020")
RULES = ("schedule-default@2026", "comparison-default@2026")


def proposal(desk: Any, *what: str) -> tuple[str, ...]:
    page = ("--document", "内发改〔2021〕1号", "--page", "3", "--scan", str(desk.scan()))
    return ("adopt", "propose", *what, *page)


def sign_off(desk: Any, *what: str) -> dict[str, Any]:
    made = desk.by("planner", *proposal(desk, *what), reason="对照原文")
    signed: dict[str, Any] = desk.by("energy", "adopt", "confirm", made["adoption_id"], reason="复核")
    return signed


def test_a_verdict_is_refused_until_every_weak_value_is_signed_off(desk: Any) -> None:
    desk.json("publish")
    assert desk.refused_by("planner", *ISSUE) == ["official_constructed"] * 2
    told = desk.says(*ISSUE, "--as", "planner", "--reason", "年度考核", "--lang", "en", code=1)
    assert all(rule in told for rule in RULES)
    for rule in RULES:
        assert sign_off(desk, "rule", rule)["is_complete"]
    assert desk.refused_by("planner", *ISSUE) == ["official_constructed"] * 2  # in force once published
    desk.json("publish")
    row = desk.by("planner", *ISSUE, "--document", "内发改〔2021〕9号", reason="年度考核")
    assert (row["first_officer"], row["second_person"]) == ("head", "planner")
    assert row["is_synthetic"] is False
    assert row["verdict_document"] == "内发改〔2021〕9号"
    trace = (desk.folder / "objects" / f"{row['trace_sha256']}.json").read_text(encoding="utf-8")
    signed = [each["persons"] for each in sign_offs(json.loads(trace))]
    assert signed
    assert all(set(each) == {"区一", "区二"} for each in signed)
    assert desk.json("verify")["verified"] is True
    explained = desk.says("explain", TARGET, "--period", "2020")
    assert "区一" in explained
    assert "区二" in explained


def sign_offs(plain: object) -> list[dict[str, Any]]:
    if isinstance(plain, list):
        return [each for part in plain for each in sign_offs(part)]
    if not isinstance(plain, dict):
        return []
    own = plain.get("sign_offs", [])
    return [*own, *(each for name, part in plain.items() if name != "sign_offs" for each in sign_offs(part))]


def test_who_may_issue_what(desk: Any) -> None:
    assert desk.refused_by("planner", *ISSUE) == ["snapshot_none"]
    desk.json("publish")
    assert desk.refused_by("energy", *ISSUE) == ["duty_not_entitled"]
    assert desk.refused_by("planner", "issue", TARGET, "--first", "energy", "--period", "2020") == [
        "duty_not_entitled"
    ]
    assert desk.refused_by("gone", *ISSUE) == ["person_unknown"]
    assert desk.refused_by("planner", "issue", "NONE", "--first", "head") == ["target_unknown"]
    assert "issue_one_person" in desk.refused_by("head", *ISSUE)
    assert desk.refused_by("planner", *ISSUE, "--division", "150300", "--synthetic") == ["issue_no_verdict"]


def test_a_synthetic_verdict_is_a_demonstration(desk: Any, good_line: Any) -> None:
    lines = [[*good_line[:1], str(year), *good_line[2:]] for year in (2021, 2022, 2023)]
    path = desk.fill(*lines)
    desk.approved(path, "--synthetic", "--period", "2021-2023")
    desk.json("publish")
    issue = ("issue", "IND-2-01", "--first", "head", "--period", "2023", "--division", "150100")
    assert set(desk.refused_by("planner", *issue)) == {"official_constructed"}  # of the real one, not rated
    row = desk.by("planner", *issue, "--synthetic", reason="演示")
    assert row["is_synthetic"] is True
    told = desk.says(*issue, "--synthetic", "--as", "planner", "--reason", "再议", "--lang", "en")
    assert "SYNTHETIC" in told


def test_what_a_sign_off_must_name(desk: Any) -> None:
    before = desk.contents()
    rule = RULES[1]
    assert desk.refused_by("head", *proposal(desk, "rule", rule)) == ["duty_not_entitled"]
    assert desk.refused_by("planner", *proposal(desk, "rule", "none@1")) == [
        "adoption_incomplete",
        "adoption_rule_unknown",
    ]
    red = ("rule", "barometer-901@2020", "--key", "red_gap_ratio")
    assert desk.refused_by("planner", *proposal(desk, *red)) == ["adoption_incomplete"]
    assert desk.refused_by("planner", *proposal(desk, *red, "--value", "0.20")) == ["adoption_value_differs"]
    water = ("table", "standard_energy", "--key", '["2020", "新水"]')
    missing = (*water, "--column", "none", "--value", "0.2571")
    assert desk.refused_by("planner", *proposal(desk, *missing)) == ["adoption_cell_unknown"]
    gone = ("adopt", "propose", "rule", rule, "--document", "a", "--page", "1", "--scan", "none.pdf")
    assert desk.refused_by("planner", *gone) == ["file_missing"]
    assert desk.contents() == before

    made = desk.by("planner", *proposal(desk, *water, "--column", "coef_min", "--value", "0.2571"))
    assert made["is_complete"] is False
    confirm = ("adopt", "confirm", made["adoption_id"])
    assert desk.refused_by("planner", *confirm) == ["signed_twice"]
    assert desk.refused_by("energy", "adopt", "confirm", "none") == ["adoption_unknown"]
    assert [each["second_person"] for each in desk.json("adopt", "list")["adoptions"]] == [None]
    told = desk.says(*confirm, "--as", "energy", "--reason", "复核", "--lang", "en")
    assert "planner and energy" in told
    assert desk.refused_by("head", *confirm) == ["duty_not_entitled", "adoption_already_signed"]
    assert made["adoption_id"] in desk.says("adopt", "list", "--csv")
    assert "核定编号" in desk.says("adopt", "list")


def test_published_snapshots_and_what_moves(desk: Any, good_line: Any) -> None:
    first = desk.json("publish")
    assert desk.json("publish", "--preview")["tables"] == {}
    filing = desk.approved(desk.fill(good_line))
    moved = desk.json("publish", "--preview")["tables"]
    assert set(moved) == {"observation", "filing", "filing_step"}
    assert len(desk.json("snapshot", "list")["snapshots"]) == 1
    second = desk.json("publish")
    assert second["moved"]["observation"] == 3
    assert second["head"]["seq"] == desk.json("verify")["seq"]
    difference = desk.json("snapshot", "diff", first["id"], second["id"])
    assert difference["tables"].keys() == moved.keys()
    assert "energy_consumption" in desk.says("snapshot", "diff", first["id"], second["id"], "--csv")
    assert desk.json("publish")["id"] == second["id"]
    assert desk.says("publish", "--csv").startswith("id,known_on,moved,head")
    assert second["id"][:12] in desk.says("publish", "--lang", "en")
    assert desk.refused("publish", "--known-on", "2999-01-01") == ["known_on_future"]
    assert desk.refused("publish", "--known-on", "soon") == ["selector_date"]
    assert desk.json("filing", "show", filing)["state"] == "approved"


def test_rows_not_approved_stay_out_of_the_snapshot(desk: Any, good_line: Any) -> None:
    desk.json("publish")
    desk.file(desk.fill(good_line))
    assert "observation" not in desk.json("publish", "--preview")["tables"]


def test_a_row_changed_behind_the_program_is_named(desk: Any, good_line: Any) -> None:
    desk.file(desk.fill(good_line))
    seq = desk.json("verify")["seq"] - 2
    database = sqlite3.connect(desk.folder / "records.sqlite")
    with database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f'DROP TRIGGER "{name}"')
        change = "UPDATE records_record SET cells_json = replace(cells_json, '5.1', '6.1') WHERE seq >= ?"
        assert database.execute(change, (seq - 2,)).rowcount
    database.close()
    assert set(desk.refused("verify")) == {"chain_content"}
    told = desk.says("verify", code=1)
    assert "gdp_real_growth" in told


def test_an_official_report_is_refused_or_written(desk: Any) -> None:
    desk.json("publish")
    report = ("report", "--period", "2020")
    assert set(desk.refused(*report, "--official")) == {"official_constructed"}
    assert not list((desk.folder / "reports").glob("official*"))
    for rule in RULES:
        sign_off(desk, "rule", rule)
    desk.json("publish")
    written = desk.json(*report, "--official")["files"]
    assert len(written) == 2
