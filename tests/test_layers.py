"""The rooms import only rooms above them, and the core starts without the web framework."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CORE = [
    "accounts",
    "assessment",
    "engine",
    "packs",
    "plan",
    "quantity",
    "reports",
    "schema",
    "snapshot",
    "standards",
    "territory",
]


def test_rooms_import_only_rooms_above_them():
    command = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_core_starts_without_django():
    imports = "; ".join(f"import shuangkong.{room}" for room in CORE)
    code = f"import sys; {imports}; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
