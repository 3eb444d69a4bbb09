from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from content.model import Choice, Decision
from content.shortlist.calibrate import applied, propose
from content.shortlist.candidate import Candidate, ShortlistRules

Candidates = Callable[..., Candidate]
NOW = datetime(2026, 11, 20, tzinfo=UTC)


def culled(
    candidate: Candidates, keeps: list[float], drops: list[float], reason: str = ""
) -> tuple[list[Candidate], dict[str, Decision]]:
    """Candidates of these focuses, kept and dropped by hand."""
    said = [(focus, Choice.KEEP) for focus in keeps] + [(focus, Choice.DROP) for focus in drops]
    everyone = [candidate(f"i{n}", values={"foc_best": focus}) for n, (focus, _) in enumerate(said)]
    return everyone, {
        f"i{n}": Decision(f"i{n}", "小林", choice, NOW, reason=reason, version=1)
        for n, (_, choice) in enumerate(said)
    }


def focus_of(candidates: list[Candidate], decisions: dict[str, Decision]) -> tuple[float, float]:
    proposal = next(
        p for p in propose(candidates, decisions, ShortlistRules()) if p.threshold.name == "min_focus"
    )
    return proposal.now, proposal.proposed


def test_a_team_that_drops_soft_photos_gets_a_higher_mark(candidate: Candidates) -> None:
    keeps, drops = [0.30, 0.31, 0.32, 0.33, 0.34, 0.35], [0.24, 0.25, 0.26, 0.27, 0.28]
    now, proposed = focus_of(*culled(candidate, keeps, drops))
    assert now == 0.235
    assert 0.28 < proposed < 0.30


def test_a_team_that_keeps_soft_photos_gets_a_lower_one(candidate: Candidates) -> None:
    keeps, drops = [0.20, 0.21, 0.22, 0.23, 0.30], [0.15, 0.16, 0.17, 0.18, 0.19]
    _, proposed = focus_of(*culled(candidate, keeps, drops))
    assert 0.19 < proposed < 0.20


def test_drops_for_other_reasons_say_nothing_of_the_focus(candidate: Candidates) -> None:
    keeps, drops = [0.30] * 6, [0.29] * 6
    assert propose(*culled(candidate, keeps, drops, reason="too_old"), ShortlistRules()) == []


def test_what_cannot_be_told_apart_changes_nothing(candidate: Candidates) -> None:
    mixed = [0.25, 0.27, 0.29, 0.31, 0.33]
    now, proposed = focus_of(*culled(candidate, mixed, mixed))
    assert now == proposed


@pytest.mark.parametrize("few", [([0.3] * 4, [0.2] * 9), ([0.3] * 9, [0.2] * 4), ([], [])])
def test_too_little_is_nothing_to_go_by(candidate: Candidates, few: tuple[list[float], list[float]]) -> None:
    assert propose(*culled(candidate, *few), ShortlistRules()) == []


def test_the_rules_take_up_what_is_proposed(candidate: Candidates) -> None:
    proposals = propose(*culled(candidate, [0.3] * 6, [0.25] * 6), ShortlistRules())
    after = applied(ShortlistRules(), proposals)
    assert after.min_focus == pytest.approx(0.275)
    assert replace(after, min_focus=ShortlistRules().min_focus) == ShortlistRules()
