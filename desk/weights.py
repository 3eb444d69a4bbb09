"""How weights are shown: what people call a version, and what was learnt beside the hand's."""

from content.model import Message, ModelCard
from content.score.weights import HAND


def name_of(version: int) -> Message:
    """What people call a version: model 3, the hand weights."""
    return Message("desk_name.model", n=version) if version else Message("desk_name.hand_weights")


def beside(card: ModelCard) -> list[tuple[str, float, float]]:
    """(part, weight learnt, weight by hand), the heaviest first; what counts nothing in both is left out."""
    both = [(name, weight, HAND.of.get(name, 0.0)) for name, weight in card.weights.items()]
    return sorted((row for row in both if row[1] or row[2]), key=lambda row: (-row[1], row[0]))
