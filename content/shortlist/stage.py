"""Scores -> verdicts: every submission is kept or dropped, with a reason, for the days that come."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime

from content.model import Dropped, Kept
from content.night import Shortlisted
from content.shortlist.candidate import Candidate, Rules
from content.shortlist.choose import choose
from content.store import OpenStore, Store


def shortlist(open_store: OpenStore, rules: Rules, day: date, *, now: datetime, run: str) -> Shortlisted:
    """Choose for a plan that begins on `day`. Choosing again from the same submissions chooses the same."""
    with open_store(reading=True) as store:
        candidates = _candidates(store)
        decisions = store.decisions()
    verdicts = choose(candidates, rules, day, decisions)  # slow, so outside any transaction
    with open_store() as store:
        store.set_verdicts(verdicts, at=now, run=run)
    dropped = Counter(v.reason.value for v in verdicts.values() if isinstance(v, Dropped))
    kept = sum(isinstance(verdict, Kept) for verdict in verdicts.values())
    return Shortlisted(kept, dict(sorted(dropped.items())))


def _candidates(store: Store) -> list[Candidate]:
    """Every submission with what is known about it. A product nobody imported counts as none."""
    names = {member.id: member.nickname for member in store.members()}
    products = {product.id: product.name for product in store.products()}
    features, outcomes = store.features(), store.outcomes()
    return [
        Candidate(
            submission=submission if submission.product in products else replace(submission, product=None),
            features=tuple(features[m.sha256] for m in submission.media if m.sha256 in features),
            score=outcomes.get(submission.id),
            author=names.get(submission.member or "", ""),
            product=products.get(submission.product or "", ""),
        )
        for submission in store.submissions()
    ]
