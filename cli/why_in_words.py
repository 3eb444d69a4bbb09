"""Why a submission, a post or a gap is as it is, as a story that whoever decides about photos understands:
the gates, the score, the reason it was dropped or kept."""

from collections.abc import Iterator
from datetime import UTC, datetime

from cli.came_back import came_back_lines
from cli.common import label
from content.model import (
    ConsentState,
    Dropped,
    Gap,
    Message,
    Placement,
    Score,
    ScorePart,
    Unreadable,
)
from content.score.explain import explain as part_in_words
from content.score.explain import name_of_part
from content.score.quotes import Withheld
from content.score.weights import ScoreWeights
from content.store.withdrawals import last_day
from services.explain import Why, WhyPost, WhySend, WhySilent, WhySubmission, form_figure, when_said

NOTHING = 0.005  # points of a score: what changes less is not told one by one
Line = Message | str


def as_lines(why: Why) -> list[Line]:
    match why:
        case WhySubmission():
            return _submission(why)
        case WhyPost():
            return _post(why)
        case WhySend(key, came):
            return [Message("explained.off_plan", post=key), *came_back_lines(came)]
        case WhySilent():
            return [why.why]
        case Gap():
            return [_gap(why)]


def _submission(why: WhySubmission) -> list[Line]:
    """Who, the gates, the score, who else sent or said the same, what a person said, and what came of it."""
    return [
        *_opening(why),
        *_provenance(why),
        *_gates(why),
        *_score(why),
        *_the_same(why),
        *_decision(why),
        _verdict(why),
        _quote(why),
        _photo(why),
        *_showings(why),
    ]


def _post(why: WhyPost) -> list[Line]:
    """The post and its placement beside the second best, the gaps of its day, then the photo it shows."""
    lines: list[Line] = [f"{why.post.id} · {label(why.post.state)} · {why.post.story}"]
    if why.placement:
        points = ", ".join(f"{name} {value}" for name, value in why.placement.why.items())
        lines += [Message("explained.points", points=points), _runner_up(why.placement)]
    if why.learnt:
        lines.append(form_figure(why.learnt))
    if why.experiment:
        lines.append(why.experiment)
    if why.layout:
        lines.append(Message("explained.layout", template=why.layout.template, why=why.layout.why))
    lines += map(_gap, why.gaps)
    lines += came_back_lines(why.came)
    return lines + (_submission(why.share) if why.share else [])


def _gap(gap: Gap) -> Message:
    return Message("explained.gap", why=gap.sentence)


def _runner_up(placement: Placement) -> Message:
    if placement.runner_up is None:
        return Message("explained.no_runner_up")
    return Message("explained.runner_up", story=placement.runner_up)


def _opening(why: WhySubmission) -> Iterator[Line]:
    submission, past = why.life.submission, why.past
    author = why.nicknames.get(submission.member or "", "?")
    yield f"{submission.id} · @{author} · {submission.group} · {submission.text}"
    consent = submission.consent.on(last_day(datetime.now(UTC)))
    if consent.state is ConsentState.GRANTED:
        until = consent.until.isoformat() if consent.until else Message("explained.any_day")
        scope = Message(f"explained.scope_{consent.scope.value}")
        yield Message("explained.consent_granted", scope=scope, until=until)
    else:
        yield Message("explained.consent", state=label(consent.state))
    if past.sent:
        yield Message(
            "explained.author",
            sent=past.sent,
            decided=past.decided,
            kept=past.kept,
            shown=past.times_shown,
            days=past.days,
        )
    else:
        yield Message("explained.first_submission")


def _provenance(why: WhySubmission) -> Iterator[Line]:
    """Which messages its words are, and what a person set."""
    if why.provenance.joined and why.life.submission.text:
        texts = tuple(
            Message("explained.joined_text", when=when_said(seconds), message=message)
            for message, seconds in why.provenance.joined
        )
        yield Message("explained.joined", texts=texts)
    if why.life.submission.product_from:
        yield Message("explained.product_from_words", product=why.life.submission.product or "")
    if why.suggested:
        yield Message("explained.suggested_product", product=why.suggested.product, why=why.suggested.why)
    for field, correction in why.provenance.by_hand.items():
        yield Message("explained.set_by_hand", field=field.label, actor=correction.actor, at=correction.at)


def _gates(why: WhySubmission) -> Iterator[Line]:
    passed = tuple(gate.name for gate, verdict in why.gates if not verdict)
    fallen = [(gate, verdict) for gate, verdict in why.gates if verdict]
    if not fallen:
        yield Message("explained.gates_passed", count=len(passed))
        return
    yield Message("explained.gates", fallen=len(fallen), count=len(passed), passed=passed)
    for gate, verdict in fallen:
        code = "explained.gate_hard" if gate.hard else "explained.gate_soft"
        yield Message(code, why=verdict.why)


def _score(why: WhySubmission) -> list[Line]:
    """The parts that make a difference, the greatest first; the names of the others."""
    match why.life.outcome:
        case Score() as score:
            return [_total(why, score), *_parts(score, why.judged.weights)]
        case Unreadable(reason):
            return [Message("explained.unreadable", why=reason)]
    return [Message("explained.no_score")]


def _total(why: WhySubmission, score: Score) -> Message:
    above, line = why.standing.above, why.standing.line
    if line is None:
        return Message("explained.score", total=score.total, above=above, weights=score.weights)
    return Message("explained.score_line", total=score.total, above=above, weights=score.weights, line=line)


def _parts(score: Score, weights: ScoreWeights) -> Iterator[Line]:

    def by_effect(part: ScorePart) -> float:
        return -abs(weights.beyond_usual(part))

    telling = [part for part in score.parts if -by_effect(part) >= NOTHING]
    for part in sorted(telling, key=by_effect):
        yield Message("explained.part", part=part_in_words(part, weights))
    if rest := tuple(
        name_of_part(part.name) for part in score.parts if part not in telling and part.weight > 0
    ):
        yield Message("explained.as_usual", parts=rest)


def _the_same(why: WhySubmission) -> Iterator[Line]:
    if why.same_photo:
        yield Message("explained.same_photo", ids=", ".join(why.same_photo))
    if why.same_words:
        first = why.chorus.first or why.life.submission.id
        ids = ", ".join(why.same_words)
        yield Message("explained.same_words", ids=ids, first=first, members=why.chorus.voices)


def _decision(why: WhySubmission) -> Iterator[Line]:
    if decision := why.life.decision:
        reason = f" ({decision.reason})" if decision.reason else ""
        yield Message("explained.decision", actor=decision.who, choice=label(decision.choice), why=reason)


def _verdict(why: WhySubmission) -> Message:
    life = why.life
    if life.verdict is None:
        return Message("explained.no_verdict")
    code = "explained.left_out" if isinstance(life.verdict, Dropped) else "explained.kept"
    return Message(code, why=life.verdict.why, run=life.verdict_run)


def _quote(why: WhySubmission) -> Message:
    match why.judged.quote:
        case Withheld() as withheld:
            return Message("explained.quote_withheld", reason=withheld.reason.value, why=withheld.why)
    return Message("explained.quote")


def _photo(why: WhySubmission) -> Message:
    """The photo's own permission, whatever becomes of the words."""
    if barred := why.photo_barred:
        return Message("explained.photo_barred", why=barred.why)
    return Message("explained.photo_allowed")


def _showings(why: WhySubmission) -> Iterator[Line]:
    for placement in why.placements:
        yield Message("explained.planned", day=placement.day, group=placement.group, story=placement.story)
