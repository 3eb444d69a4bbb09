"""What a sweep of the publisher did, and what waits for people afterwards."""

from dataclasses import asdict, dataclass, fields


@dataclass
class Sweep:
    """What one sweep did: numbers of posts or parts. `waiting`: due, and the rate or a pause of the
    platform's has no room yet. `refused`, `unknown`, `held` and `late` are all that are so now."""

    sent: int = 0
    handed_off: int = 0
    refused: int = 0
    unknown: int = 0
    expired: int = 0
    held: int = 0
    late: int = 0
    waiting: int = 0
    recovered: int = 0

    def add(self, other: "Sweep") -> None:
        """Count what a part of this sweep did."""
        for number in fields(self):
            setattr(self, number.name, getattr(self, number.name) + getattr(other, number.name))

    def as_json(self) -> dict[str, int]:
        return asdict(self)

    @property
    def needs_person(self) -> bool:
        return any((self.refused, self.unknown, self.expired, self.held, self.late))
