"""The choice: good photos, of many members and products, that do not all look alike."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from content.model import Choice, Decision, Dropped, Kept, Reason
from content.shortlist.candidate import Candidate, Rules
from content.shortlist.gates import gate, hard_gate
from content.shortlist.originals import copies, settled
from content.shortlist.reasons import dropped, kept, kept_by_hand

ALIKE = (
    0.5  # of likeness is how much two photos look alike; the same member and the same product share the rest
)
SAME_MEMBER = 0.25
SAME_PRODUCT = 0.25
_SIDE, _CELLS = 96, 12  # of a thumbnail, and of what two photos are compared by
_CLOSED = -np.inf


def choose(
    candidates: Sequence[Candidate],
    rules: Rules,
    day: date,
    decisions: Mapping[str, Decision] = MappingProxyType({}),
) -> dict[str, Kept | Dropped]:
    """One verdict for each candidate, by submission id; the order of the candidates does not matter.

    Of a photo that was sent more than once only the original may be kept, and where the original falls at a
    gate its copies fall with it: nobody passes on what its author did not allow. Where two members sent it
    and nothing tells whose it is, neither is kept: that is for a person to say. The rest is chosen one by
    one, each time the best after a deduction for likeness to what is chosen already (maximal marginal
    relevance, Carbonell and Goldstein 1998), within the quotas. Ties go to the smaller id.

    What a person decided goes first: a drop is out, a keep is in before all others and beyond the quotas,
    but for the gates that no person may open. A person's keep also says whose a contested photo is.
    """
    ordered = sorted(candidates, key=lambda candidate: candidate.submission.id)
    copied = copies(ordered)
    copied = settled(copied, decisions)
    verdicts: dict[str, Kept | Dropped] = {}
    eligible = []
    for candidate in ordered:
        name = candidate.submission.id
        if verdict := _turned_away(candidate, rules, day, decisions.get(name)):
            verdicts[name] = verdict
        elif copy := copied.get(name):
            verdicts[name] = dropped(copy.reason, score=candidate.total, of=copy.of)
        else:
            eligible.append(candidate)
    return verdicts | _pick(eligible, rules, decisions)


def _turned_away(candidate: Candidate, rules: Rules, day: date, decision: Decision | None) -> Dropped | None:
    """The verdict of a person who does not want it, or of the gates that a person's keep leaves shut."""
    if decision is None or decision.choice is Choice.UNDECIDED:
        return gate(candidate, rules, day)
    if decision.choice is Choice.DROP:
        why = f" ({decision.reason})" if decision.reason else ""
        return dropped(Reason.DROPPED_BY_HAND, score=candidate.total, who=decision.who, why=why)
    return hard_gate(candidate, day)


def _pick(
    eligible: Sequence[Candidate], rules: Rules, decisions: Mapping[str, Decision]
) -> dict[str, Kept | Dropped]:
    """The verdicts of those that passed every gate, which are in the order of their ids."""
    by_hand = _by_hand(eligible, decisions)
    chosen = _choose_places(eligible, rules, by_hand)
    verdicts: dict[str, Kept | Dropped] = {}
    for rank, place in enumerate(chosen, start=1):
        name, total = eligible[place].submission.id, eligible[place].total or 0.0
        picked = place in by_hand
        verdicts[name] = kept_by_hand(total, rank, decisions[name].who) if picked else kept(total, rank)
    members = Counter(eligible[place].submission.member for place in chosen)
    products = Counter(eligible[place].submission.product for place in chosen)
    for place in sorted(set(range(len(eligible))).difference(chosen)):
        verdicts[eligible[place].submission.id] = _left_out(eligible[place], members, products, rules)
    return verdicts


def _by_hand(eligible: Sequence[Candidate], decisions: Mapping[str, Decision]) -> list[int]:
    """The places of those a person wants in, best rated first."""

    def standing(place: int) -> tuple[int, float, str]:
        candidate = eligible[place]
        return -decisions[candidate.submission.id].rating, -(candidate.total or 0.0), candidate.submission.id

    picked = [
        place
        for place, candidate in enumerate(eligible)
        if (decision := decisions.get(candidate.submission.id)) and decision.choice is Choice.KEEP
    ]
    return sorted(picked, key=standing)


def _left_out(
    candidate: Candidate, members: Counter[str | None], products: Counter[str | None], rules: Rules
) -> Dropped:
    member, product = candidate.submission.member, candidate.submission.product
    if members[member] >= rules.per_member:
        who = candidate.author or member
        return dropped(Reason.MEMBER_QUOTA, score=candidate.total, who=who, count=members[member])
    if products[product] >= rules.per_product:
        what = candidate.product or product
        return dropped(Reason.PRODUCT_QUOTA, score=candidate.total, what=what, count=products[product])
    return dropped(Reason.BELOW_THE_LINE, score=candidate.total, size=rules.size)


def _choose_places(eligible: Sequence[Candidate], rules: Rules, first: Sequence[int]) -> list[int]:
    """The places of the chosen, in order: the `first` whatever the quotas, then the best of the rest."""
    if not eligible:
        return []
    worth = (1 - rules.variety) * np.array([candidate.total for candidate in eligible], dtype=np.float64)
    member, product = (_numbered(names) for names in zip(*map(_names, eligible), strict=True))
    looks = _looks(eligible)
    closest = np.zeros(len(eligible))
    chosen: list[int] = []
    while len(chosen) < max(len(first), min(rules.size, len(eligible))):
        if len(chosen) < len(first):
            best = first[len(chosen)]
        else:
            open_ = _under(member, chosen, rules.per_member) & _under(product, chosen, rules.per_product)
            open_[chosen] = False
            if not open_.any():
                break
            best = int(np.argmax(np.where(open_, np.round(worth - rules.variety * closest, 9), _CLOSED)))
        chosen.append(best)
        same = SAME_MEMBER * (member == member[best]) + SAME_PRODUCT * (product == product[best])
        closest = np.maximum(closest, ALIKE * np.clip(looks @ looks[best], 0, 1) + same)
    return chosen


def _names(candidate: Candidate) -> tuple[str, str]:
    return candidate.submission.member or "", candidate.submission.product or ""


def _numbered(names: Sequence[str]) -> NDArray[np.intp]:
    return np.unique(np.array(names), return_inverse=True)[1]


def _under(of: NDArray[np.intp], chosen: Sequence[int], most: int) -> NDArray[np.bool_]:
    """Who still has room: fewer than `most` of the same number are chosen."""
    taken = np.bincount(of[list(chosen)], minlength=int(of.max()) + 1)
    under: NDArray[np.bool_] = taken[of] < most
    return under


def _looks(eligible: Sequence[Candidate]) -> NDArray[np.float32]:
    """One row of unit length for each cover, so that a product of two rows is their correlation."""
    blobs = b"".join(candidate.features[0].thumbnail for candidate in eligible)
    step = _SIDE // _CELLS
    cells = np.frombuffer(blobs, dtype=np.uint8).reshape(-1, _CELLS, step, _CELLS, step)
    sums = cells.sum(axis=2, dtype=np.uint16).sum(axis=3, dtype=np.uint16)
    rows = sums.reshape(len(eligible), -1).astype(np.float32)
    rows -= rows.mean(axis=1, keepdims=True)
    looks: NDArray[np.float32] = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-3)
    return looks
