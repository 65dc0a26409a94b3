"""Device profiles (设备档案): what is known of the device that sends, and what is therefore taken from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from shuangkong.monitoring.hj212.crc import DIALECTS, Dialect
from shuangkong.monitoring.hj212.framing import MAXIMUM

__all__ = ["TOLERANT", "VERSIONS", "Profile", "Version"]

Version = Literal["2005", "2017", "2025"]
VERSIONS: tuple[Version, ...] = ("2005", "2017", "2025")
"""By the version bits of the Flag. 2025 is provisional: its text is known here at second hand only."""


@dataclass(frozen=True)
class Profile:
    """What frames of one device look like (设备档案).

    Parameters
    ----------
    mn, password
        Identity; empty means that any is taken. The password is compared, never shown.
    version
        None: as the Flag tells.
    dialects
        Checksums taken from it.
    longest
        Longest data segment [bytes].
    key
        SM4 key of 16 bytes; empty where it sends plain text.
    """

    mn: str = ""
    password: str = ""
    version: Version | None = None
    dialects: tuple[Dialect, ...] = DIALECTS
    longest: int = MAXIMUM
    key: bytes = b""

    def __repr__(self) -> str:
        """Leave password and key out: a profile may be logged."""
        return f"Profile(mn={self.mn!r}, version={self.version!r}, dialects={self.dialects!r})"


TOLERANT = Profile()
"""Takes every device and every checksum known."""
