"""Who changes a right, when, and why: handed on through everything that follows from it."""

from dataclasses import dataclass
from datetime import datetime

from content.model import Message


@dataclass(frozen=True, slots=True)
class Signature:
    """`at` is aware; `why` is None where nothing but the evidence says it."""

    at: datetime
    by: str
    why: Message | None = None
