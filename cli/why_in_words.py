"""The way of one submission as a story that whoever decides about photos understands."""

from collections.abc import Iterator
from datetime import UTC, datetime

from cli.common import label
from cli.why import Way
from content.model import ConsentState, Dropped, Message, Part, Score, Unreadable
from content.score.explain import explain as part_in_words
from content.score.explain import name_of_part
from content.score.quotes import Withheld
from content.score.weights import HAND, ScoreWeights
from content.store.withdrawals import last_day

NOTHING = 0.005  # points of a score: what changes less is not told one by one
Line = Message | str


def as_lines(way: Way, weights: ScoreWeights = HAND) -> list[Line]:
    """Who, the gates, the score, who else sent or said the same, what a person said, and what came of it."""
    return [
        *_opening(way),
        *_gates(way),
        *_score(way, weights),
        *_the_same(way),
        *_decision(way),
        _verdict(way),
        _quote(way),
        *_showings(way),
    ]


def _opening(way: Way) -> Iterator[Line]:
    submission, past = way.life.submission, way.past
    author = way.names.get(submission.member or "", "?")
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


def _gates(way: Way) -> Iterator[Line]:
    passed = tuple(gate.name for gate, verdict in way.gates if not verdict)
    fallen = [(gate, verdict) for gate, verdict in way.gates if verdict]
    if not fallen:
        yield Message("explained.gates_passed", count=len(passed))
        return
    yield Message("explained.gates", fallen=len(fallen), count=len(passed), passed=passed)
    for gate, verdict in fallen:
        code = "explained.gate_hard" if gate.hard else "explained.gate_soft"
        yield Message(code, why=verdict.why)


def _score(way: Way, weights: ScoreWeights) -> list[Line]:
    """The parts that make a difference, the greatest first; the names of the others."""
    match way.life.outcome:
        case Score() as score:
            return [_total(way, score), *_parts(score, weights)]
        case Unreadable(why):
            return [Message("explained.unreadable", why=why)]
    return [Message("explained.no_score")]


def _total(way: Way, score: Score) -> Message:
    above, line = way.standing.above, way.standing.line
    if line is None:
        return Message("explained.score", total=score.total, above=above, weights=score.weights)
    return Message("explained.score_line", total=score.total, above=above, weights=score.weights, line=line)


def _parts(score: Score, weights: ScoreWeights) -> Iterator[Line]:

    def by_effect(part: Part) -> float:
        return -abs(weights.beyond_usual(part))

    telling = [part for part in score.parts if -by_effect(part) >= NOTHING]
    for part in sorted(telling, key=by_effect):
        yield Message("explained.part", part=part_in_words(part, weights))
    if rest := tuple(
        name_of_part(part.name) for part in score.parts if part not in telling and part.weight > 0
    ):
        yield Message("explained.as_usual", parts=rest)


def _the_same(way: Way) -> Iterator[Line]:
    if way.same_photo:
        yield Message("explained.same_photo", ids=", ".join(way.same_photo))
    if way.same_words:
        first = way.chorus.first or way.life.submission.id
        ids = ", ".join(way.same_words)
        yield Message("explained.same_words", ids=ids, first=first, members=way.chorus.voices)


def _decision(way: Way) -> Iterator[Line]:
    if decision := way.life.decision:
        why = f" ({decision.reason})" if decision.reason else ""
        yield Message("explained.decision", actor=decision.who, choice=label(decision.choice), why=why)


def _verdict(way: Way) -> Message:
    life = way.life
    if life.verdict is None:
        return Message("explained.no_verdict")
    code = "explained.left_out" if isinstance(life.verdict, Dropped) else "explained.kept"
    return Message(code, why=life.verdict.why, run=life.verdict_run)


def _quote(way: Way) -> Message:
    match way.quote:
        case Withheld() as withheld:
            return Message("explained.quote_withheld", reason=withheld.reason.value, why=withheld.why)
    return Message("explained.quote")


def _showings(way: Way) -> Iterator[Line]:
    for placement in way.shown:
        yield Message("explained.planned", day=placement.day, group=placement.group, story=placement.story)
