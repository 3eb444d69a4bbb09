"""Scores -> verdicts: every submission is kept or dropped, with a reason, for the days that come."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from types import MappingProxyType

from content.gc_pause import uncollected
from content.model import Dropped, Kept, Score
from content.night import Shortlisted
from content.score.features import VERSION
from content.score.weights import HAND, ScoreWeights
from content.shortlist.candidate import Candidate, ShortlistRules
from content.shortlist.candidates import known_at
from content.shortlist.choose import choose
from content.shortlist.find_duplicates import recognise
from content.shortlist.find_repeated_text import hear
from content.shortlist.reception import rescored
from content.shortlist.relative_scores import among_all
from content.store import OpenStore


@uncollected()
def shortlist(
    open_store: OpenStore,
    rules: ShortlistRules,
    day: date,
    *,
    now: datetime,
    run: str,
    weights: ScoreWeights = HAND,
    prices: Mapping[str, float] = MappingProxyType({}),
) -> Shortlisted:
    """Choose for a plan that begins on `day`. Choosing again from the same submissions chooses the same.

    `weights` are those that count now, `prices` (product -> 0..1) what the planner lacks photos of.
    """
    recognise(open_store)
    hear(open_store)
    with open_store(reading=True) as store:
        known = known_at(store, day, rules.photo_groups)
        stale = set(store.curation.unscored(VERSION))
    parts = among_all(known.candidates, known.scene, known.fates)  # slow, so outside any transaction
    candidates = [_rescored(candidate, parts, weights) for candidate in known.candidates]
    verdicts = choose(candidates, rules, day, known.fates.decisions, same=known.same, prices=prices)
    scores = {
        candidate.submission.id: candidate.score
        for candidate in candidates
        if isinstance(candidate.score, Score)
    }
    changed = {
        key: score for key, score in scores.items() if known.outcomes.get(key) != score and key not in stale
    }
    with open_store() as store:
        store.curation.add_outcomes(changed, VERSION, at=now)
        store.curation.set_verdicts(verdicts, at=now, run=run)
    dropped = Counter(v.reason.value for v in verdicts.values() if isinstance(v, Dropped))
    kept = sum(isinstance(verdict, Kept) for verdict in verdicts.values())
    return Shortlisted(kept, dict(sorted(dropped.items())))


def _rescored(
    candidate: Candidate, parts: Mapping[str, Mapping[str, float]], weights: ScoreWeights
) -> Candidate:
    if not isinstance(candidate.score, Score):
        return candidate
    return replace(candidate, score=rescored(candidate.score, parts[candidate.submission.id], weights))
