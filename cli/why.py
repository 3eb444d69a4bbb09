"""The way of one submission through gates, score, copies, quotas and the plan; and that way as JSON."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from content.messages import in_each, render
from content.model import Decision, Dropped, Kept, Message, Part, Placement, Score, Submission, Unreadable
from content.score.explain import explain as part_in_words
from content.score.quotes import Quote, Withheld, quotable
from content.score.weights import HAND, ScoreWeights
from content.shortlist.authors import Past
from content.shortlist.candidate import ShortlistRules
from content.shortlist.candidates import candidate_of, past_of
from content.shortlist.gates import Gate, every_gate
from content.shortlist.shared_texts import Chorus
from content.store import Store
from content.store.culling import Standing
from content.store.views import SubmissionLife
from content.store.withdrawals import last_day

Names = dict[str, str]
Gates = list[tuple[Gate, Dropped | None]]


@dataclass(frozen=True, slots=True)
class Way:
    """Everything that says why. `same_photo` and `same_words` are the ids of other submissions, by time."""

    life: SubmissionLife
    standing: Standing
    gates: Gates
    same_photo: tuple[str, ...]
    same_words: tuple[str, ...]
    chorus: Chorus
    past: Past
    shown: tuple[Placement, ...]
    names: Names
    quote: Quote | Withheld


def way_of(store: Store, key: str, rules: ShortlistRules) -> Way:
    """Of one submission; UnknownId. The gates are the rules', on the day it was judged."""
    life, standing = (
        store.submission_history.submission_life(key),
        store.culling.standing(key, store.culling.scored()),
    )
    day = (standing.scored_at or life.gathered_at).date()
    candidate = candidate_of(store, key)
    photos = store.curation.same_as([medium.sha256 for medium in life.submission.media])
    return Way(
        life,
        standing,
        every_gate(candidate, rules, day),
        tuple(other for other in photos if other != key),
        tuple(other for other in store.wordings.saying_the_same(key) if other != key),
        candidate.chorus,
        past_of(store, key, day),
        tuple(each for each in store.plan.placements() if key in (each.share, each.opener)),
        {member.id: member.nickname for member in store.library.members()},
        quotable(life.submission.text, rules.words),
    )


def as_json(way: Way, weights: ScoreWeights = HAND) -> dict[str, Any]:
    life = way.life
    return submission_entry(life.submission, way.names) | {
        "gathered": {"run": life.run, "at": life.gathered_at.isoformat()},
        "author": _author_entry(way.past),
        "gates": [_gate_entry(gate, verdict) for gate, verdict in way.gates],
        "score": _score_entry(life.outcome, way.standing, weights),
        "same_photo": list(way.same_photo),
        "same_words": {"ids": list(way.same_words), "first": way.chorus.first, "members": way.chorus.voices},
        "decision": _decision_entry(life.decision),
        "verdict": verdict_entry(life.submission, life.verdict, way.names) | {"run": life.verdict_run}
        if life.verdict
        else None,
        "quote": _quote_entry(way.quote),
        "shown": [_shown_entry(placement) for placement in way.shown],
    }


def submission_entry(submission: Submission, names: Names) -> dict[str, Any]:
    consent = submission.consent.on(last_day(datetime.now(UTC)))
    return {
        "id": submission.id,
        "group": submission.group,
        "member": submission.member,
        "nickname": names.get(submission.member or ""),
        "product": submission.product,
        "text": submission.text,
        "posted_at": submission.posted_at.isoformat(),
        "likes": len(submission.likes) + submission.like_count,
        "consent": {"state": consent.state.value, "groups": consent.scope.value, "until": consent.until},
        "media": [{"sha256": m.sha256, "width": m.width, "height": m.height} for m in submission.media],
    }


def verdict_entry(submission: Submission, verdict: Kept | Dropped, names: Names) -> dict[str, Any]:
    return (
        submission_entry(submission, names)
        | {
            "kept": isinstance(verdict, Kept),
            "rank": verdict.rank if isinstance(verdict, Kept) else None,
            "chance": verdict.chance if isinstance(verdict, Kept) else None,
            "score": verdict.score,
            "reason": verdict.reason.value,
            "of": verdict.of if isinstance(verdict, Dropped) else None,
        }
        | in_each(verdict.why)
    )


def _author_entry(past: Past) -> dict[str, int]:
    """When this was sent."""
    return {
        "sent": past.sent,
        "decided": past.decided,
        "kept": past.kept,
        "shown": past.times_shown,
        "days": past.days,
    }


def _gate_entry(gate: Gate, verdict: Dropped | None) -> dict[str, Any]:
    reason = verdict.reason.value if verdict else None
    said = in_each(verdict.why if verdict else gate.name)
    return {"passed": not verdict, "hard": gate.hard, "reason": reason} | said


def _score_entry(
    outcome: Score | Unreadable | None, standing: Standing, weights: ScoreWeights
) -> dict[str, Any] | None:
    match outcome:
        case Score():
            return {
                "total": outcome.total,
                "parts": [_part_entry(part, weights) for part in outcome.parts],
                "weights": outcome.weights,
                "version": standing.features_version,
                "at": standing.scored_at.isoformat() if standing.scored_at else None,
                "above": standing.above,
                "line": standing.line,
            }
        case Unreadable():
            return {"unreadable": render(outcome.why, "en")}
        case None:
            return None


def _part_entry(part: Part, weights: ScoreWeights) -> dict[str, Any]:
    return {
        "name": part.name,
        "value": part.value,
        "weight": part.weight,
        "contribution": part.contribution,
        "beyond_usual": weights.beyond_usual(part),
    } | in_each(part_in_words(part, weights))


def _decision_entry(decision: Decision | None) -> dict[str, Any] | None:
    if decision is None:
        return None
    said = {"choice": decision.choice.value, "rating": decision.rating, "reason": decision.reason}
    return {"who": decision.who, "at": decision.at.isoformat(), **said}


def _quote_entry(quote: Quote | Withheld) -> dict[str, Any]:
    if isinstance(quote, Quote):
        return {"quoted": True, "reason": None} | in_each(Message("explained.quotable"))
    return {"quoted": False, "reason": quote.reason.value} | in_each(quote.why)


def _shown_entry(placement: Placement) -> dict[str, Any]:
    day = placement.day.isoformat()
    return {"group": placement.group, "date": day, "story": placement.story, "why": dict(placement.why)}
