"""``python -m shuangkong``, the same as ``shuangkong`` (程序入口)."""

import sys

from shuangkong.cli import run

__all__ = ["main"]


def main() -> int:
    """Run the command line on this process's arguments and return its exit code."""
    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
