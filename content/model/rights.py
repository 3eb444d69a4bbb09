"""Who allows which picture, where, and until when."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ConsentState(StrEnum):
    UNKNOWN = "unknown"
    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class ConsentScope(StrEnum):
    OWN = "own"  # the member's own group only
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Consent:
    """One member's word about one submission. `until` is the last day of showing, None for no end."""

    state: ConsentState = ConsentState.UNKNOWN
    scope: ConsentScope = ConsentScope.OWN
    uses: frozenset[str] = frozenset({"poster"})
    since: date | None = None
    until: date | None = None
    evidence: str = ""

    def allows(self, use: str, *, home: str, group: str, day: date) -> bool:
        """Whether a submission from `home` may be put to `use` in `group` on `day`."""
        return (
            self.state is ConsentState.GRANTED
            and use in self.uses
            and (self.scope is ConsentScope.ALL or home == group)
            and (self.since is None or day >= self.since)
            and (self.until is None or day <= self.until)
        )
