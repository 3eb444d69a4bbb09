"""By which weights submissions are ordered: those that made a score, those that count, and their names."""

from content.learn.lesson import weights_of
from content.model import HAND_ORDER, Message, ModelCard, Score
from content.score.weights import HAND, ScoreWeights
from content.store import Store


def weights_behind(store: Store, outcome: object) -> tuple[ScoreWeights, int]:
    """The weights that made a score, by the name it keeps, and their version; else the hand weights.

    A night puts every score under the weights that count then, so these are what the order stands on, also
    where somebody put others to use since.
    """
    made = outcome.weights if isinstance(outcome, Score) else HAND.name
    if made != HAND.name:
        for card in store.models.cards():
            if (learnt := weights_of(card)).name == made:
                return learnt, card.version
    return HAND, HAND_ORDER


def name_of(version: int) -> Message:
    """What people call a version: model 3, the hand weights."""
    return Message("desk_name.model", n=version) if version else Message("desk_name.hand_weights")


def beside(card: ModelCard) -> list[tuple[str, float, float]]:
    """(part, weight learnt, weight by hand), the heaviest first; what counts nothing in both is left out."""
    both = [(name, weight, HAND.of.get(name, 0.0)) for name, weight in card.weights.items()]
    return sorted((each for each in both if each[1] or each[2]), key=lambda each: (-each[1], each[0]))
