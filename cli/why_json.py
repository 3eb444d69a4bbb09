"""Why a submission or a post is as it is, as JSON."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from content.feedback.attribution import Attributed
from content.feedback.lines import CountedLine
from content.messages import in_each, render
from content.model import (
    Decision,
    Dropped,
    Gap,
    Kept,
    Message,
    Placement,
    PostResponse,
    Score,
    ScorePart,
    Submission,
    SubmissionField,
    Unreadable,
)
from content.review.suggest import SuggestedProduct
from content.score.explain import explain as part_in_words
from content.score.quotes import Quote, Withheld
from content.score.weights import ScoreWeights
from content.shortlist.authors import Past
from content.shortlist.gates import Gate
from content.store.culling import ScoreStanding
from content.store.withdrawals import last_day
from services.explain import Why, WhyPost, WhySend, WhySilent, WhySubmission
from services.report import gap_as_json

Names = Mapping[str, str]
RESPONSE_COUNTS = (
    *("members", "observed", "answered", "quoted", "pictures"),
    *("reacted", "clicked", "coupons", "left", "right"),
)
FIELD_NAMES = {SubmissionField.MEMBER: "author"}  # as `sishi submission set` calls it


def as_json(why: Why) -> dict[str, Any]:
    match why:
        case WhySubmission():
            return _submission_entry(why)
        case WhyPost():
            return _post_entry(why) | _came_back_entry(why.came)
        case WhySend():
            return _send_entry(why) | _came_back_entry(why.came)
        case WhySilent():
            return {"id": why.key, "state": None, "experiment": in_each(why.why)}
        case Gap():
            return gap_as_json(why)


def _submission_entry(why: WhySubmission) -> dict[str, Any]:
    life = why.life
    return submission_entry(life.submission, why.nicknames) | {
        "gathered": {"run": life.run, "at": life.gathered_at.isoformat()},
        "author": _author_entry(why.past),
        "gates": [_gate_entry(gate, verdict) for gate, verdict in why.gates],
        "score": _score_entry(life.outcome, why.standing, why.judged.weights),
        "same_photo": list(why.same_photo),
        "same_words": {"ids": list(why.same_words), "first": why.chorus.first, "members": why.chorus.voices},
        "decision": _decision_entry(life.decision),
        "verdict": verdict_entry(life.submission, life.verdict, why.nicknames) | {"run": life.verdict_run}
        if life.verdict
        else None,
        "quote": _quote_entry(why.judged.quote),
        "photo": _photo_entry(why.photo_barred),
        "shown": [_shown_entry(placement) for placement in why.placements],
        "product_from": life.submission.product_from,
        "product_suggested": _suggested_entry(why.suggested),
        "joined_texts": [
            {"message": message, "seconds": seconds} for message, seconds in why.provenance.joined
        ],
        "set_by_hand": {
            FIELD_NAMES.get(field, field.value): {"who": correction.actor, "at": correction.at.isoformat()}
            for field, correction in why.provenance.by_hand.items()
        },
    }


def _suggested_entry(suggested: SuggestedProduct | None) -> dict[str, Any] | None:
    return {"product": suggested.product} | in_each(suggested.why) if suggested else None


def _post_entry(why: WhyPost) -> dict[str, Any]:
    post, placement = why.post, why.placement
    return {
        "id": post.id,
        "group": post.group,
        "date": post.day.isoformat(),
        "slot": post.slot.value,
        "state": post.state.value,
        "story": post.story,
        "why": dict(placement.why) if placement else None,
        "runner_up": placement.runner_up if placement else None,
        "share": placement.share if placement else None,
        "gaps": [gap_as_json(gap) for gap in why.gaps],
        "poster": post.poster,
        "layout": {"template": why.layout.template, "why": [in_each(reason) for reason in why.layout.why]}
        if why.layout
        else None,
        **_form_entry(why),
        **({"experiment": in_each(why.experiment)} if why.experiment else {}),
    }


def _came_back_entry(came: Attributed | None) -> dict[str, Any]:
    """`response` with its counts, and `counted`: the messages that count."""
    if came is None:
        return {"response": None, "counted": []}
    lines = came.counts.counted() if came.counts else ()
    return {"response": _response_entry(came.response), "counted": [_counted_entry(line) for line in lines]}


def _response_entry(response: PostResponse) -> dict[str, Any]:
    times = {name: getattr(response, name) for name in ("due_at", "sent_at", "ends_at")}
    return {
        "form": response.form,
        **{name: at.isoformat() if at else None for name, at in times.items()},
        "evidence": response.evidence.value if response.evidence else None,
        "left_out": response.left_out.value if response.left_out else None,
        "expected": round(response.expected, 2),
        "letters": dict(response.letters),
        **{name: getattr(response, name) for name in RESPONSE_COUNTS},
    }


def _counted_entry(line: CountedLine) -> dict[str, Any]:
    return {
        "at": line.at.isoformat(),
        "member": line.member,
        "kind": line.kind.value,
        "why": [why.value for why in line.why],
    }


def _form_entry(why: WhyPost) -> dict[str, Any]:
    """What was learnt of its form; nothing where nothing was."""
    if why.learnt is None:
        return {}
    ratio = why.learnt.ratio
    of_ratio = {"ratio": ratio.value, "low": ratio.low, "high": ratio.high}
    return {"form": {"name": why.learnt.form, **of_ratio, "posts": why.learnt.posts}}


def _send_entry(why: WhySend) -> dict[str, Any]:
    send = why.came.send
    return {
        "id": why.key,
        "group": send.group,
        "date": send.day.isoformat(),
        "slot": send.slot.value,
        "state": None,
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
    words = in_each(verdict.why if verdict else gate.name)
    return {"passed": not verdict, "hard": gate.hard, "reason": reason} | words


def _score_entry(
    outcome: Score | Unreadable | None, standing: ScoreStanding, weights: ScoreWeights
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


def _part_entry(part: ScorePart, weights: ScoreWeights) -> dict[str, Any]:
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
    actor = {"who": decision.who, "at": decision.at.isoformat()}
    return actor | {"choice": decision.choice.value, "rating": decision.rating, "reason": decision.reason}


def _quote_entry(quote: Quote | Withheld) -> dict[str, Any]:
    if isinstance(quote, Quote):
        return {"quoted": True, "reason": None} | in_each(Message("explained.quotable"))
    return {"quoted": False, "reason": quote.reason.value} | in_each(quote.why)


def _photo_entry(barred: Dropped | None) -> dict[str, Any]:
    """The photo's own permission, whatever becomes of the words."""
    if barred is None:
        return {"may_be_shown": True, "reason": None} | in_each(Message("explained.photo_allowed"))
    return {"may_be_shown": False, "reason": barred.reason.value} | in_each(barred.why)


def _shown_entry(placement: Placement) -> dict[str, Any]:
    day = placement.day.isoformat()
    return {"group": placement.group, "date": day, "story": placement.story, "why": dict(placement.why)}
