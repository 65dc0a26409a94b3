"""Rounds, reminders, locking; periods closed and opened again; persons."""

from __future__ import annotations

import csv
import io
from typing import Any

YEARLY = "annual_energy_statistic"
OPEN = ("round", "open", "2023年报", YEARLY, "--period", "2023", "--due", "2099-03-31")


def presence(found: dict[str, Any]) -> dict[str, str]:
    return {line["filer_code"]: line["presence"] for line in found["lines"]}


def test_a_round_of_all_prefectures(desk: Any, good_line: Any) -> None:
    assert desk.refused_by("planner", "round", "open", "r", YEARLY, "--due", "明年") == [
        "selector_date",
        "period_missing",
    ]
    assert desk.refused_by("head", *OPEN) == ["duty_not_entitled"]
    opened = desk.by("planner", *OPEN)
    assert len(opened["lines"]) == 12
    assert set(presence(opened).values()) == {"awaited"}
    path = desk.fill(good_line)
    assert desk.file(path, "--round", "2023年报")["filing"]["round_id"] == "2023年报"
    shown = desk.json("round", "show", "2023年报")
    assert presence(shown)["150100"] == "filed"
    lines = list(csv.DictReader(io.StringIO(desk.says("round", "show", "2023年报", "--csv"))))
    assert [line["presence"] for line in lines if line["filer_code"] == "150100"] == ["filed"]
    late = presence(desk.json("round", "show", "2023年报", "--on", "2099-04-02"))
    assert (late["150100"], late["150200"]) == ("filed", "missing")
    assert "attendance" in desk.says("round", "show", "2023年报", "--lang", "en")
    assert desk.refused("round", "show", "none") == ["round_unknown"]
    assert desk.refused("round", "show", "2023年报", "--on", "昨天") == ["selector_date"]
    other = ("file", YEARLY, str(path), "--round", "none")
    assert desk.refused_by("hh-clerk", *other) == ["round_unknown"]


def test_reminders_exemptions_and_the_lock(desk: Any, good_line: Any) -> None:
    desk.by("planner", *OPEN, "--filer", "150100", "--filer", "150200")
    drafted = desk.json("round", "remind", "2023年报", "--draft")["reminders"]
    assert {each["filer_code"] for each in drafted} == {"150100", "150200"}
    later = desk.json("round", "remind", "2023年报", "--on", "2099-04-02")["reminders"]
    assert later != drafted
    exempted = desk.by("planner", "round", "exempt", "2023年报", "150200", reason="区划调整")
    assert presence(exempted) == {"150100": "awaited", "150200": "exempt"}
    assert desk.refused_by("planner", "round", "exempt", "2023年报", "150300") == ["round_not_expected"]
    sent = desk.by("planner", "round", "remind", "2023年报", reason="催报")["reminders"]
    assert [each["filer_code"] for each in sent] == ["150100"]
    assert desk.refused_by("head", "round", "remind", "2023年报") == ["duty_not_entitled"]
    assert "1 reminders" in desk.says("round", "remind", "2023年报", "--draft", "--lang", "en")
    assert desk.says("round", "remind", "2023年报", "--draft", "--csv").startswith(
        "filer_code,presence,zh,en"
    )

    desk.by("planner", "round", "lock", "2023年报", reason="汇总完毕")
    filing = ("file", YEARLY, str(desk.fill(good_line)), "--round", "2023年报")
    assert desk.refused_by("hh-clerk", *filing) == ["round_locked"]
    reopened = desk.by("planner", "round", "reopen", "2023年报", "--due", "2099-04-30", reason="补报")
    assert reopened["due_on"] == "2099-04-30"
    assert desk.by("hh-clerk", *filing)["state"] == "filed"


def test_a_closed_period_takes_no_filing(desk: Any, good_line: Any) -> None:
    assert desk.refused_by("planner", "period", "close", YEARLY) == ["period_missing"]
    close = ("period", "close", YEARLY, "--period", "2023")
    assert desk.refused_by("energy", *close) == ["duty_not_entitled"]
    assert desk.by("planner", *close) == {"scope": YEARLY, "period": "2023", "event": "closed"}
    assert desk.refused_by("planner", *close) == ["closing_repeated"]
    assert desk.refused_by("planner", "period", "close", "nothing", "--period", "2023") == ["type_unknown"]
    filing = ("file", YEARLY, str(desk.fill(good_line)))
    assert desk.refused_by("hh-clerk", *filing) == ["period_closed"]
    reopen = ("period", "reopen", YEARLY, "--period", "2023", "--as", "planner", "--reason", "更正")
    assert f"{YEARLY} 2023 open again" in desk.says(*reopen, "--lang", "en")
    assert desk.by("hh-clerk", *filing)["state"] == "filed"


def test_persons(desk: Any) -> None:
    listed = {each["person_id"]: each for each in desk.json("person", "list")["persons"]}
    assert listed["gone"]["left_on"] == "2020-01-01"
    assert desk.says("person", "list", "--csv").startswith("person_id,name_zh")
    more = desk.work / "more.csv"
    head = "person_id,name_zh,department,division_code,roles,represents_code,left_on,note\n"
    more.write_text(head + "new,新一,统计局,150300,file,,,\n", encoding="utf-8")
    register = ("person", "register", str(more))
    assert desk.refused_by("hh-clerk", *register) == ["duty_not_entitled"]
    assert desk.by("planner", *register) == {"new": 1, "unchanged": 0}
    assert desk.by("planner", *register) == {"new": 0, "unchanged": 1}
    more.write_text(head + "bad,坏一,统计局,999999,fly,,,\n", encoding="utf-8")
    assert desk.refused_by("planner", *register) == ["role_unknown", "person_division_unknown"]
    assert desk.refused_by("planner", "person", "register", str(desk.work / "x")) == ["file_missing"]
