"""A submission is shown where, when and for what its member allowed, and nowhere else."""

from datetime import date

import pytest

from content.model import Consent, ConsentScope, ConsentState

DAY = date(2026, 11, 23)
GRANTED = Consent(ConsentState.GRANTED, ConsentScope.OWN, since=date(2026, 11, 20), until=date(2026, 11, 25))


@pytest.mark.parametrize("state", [state for state in ConsentState if state is not ConsentState.GRANTED])
def test_only_a_granted_consent_allows_anything(state: ConsentState) -> None:
    assert not Consent(state, ConsentScope.ALL).allows("poster", home="g1", group="g1", day=DAY)


@pytest.mark.parametrize(
    ("day", "allowed"),
    [(19, False), (20, True), (25, True), (26, False)],
    ids=["before", "first", "last", "after"],
)
def test_it_holds_from_its_first_day_to_its_last(day: int, allowed: bool) -> None:
    assert GRANTED.allows("poster", home="g1", group="g1", day=date(2026, 11, day)) is allowed


def test_a_consent_for_the_own_group_ends_at_its_door() -> None:
    assert GRANTED.allows("poster", home="g1", group="g1", day=DAY)
    assert not GRANTED.allows("poster", home="g1", group="g2", day=DAY)


def test_a_consent_for_posters_is_none_for_ads() -> None:
    assert not GRANTED.allows("ads", home="g1", group="g1", day=DAY)
