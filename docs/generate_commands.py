"""Write ``commands.md`` from the program's own help: ``make docs``."""

from __future__ import annotations

from pathlib import Path

from shuangkong.cli.application import application

__all__ = ["PAGE", "page"]

PAGE = Path(__file__).with_name("commands.md")
_HEAD = """<!-- Written by generate_commands.py; change the commands, then run make docs. -->

"""


def page() -> str:
    """Return the page (命令手册)."""
    text = application(loaded=True).generate_docs(output_format="markdown")
    lines = (line.rstrip() for line in text.splitlines())
    return _HEAD + "\n".join(lines).strip() + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
