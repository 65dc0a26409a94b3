"""What came lately (近期帧): a frame sent again is known by its content, not by its QN alone.

A client that restarts within a second uses its QNs again for other content: both are kept, and the conflict
is counted.
"""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Identity", "Recent"]

Identity = tuple[bytes, bytes, bytes, bytes, bytes | None]
"""MN, ST, CN, QN, PNO as sent."""


@dataclass
class Recent:
    """Frames of late, forgotten in two generations (近期帧索引).

    Parameters
    ----------
    size
        Frames of a generation; between one and two of them are remembered.
    """

    size: int = 200_000
    _new: dict[bytes, int] = field(default_factory=dict)
    _old: dict[bytes, int] = field(default_factory=dict)
    _names: dict[Identity, bytes] = field(default_factory=dict)
    _old_names: dict[Identity, bytes] = field(default_factory=dict)

    def batch_of(self, digest: bytes) -> int | None:
        """Return the batch the same bytes were taken into, None where they are new (查重)."""
        found = self._new.get(digest)
        return self._old.get(digest) if found is None else found

    def add(self, identity: Identity, digest: bytes, batch: int) -> bool:
        """Remember a frame; True if another one bears the same name (登记)."""
        if len(self._new) >= self.size:
            self._old, self._new = self._new, {}
            self._old_names, self._names = self._names, {}
        self._new[digest] = batch
        other = self._names.get(identity) or self._old_names.get(identity)
        self._names[identity] = digest
        return other is not None and other != digest

    def forget(self, digest: bytes) -> None:
        """Forget a frame that did not become durable (撤销登记)."""
        self._new.pop(digest, None)
        self._old.pop(digest, None)
