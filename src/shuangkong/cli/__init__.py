"""Command line (命令行): a thin shell; each command is a small function in a module of its own."""

from shuangkong.cli.application import run

__all__ = ["run"]
