"""Speed of the plan reader (识别速度): seconds a text, and whether the cost grows with its length alone.

Run ``python perf/read_speed.py [FILE]``; without a file the sample plan is read. Beside the reader stand
the floor (one pass over the characters) and a naive reader (one search for numbers and units).
"""

from __future__ import annotations

import argparse
import platform
import re
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import shuangkong
import shuangkong.plan
from shuangkong.plan import read_plan

RUNS = 5
NUMBER = re.compile(r"\d+(?:\.\d+)?\s*(?:%|个百分点|万千瓦|万吨|吨|万平方米|公里|个)")


def median_seconds(work: Callable[[], object], runs: int = RUNS) -> float:
    """Return the median time of a few runs [s]."""
    times = []
    for _ in range(runs):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


def main(file: Path) -> None:
    """Measure and print."""
    text = file.read_text(encoding="utf-8")
    begun = time.perf_counter()
    read_plan(text)
    first = time.perf_counter() - begun
    once = median_seconds(lambda: read_plan(text))
    naive = median_seconds(lambda: NUMBER.findall(text), 50)
    floor = median_seconds(lambda: sum(1 for _ in text), 50)
    print(f"shuangkong {shuangkong.__version__}, Python {platform.python_version()}, {platform.machine()}")
    print(f"{len(text)} characters; first reading after import {first:.3f} s, then {once:.3f} s")
    print(f"naive search for numbers: {naive:.6f} s (the reader takes {once / naive:.0f} times as long)")
    print(f"one pass over the characters: {floor:.6f} s ({once / floor:.0f} times)")
    for times in (1, 10, 100):
        long_text = "\n".join([text] * times)
        seconds = median_seconds(partial(read_plan, long_text), 1 if times > 10 else 3)
        each = seconds / times
        print(f"{times:4} × the text: {1e6 * each / len(text):.2f} µs a character ({each / once:.2f} × once)")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    sample = Path(shuangkong.plan.__file__).with_name("sample_plan.txt")
    parser.add_argument("file", type=Path, nargs="?", default=sample)
    sys.exit(main(parser.parse_args().file))
