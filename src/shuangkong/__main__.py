"""``python -m shuangkong``, the same as ``shuangkong`` (程序入口)."""

import atexit
import gc
import sys

__all__ = ["main"]


def main() -> int:
    """Run the command line on this process's arguments and return its exit code."""
    # A command makes much that it keeps until it ends soon after: looking for cycles costs a tenth.
    gc.set_threshold(500_000, 20, 20)
    atexit.register(gc.freeze)  # nor is anything worth finding when all of it goes at once
    from shuangkong.cli import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
