"""Decisions -> a model card, and which weights count: only what proved better is believed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from content.errors import OldModel
from content.learn.examples import Example, examples
from content.learn.lesson import Ground, WeightStanding, fingerprint, lesson, standing, weights_of
from content.model import HAND_ORDER, Message, ModelCard, Score, own_words
from content.score.features import VERSION
from content.score.weights import HAND, ScoreWeights
from content.store import OpenStore, Store

MARGIN = 0.01  # of NDCG, that a model must win by to take another's place
A_NIGHT = timedelta(hours=20)  # what was decided later was not known the night before
NIGHT = "sishi"  # who is written down for what no person did


@dataclass(frozen=True, slots=True)
class Learnt:
    """`model` is the version that counts now, HAND_ORDER for the hand weights; `new` one made just now."""

    examples: int
    new: int | None
    model: int


def train(open_store: OpenStore, brand: str, *, now: datetime) -> Learnt:
    """Learn from all that was decided, if anything is new; use it if it orders better than what counts now.

    It must win by MARGIN with what is known now and with what was known the night before: a model that is
    changed every night orders the same photos differently every night. What a person put to use stays in use.
    Learning again from the same decisions makes no new model.
    """
    ground = Ground(HAND, VERSION, brand)
    with open_store() as store:
        store.models.keep_chances()
    with open_store(reading=True) as store:
        seen = _examples(store)
        known = {card.fingerprint: card for card in store.models.cards()}
    if not seen:
        return Learnt(0, None, in_use(open_store))
    known_card = known.get(fingerprint(seen, ground))
    card = known_card or lesson(seen, ground, at=now)  # slow, so outside any transaction
    with open_store() as store:
        kept = store.models.add_model(card)
    _use_the_winner(open_store, kept, (seen, ground), now)
    return Learnt(len(seen), None if known_card else kept.version, in_use(open_store))


def use(open_store: OpenStore, version: int, *, actor: str, why: str, now: datetime) -> int:
    """Let this version count (HAND_ORDER: the hand weights) until a person says otherwise; the version.

    OldModel if it was learnt from other features than this program measures, UnknownId if there is none.
    """
    with open_store() as store:
        if version != HAND_ORDER:
            refuse_if_old(store.models.model(version))
        store.models.use_model(version, actor=actor, why=own_words(why), at=now, by_hand=True)
    return version


def use_the_one_before(open_store: OpenStore, *, actor: str, why: str, now: datetime) -> int:
    """Roll back: let the version count that counted before this one, the hand weights if none did; which."""
    with open_store(reading=True) as store:
        uses = [model_use.version for model_use in store.models.model_uses()]
    before = next((version for version in uses if version != uses[0]), HAND_ORDER)
    return use(open_store, before, actor=actor, why=why, now=now)


def use_the_best(open_store: OpenStore, *, actor: str, why: str, now: datetime) -> int:
    """Leave it to the nights again: the newest model counts if it is better, else the hand weights; which."""
    with open_store() as store:
        newest = next(iter(store.models.cards()), None)
        best = newest.version if newest and newest.better and not is_old(newest) else HAND_ORDER
        store.models.use_model(best, actor=actor, why=own_words(why), at=now, by_hand=False)
    return best


def weights_in_use(open_store: OpenStore) -> ScoreWeights:
    """The weights that count now; the hand weights where the model in use is old."""
    version = in_use(open_store)
    if version == HAND_ORDER:
        return HAND
    with open_store(reading=True) as store:
        return weights_of(store.models.model(version))


def in_use(open_store: OpenStore) -> int:
    """The version that counts now, HAND_ORDER for the hand weights."""
    with open_store(reading=True) as store:
        current = store.models.model_use()
        version = current.version if current else HAND_ORDER
        return HAND_ORDER if version == HAND_ORDER or is_old(store.models.model(version)) else version


def is_old(card: ModelCard) -> bool:
    """Whether it was learnt from other features, or weighs other parts, than this program has."""
    return card.features != VERSION or set(card.weights) != set(HAND.of)


def refuse_if_old(card: ModelCard) -> None:
    if is_old(card):
        raise OldModel(card.version, card.features, VERSION)


def _use_the_winner(
    open_store: OpenStore, card: ModelCard, learnt_from: tuple[Sequence[Example], Ground], now: datetime
) -> None:
    with open_store(reading=True) as store:
        current = store.models.model_use()
    if current is not None and current.by_hand:
        return
    in_use_now = in_use(open_store)
    seen, ground = learnt_from
    used = weights_in_use(open_store)
    yesterday = [example for example in seen if example.at <= now - A_NIGHT]
    winner = _winner([standing(some, ground, used) for some in (seen, yesterday)])
    best = {"learnt": card.version, "by_hand": HAND_ORDER}.get(winner, in_use_now)
    if best != in_use_now:
        with open_store() as store:
            store.models.use_model(best, actor=NIGHT, at=now, why=_why(card), by_hand=False)


def _winner(standings: Sequence[WeightStanding | None]) -> str:
    """What every one of these says beats what is in use; "" where they do not agree, or nothing does."""
    known = [judged for judged in standings if judged is not None]
    if len(known) < len(standings):
        return ""
    if all(judged.learnt > judged.used + MARGIN and judged.learnt > judged.by_hand for judged in known):
        return "learnt"
    return "by_hand" if all(judged.by_hand > judged.used + MARGIN for judged in known) else ""


def _why(card: ModelCard) -> Message:
    if card.ndcg is None or card.ndcg_hand is None:
        return Message("learning.too_few", count=card.examples)
    return Message("learning.compared", ndcg=card.ndcg, by_hand=card.ndcg_hand)


def _examples(store: Store) -> list[Example]:
    decisions = store.decisions.about().values()
    choices = store.models.photo_choices(NIGHT)
    seen = {choice.submission for choice in decisions}.union(
        *({choice.was, choice.now} for choice in choices)
    )
    scores = store.curation.outcomes(sorted(seen))
    values = {
        key: {part.name: part.value for part in score.parts}
        for key, score in scores.items()
        if isinstance(score, Score)
    }
    return examples(decisions, choices, values, store.models.ever_drawn())
