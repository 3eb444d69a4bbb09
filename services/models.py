"""What was learnt from the team's decisions: learning more, and saying which model counts."""

from content.learn import stage
from content.learn.lesson import weights_of
from content.learn.stage import Learnt, is_old, refuse_if_old
from content.model import HAND_ORDER, Score
from content.score.weights import HAND, ScoreWeights
from content.store import Store
from services.context import Context

__all__ = [
    "Learnt",
    "is_old",
    "model_in_use",
    "refuse_if_old",
    "train",
    "use_best_model",
    "use_model",
    "use_previous_model",
    "weights_behind",
    "weights_in_use",
]


def train(context: Context) -> Learnt:
    """Learn from what the team decided, if anything is new."""
    return stage.train(context.open_store, context.workspace.brand.name, now=context.clock())


def model_in_use(context: Context) -> int:
    """The version that counts now, HAND_ORDER for the hand weights."""
    return stage.in_use(context.open_store)


def weights_in_use(context: Context) -> ScoreWeights:
    """The weights that count now; the hand weights where the model in use is old."""
    return stage.weights_in_use(context.open_store)


def use_model(context: Context, version: int, *, actor: str, why: str) -> int:
    """Let this version count (HAND_ORDER: the hand weights) until a person says otherwise; the version.
    OldModel, or UnknownId."""
    return stage.use(context.open_store, version, actor=actor, why=why, now=context.clock())


def use_previous_model(context: Context, *, actor: str, why: str) -> int:
    """Roll back to the version that counted before this one; which."""
    return stage.use_the_one_before(context.open_store, actor=actor, why=why, now=context.clock())


def use_best_model(context: Context, *, actor: str, why: str) -> int:
    """Leave it to the nights again: the newest model counts if it is better, else the hand weights; which."""
    return stage.use_the_best(context.open_store, actor=actor, why=why, now=context.clock())


def weights_behind(store: Store, outcome: object) -> tuple[ScoreWeights, int]:
    """The weights that made a score, by the name it keeps, and their version; else the hand weights.

    A night puts every score under the weights that count then, so these are what the order stands on, also
    where somebody put others to use since.
    """
    name = outcome.weights if isinstance(outcome, Score) else HAND.name
    if name != HAND.name:
        for card in store.models.cards():
            if (learnt := weights_of(card)).name == name:
                return learnt, card.version
    return HAND, HAND_ORDER
