"""What a member may choose on the submission page: where photos may be used, and until when."""

from calendar import monthrange
from datetime import date
from enum import StrEnum

from content.model import USES, Consent, ConsentScope, ConsentState

WORDING = "1"  # of the choices and the promises beside them; docs/intake.md has each; a test holds the text
MONTHS = (6, 12, 24)  # how long photos may be used


class PageUse(StrEnum):
    """Where photos may be used; each choice includes those before it."""

    OWN = "own"  # posters in the member's own group
    ALL = "all"  # posters in all groups of the brand
    ADS = "ads"  # the brand's feed and ads, too


def last_day(today: date, months: int) -> date:
    """The last day of a consent given today; a month that is too short ends earlier."""
    years, month = divmod(today.month - 1 + months, 12)
    year, month = today.year + years, month + 1
    return date(year, month, min(today.day, monthrange(year, month)[1]))


def consent_of(use: PageUse, since: date, months: int, evidence: str) -> Consent:
    """What a choice of the page allows."""
    return Consent(
        ConsentState.GRANTED,
        ConsentScope.OWN if use is PageUse.OWN else ConsentScope.ALL,
        frozenset(USES) if use is PageUse.ADS else frozenset({"poster"}),
        since,
        last_day(since, months),
        evidence,
    )
