"""The same questions on DuckDB at 1, 2 and 4 threads and on Apache Spark give exactly the same figures.

Not part of the plain suite: run by ``make test-engines``. A Spark Connect server is started from the wheel
on the loopback address and ended afterwards.
"""

import os
import runpy
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from shuangkong.accounts.rollup import roll_up
from shuangkong.accounts.rollup_text import FACILITY_ENERGY, OBSERVATIONS, reporters_text, sums_text
from shuangkong.engine import DuckEngine, SparkEngine, write_parquet
from shuangkong.errors import ProblemsFound
from shuangkong.packs import load_packs
from shuangkong.snapshot import Snapshot, freeze

pyspark = pytest.importorskip("pyspark", reason="Spark is an extra: make test-engines installs and runs it")

ROOT = Path(__file__).resolve().parents[2]
SPARK = Path(pyspark.__file__).parent
THREADS = (1, 2, 4)
LOOPBACK = "127.0.0.1"
PATIENCE = 120  # seconds for a cold Java to answer


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def remote(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a Spark Connect server of this run's own."""
    port, folder = free_port(), tmp_path_factory.mktemp("spark")
    settings = {
        "spark.driver.host": LOOPBACK,
        "spark.driver.bindAddress": LOOPBACK,
        "spark.connect.grpc.binding.address": LOOPBACK,
        "spark.connect.grpc.binding.port": port,
        "spark.sql.session.timeZone": "UTC",
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "4",
        "spark.sql.warehouse.dir": folder / "warehouse",
    }
    command = [str(SPARK / "bin" / "spark-submit"), "--master", "local[2]"]
    command += [part for name, value in settings.items() for part in ("--conf", f"{name}={value}")]
    command += ["--class", "org.apache.spark.sql.connect.service.SparkConnectServer", "spark-internal"]
    environment = os.environ | {"SPARK_HOME": str(SPARK), "SPARK_LOCAL_IP": LOOPBACK}
    with (folder / "server.log").open("w") as log:
        server = subprocess.Popen(
            command, stdout=log, stderr=log, cwd=folder, env=environment, start_new_session=True
        )
        try:
            wait_for(server, port, folder / "server.log")
            yield f"sc://{LOOPBACK}:{port}"
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(timeout=PATIENCE)


def wait_for(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex((LOOPBACK, port)) == 0:
                return
        time.sleep(0.2)
    pytest.fail(f"Spark did not start:\n{log.read_text()[-2000:]}")


@pytest.fixture(scope="session")
def spark(remote: str) -> Iterator[SparkEngine]:
    with SparkEngine(remote) as engine:
        yield engine


@pytest.fixture(scope="session")
def region() -> Any:
    return runpy.run_path(str(ROOT / "perf" / "region_rows.py"))["build"]()


@pytest.fixture(scope="session")
def snapshot(region: Any, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    folder = tmp_path_factory.mktemp("workspace")
    return freeze(folder, region.tables, known_on=date(2026, 1, 1), packs=(), release="test")


def texts() -> list[Any]:
    return [
        pytest.param(
            make(source),
            {"synthetic": True, "level": level, **source.equals},
            id=f"{make.__name__}-{source.table}-{level}",
        )
        for source, level in ((FACILITY_ENERGY, ""), (OBSERVATIONS, "prefecture"), (OBSERVATIONS, "region"))
        for make in (sums_text, reporters_text)
    ]


@pytest.mark.parametrize(("text", "parameters"), texts())
def test_every_text_gives_the_same_rows(
    text: str, parameters: dict[str, Any], snapshot: Snapshot, spark: SparkEngine
) -> None:
    if "$level" not in text:
        del parameters["level"]
    answers = {"spark": sorted(map(str, snapshot.answered_by(spark).sql(text, parameters)))}
    for threads in THREADS:
        with DuckEngine(snapshot.folder / "objects", threads=threads) as engine:
            found = snapshot.answered_by(engine).sql(text, parameters)
            answers[f"duckdb {threads}"] = sorted(map(str, found))
    assert answers["spark"], "nothing was compared"
    assert all(rows == answers["spark"] for rows in answers.values()), {k: len(v) for k, v in answers.items()}


def test_the_accounts_are_the_same(region: Any, snapshot: Snapshot, spark: SparkEngine) -> None:
    rule = load_packs("cn").rule("disclosure-default", on=date(2026, 1, 1))
    rollups = [
        roll_up(each, FACILITY_ENERGY, expected=lambda year: region.expected, disclosure=rule, synthetic=True)
        for each in (snapshot, snapshot.answered_by(spark))
    ]
    one, other = (sorted(rollup.lines, key=str) for rollup in rollups)
    assert one == other
    figures = [rollup.total("150000", "2025", energy_basis="coal_equivalent").figure for rollup in rollups]
    assert figures[0] == figures[1]
    assert figures[0].value is not None


def codes(raised: pytest.ExceptionInfo[ProblemsFound]) -> list[str]:
    return [problem.code for problem in raised.value.problems]


def test_overflow_is_an_error_and_no_digit_is_lost(spark: SparkEngine, tmp_path: Path) -> None:
    wide = Decimal("999999999999.999999")
    write_parquet(tmp_path / "wide.parquet", {"value": "DECIMAL(18,6)"}, [(wide,)] * 3)
    spark.register("wide", [tmp_path / "wide.parquet"])
    assert spark.run("SELECT SUM(value) AS total FROM wide") == [(wide * 3,)]
    with pytest.raises(ProblemsFound) as raised:
        spark.run("SELECT CAST(SUM(value) AS DECIMAL(18, 6)) AS total FROM wide")
    assert codes(raised) == ["engine_query_failed"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("SELECT avg(value) AS a FROM wide", "engine_not_portable"),
        ("SELECT nothing FROM wide", "engine_query_failed"),
        ("SELECT value FROM wide WHERE value < '0.15'", "engine_float_inside"),
        ("SELECT 1 AS a; SELECT 2 AS a", "engine_not_one_select"),
        ("SELECT value > 0.15 AS a, DATE '2020-01-01' AS b, NULL AS c FROM wide", None),
    ],
)
def test_refusals_are_the_same(spark: SparkEngine, tmp_path: Path, text: str, code: str | None) -> None:
    write_parquet(tmp_path / "wide.parquet", {"value": "DECIMAL(18,6)"}, [(Decimal(1),)])
    spark.register("wide", [tmp_path / "wide.parquet"])
    if code is None:
        assert spark.run(text) == [(True, date(2020, 1, 1), None)]
        return
    with pytest.raises(ProblemsFound) as raised:
        spark.run(text)
    assert codes(raised) == [code]


def test_a_float_parameter_is_refused(spark: SparkEngine, tmp_path: Path) -> None:
    write_parquet(tmp_path / "wide.parquet", {"value": "DECIMAL(18,6)"}, [(Decimal(1),)])
    spark.register("wide", [tmp_path / "wide.parquet"])
    with pytest.raises(ProblemsFound) as raised:
        spark.run("SELECT value FROM wide WHERE value < $limit", {"limit": 0.15})  # type: ignore[dict-item]
    assert codes(raised) == ["engine_float_inside"]


def test_nobody_answers() -> None:
    with pytest.raises(ProblemsFound) as raised:
        SparkEngine(f"sc://{LOOPBACK}:{free_port()}")
    assert codes(raised) == ["engine_spark_unreachable"]
