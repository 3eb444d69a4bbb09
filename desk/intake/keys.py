"""The page's own key. From it come codes, stamps of forms, and what stands for names that are not kept."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from content.access import FILE
from content.files import read_limited, write_whole
from content.rights.page_codes import code_for

KEY_BYTES = 32


def ref_of(once: str) -> str:
    """The reference of what a form sends: the same form sent twice is one submission."""
    return sha256(f"sishi page ref\0{once}".encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class PageKey:
    """32 random bytes in a file that the page alone may read."""

    secret: bytes

    @classmethod
    def of(cls, state: Path) -> "PageKey":
        """The key in this folder; it is made when it is first asked for. NotReady, ValueError."""
        file = state / "key"
        if not file.exists():
            write_whole(file, secrets.token_bytes(KEY_BYTES), FILE)
        secret = read_limited(file, KEY_BYTES)
        if len(secret) != KEY_BYTES:
            raise ValueError(f"{file} is no key of {KEY_BYTES} bytes")
        return cls(secret)

    def code(self, ref: str) -> str:
        """By which a submission is taken back."""
        return code_for(self.secret, ref)

    def receipt(self, code: str) -> str:
        """What the receipt of a code is called."""
        return self._mac("receipt", code)

    def unnamed(self, kind: str, name: str) -> str:
        """What stands for a nickname or an address where it is counted."""
        return self._mac(kind, name)[:24]

    def stamp(self, once: str, at: datetime) -> str:
        """Says when a form was made."""
        second = str(int(at.timestamp()))
        return f"{second}.{self._mac('stamp', f'{once}.{second}')}"

    def age(self, once: str, stamp: str, now: datetime) -> float | None:
        """Seconds since a form was made; None for a stamp that is not ours, or of days to come."""
        second, _, mac = stamp.partition(".")
        if not second.isdecimal() or not second.isascii() or len(second) > 12:
            return None
        if not hmac.compare_digest(mac.encode(), self._mac("stamp", f"{once}.{second}").encode()):
            return None
        age = now.timestamp() - int(second)
        return age if age >= -1 else None

    def _mac(self, kind: str, text: str) -> str:
        return hmac.digest(self.secret, f"{kind}\0{text}".encode(errors="replace"), "sha256").hex()
