"""``python -m shuangkong``, the same as ``shuangkong`` (程序入口)."""

import atexit
import gc
import sys

__all__ = ["main"]


def main() -> int:
    """Run the command line on this process's arguments and return its exit code."""
    # A command makes much that it keeps until it ends soon after: looking for cycles costs a tenth.
    gc.set_threshold(500_000, 20, 20)
    atexit.register(_let_go)
    from shuangkong.cli import run

    return run(sys.argv[1:])


def _let_go() -> None:
    """Look for no cycles at the end either, unless the engine was at work: its binding calls them leaks."""
    if "duckdb" not in sys.modules:
        gc.freeze()


if __name__ == "__main__":
    sys.exit(main())
