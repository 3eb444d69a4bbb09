"""Relative scores: the parts that are known only when all submissions are compared."""

from collections.abc import Sequence

from content.shortlist.authors import Fates, Past, pasts
from content.shortlist.candidate import Candidate
from content.shortlist.reception import CommunityState, appeal, crowd_of, fresh, reception

NOBODY = Past()  # of an author nobody knows


def among_all(
    candidates: Sequence[Candidate], scene: CommunityState, fates: Fates
) -> dict[str, dict[str, float]]:
    """id -> part -> 0..1: appeal, freshness, new words, and who sent it."""
    submissions = [candidate.submission for candidate in candidates]
    crowd = crowd_of(submissions, scene)
    liked, before = appeal(crowd), pasts(submissions, fates, *reception(crowd))
    return {
        candidate.submission.id: {
            "appeal": liked[candidate.submission.id],
            "fresh": fresh(candidate.submission, scene),
            "novel": 0.0 if candidate.chorus.first else 1.0,
            **before.get(candidate.submission.id, NOBODY).parts,
        }
        for candidate in candidates
    }
