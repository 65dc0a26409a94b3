"""Devices (在线设备): who may send, and what is known of each; nobody else is answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from shuangkong.monitoring.hj212 import Profile

__all__ = ["Device", "DeviceList", "Devices"]


@dataclass(frozen=True)
class Device:
    """A device that sends (在线设备).

    Parameters
    ----------
    facility_id, outlet_id
        Whose device it is; empty where not known.
    interval
        Seconds between two real-time uploads that are expected.
    minute_interval
        Seconds between two uploads of minute data that are expected.
    """

    mn: str
    profile: Profile
    facility_id: str = ""
    outlet_id: str = ""
    interval: int = 60
    minute_interval: int = 600


class Devices(Protocol):
    """Where the gateway looks devices up (设备名录)."""

    def find(self, mn: str) -> Device | None:
        """Return the device of an MN, None for a stranger."""
        ...

    def __iter__(self) -> Iterator[Device]:
        """Go through the devices."""
        ...


class DeviceList:
    """Devices held in memory (设备名录)."""

    def __init__(self, devices: Iterable[Device]) -> None:
        self._by_mn: Mapping[str, Device] = {device.mn: device for device in devices}

    def find(self, mn: str) -> Device | None:
        """Return the device of an MN (查找设备)."""
        return self._by_mn.get(mn)

    def __iter__(self) -> Iterator[Device]:
        """Go through the devices (逐台)."""
        return iter(self._by_mn.values())

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._by_mn)
