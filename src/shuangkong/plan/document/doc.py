"""Plans in the old .doc format (旧版 Word 文档): read through LibreOffice or catdoc where one is present."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from shuangkong.errors import Problem, ProblemsFound
from shuangkong.plan.document.encoding import decode_text

__all__ = ["doc_text"]

_SECONDS_ALLOWED = 120


def doc_text(path: Path, where: str) -> str:
    """Return the text of an old .doc (旧版 Word 正文).

    Raises
    ------
    ProblemsFound
        ``doc_no_converter`` if neither converter is installed, ``doc_damaged`` if it yields nothing.
    """
    office = shutil.which("soffice") or shutil.which("libreoffice")
    catdoc = shutil.which("catdoc")
    try:
        if office is not None:
            data = _by_office(office, path)
        elif catdoc is not None:
            data = _by_catdoc(catdoc, path)
        else:
            raise ProblemsFound([Problem("doc_no_converter", where)])
    except (OSError, subprocess.SubprocessError):
        data = b""
    if not data.strip(b"\xef\xbb\xbf \t\r\n\f"):
        raise ProblemsFound([Problem("doc_damaged", where)])
    return decode_text(data, where)


def _by_office(office: str, path: Path) -> bytes:
    # A profile of its own: no macro setting of the user's applies, and an open LibreOffice is no obstacle.
    with tempfile.TemporaryDirectory() as folder:
        command = [office, "--headless", "--norestore", f"-env:UserInstallation=file://{folder}/profile"]
        command += ["--convert-to", "txt:Text (encoded):UTF8", "--outdir", folder, str(path.resolve())]
        subprocess.run(command, capture_output=True, check=True, timeout=_SECONDS_ALLOWED)
        return (Path(folder) / f"{path.stem}.txt").read_bytes()


def _by_catdoc(catdoc: str, path: Path) -> bytes:
    command = [catdoc, "-w", "-d", "utf-8", str(path.resolve())]
    return subprocess.run(command, capture_output=True, check=True, timeout=_SECONDS_ALLOWED).stdout
