"""One part of a score in plain words, for whoever decides about the photo."""

from content.model import Message, ScorePart
from content.score.weights import HAND, ScoreWeights

_GRADES = ((0.34, "poor"), (0.67, "fair"), (float("inf"), "good"))  # each up to its value


def name_of_part(name: str) -> Message:
    """What people call a part of a score; of other versions there may be parts without a name."""
    if name not in HAND.of:
        return Message("person.words", words=name)
    return Message(f"score.name_{name}")


def judgement(part: ScorePart) -> Message:
    """What a part says of a photo: well in focus."""
    grade = next(grade for below, grade in _GRADES if part.value < below)
    return Message(f"score.{part.name}_{grade}")


def explain(part: ScorePart, weights: ScoreWeights = HAND) -> Message:
    """The part against a usual one: Sharpness +0.05: well in focus."""
    points = f"{round(weights.beyond_usual(part), 2) + 0.0:+.2f}".replace("-", "−")
    return Message("score.part", name=name_of_part(part.name), points=points, words=judgement(part))
