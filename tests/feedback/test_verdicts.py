"""The seven verdicts, and how long the undecided ones still take."""

import pytest

from content.feedback.verdicts import FormEvidence, verdict_of, weeks_needed
from content.model import Estimate, FormVerdict

WIDE, ABOVE, BELOW, NARROW = (
    Estimate(1.1, 0.8, 1.4),
    Estimate(1.3, 1.1, 1.5),
    Estimate(0.7, 0.5, 0.9),
    Estimate(1.0, 0.9, 1.1),
)


@pytest.mark.parametrize(
    "evidence, verdict",
    [
        (FormEvidence(8, 4, 4, ABOVE, best=0.95), FormVerdict.WORKS),
        (FormEvidence(8, 4, 4, BELOW, worst=0.95), FormVerdict.USE_LESS),
        (FormEvidence(8, 4, 4, ABOVE, best=0.94), FormVerdict.ABOVE),
        (FormEvidence(8, 4, 4, BELOW, worst=0.94), FormVerdict.BELOW),
        (FormEvidence(8, 4, 4, NARROW), FormVerdict.SAME),
        (FormEvidence(8, 4, 4, Estimate(1.0, 0.87, 1.15)), FormVerdict.SAME),
        (FormEvidence(8, 4, 4, Estimate(1.0, 0.86, 1.15)), FormVerdict.OPEN),
        (FormEvidence(8, 4, 4, WIDE), FormVerdict.OPEN),
        (FormEvidence(7, 4, 4, ABOVE, best=1.0), FormVerdict.TOO_FEW),
        (FormEvidence(8, 2, 1, ABOVE, best=1.0), FormVerdict.OPEN),  # no two full weeks
        (FormEvidence(8, 4, 4, None), FormVerdict.OPEN),  # nothing to compare with
    ],
)
def test_a_verdict_is_the_weakest_claim_that_the_data_allow(
    evidence: FormEvidence, verdict: FormVerdict
) -> None:
    assert verdict_of(evidence) is verdict


@pytest.mark.parametrize(
    "evidence, weeks",
    [
        (FormEvidence(8, 4, 4, Estimate(1.1, 0.9, 1.3)), 12),  # half as wide takes four times as long
        (FormEvidence(8, 4, 4, Estimate(1.0, 0.8, 1.2)), 6),  # sooner within 15 % than apart from 1
        (FormEvidence(4, 4, 4, None), 4),  # a post a week, four are missing
        (FormEvidence(8, 1, 1, WIDE), 1),  # the second full week
        (FormEvidence(8, 4, 4, ABOVE), None),
        (FormEvidence(8, 4, 4, None), None),
    ],
)
def test_an_open_verdict_says_how_many_weeks_it_takes(evidence: FormEvidence, weeks: int | None) -> None:
    assert weeks_needed(evidence, verdict_of(evidence)) == weeks
