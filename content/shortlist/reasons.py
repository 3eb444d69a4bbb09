"""The verdicts with their reasons: a Message each, with the evidence in it."""

from content.model import Dropped, Kept, Message, Param, Reason


def dropped(
    reason: Reason, *, score: float | None = None, of: str | None = None, **evidence: Param
) -> Dropped:
    """The verdict with its reason; `evidence` names what the sentence of the reason shows."""
    params = {"score": score, "of": of} | evidence
    why = Message(
        f"shortlist.{reason.value}", **{name: value for name, value in params.items() if value is not None}
    )
    return Dropped(reason, why, score, of)


def kept_by_hand(score: float, rank: int, actor: str) -> Kept:
    """The verdict on what a person wants in, whatever the quotas say."""
    return Kept(score, rank, Message("shortlist.kept_by_hand", actor=actor, rank=rank, score=score))


def kept_by_lot(score: float, rank: int, chance: float) -> Kept:
    """The verdict on what a newcomer's lot drew; `chance` is that of its being drawn."""
    why = Message("shortlist.kept_by_lot", rank=rank, score=score, chance=chance)
    return Kept(score, rank, why, chance=chance)


def kept(score: float, rank: int) -> Kept:
    """The verdict on what the choice took."""
    return Kept(score, rank, Message("shortlist.kept", rank=rank, score=score))
