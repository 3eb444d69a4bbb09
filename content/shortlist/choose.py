"""The choice: good photos, of many members and products, that do not all look alike, and some newcomers."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType

from content.model import Choice, Decision, Dropped, Kept, Message, Reason
from content.shortlist.candidate import Candidate, ShortlistRules
from content.shortlist.gates import gate, hard_gate
from content.shortlist.originals import Same, copies, settled
from content.shortlist.quotas import left_out, quotas
from content.shortlist.reasons import dropped, kept, kept_by_hand, kept_by_lot
from content.shortlist.selection import choose_places


def choose(
    candidates: Sequence[Candidate],
    rules: ShortlistRules,
    day: date,
    decisions: Mapping[str, Decision] = MappingProxyType({}),
    *,
    same: Same | None = None,
    prices: Mapping[str, float] = MappingProxyType({}),
) -> dict[str, Kept | Dropped]:
    """One verdict for each candidate, by submission id; the order of the candidates does not matter.

    Of a photo that was sent more than once only the original may be kept, and where the original falls at a
    gate its copies fall with it: nobody passes on what its author did not allow. Where two members sent it
    and nothing tells whose it is, neither is kept: that is for a person to say. The rest is chosen one by
    one, each time the best after a deduction for likeness to what is chosen already (maximal marginal
    relevance, Carbonell and Goldstein 1998), within the quotas. Ties go to the smaller id. The last places
    are drawn by lot among newcomers who were not chosen.

    What a person decided goes first: a drop is out, a keep is in before all others, besides their places and
    outside the quotas, but for the gates that no person may open. A keep is a wish: after `keep_days` it
    competes like the others, and is told to have lapsed where it finds no place. It also says whose a
    contested photo is.

    `same` are the media known to be one photo; without it the candidates are compared with each other.
    `prices` are the planner's, product -> 0..1: how much it lacks photos of it, which are worth more then.
    """
    ordered = sorted(candidates, key=lambda candidate: candidate.submission.id)
    copied = settled(copies(ordered, same), decisions)
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
    return verdicts | _pick(eligible, rules, day, decisions, prices)


def _turned_away(
    candidate: Candidate, rules: ShortlistRules, day: date, decision: Decision | None
) -> Dropped | None:
    """The verdict of a person who does not want it, or of the gates that a person's keep leaves shut."""
    if decision is None or decision.choice is Choice.UNDECIDED:
        return gate(candidate, rules, day)
    if decision.choice is Choice.DROP:
        return _dropped_by_hand(candidate, decision)
    return hard_gate(candidate, rules, day)


def _dropped_by_hand(candidate: Candidate, decision: Decision) -> Dropped:
    why = Message("shortlist.dropped_by_hand", actor=decision.who)
    if decision.reason:
        why = Message("shortlist.dropped_by_hand_for", actor=decision.who, reason=decision.reason)
    return Dropped(Reason.DROPPED_BY_HAND, why, candidate.total)


def _pick(
    eligible: Sequence[Candidate],
    rules: ShortlistRules,
    day: date,
    decisions: Mapping[str, Decision],
    prices: Mapping[str, float],
) -> dict[str, Kept | Dropped]:
    """The verdicts of those that passed every gate, which are in the order of their ids."""
    by_hand = _by_hand(eligible, decisions, rules, day)
    places = choose_places(eligible, rules, by_hand, prices, day)
    verdicts: dict[str, Kept | Dropped] = {}
    for rank, place in enumerate((*places.chosen, *places.drawn), start=1):
        name, total = eligible[place].submission.id, eligible[place].total or 0.0
        if place in by_hand:
            verdicts[name] = kept_by_hand(total, rank, decisions[name].who)
        elif place in places.drawn:
            verdicts[name] = kept_by_lot(total, rank, places.chance)
        else:
            verdicts[name] = kept(total, rank)
    taken = [eligible[place] for place in (*places.chosen, *places.drawn) if place not in by_hand]
    counts = [(quota, Counter(map(quota.of, taken))) for quota in quotas(rules)]
    rest = (candidate for candidate in eligible if candidate.submission.id not in verdicts)
    for candidate in rest:
        name = candidate.submission.id
        if (decision := decisions.get(name)) and decision.choice is Choice.KEEP:
            verdicts[name] = dropped(
                Reason.KEEP_LAPSED, score=candidate.total, actor=decision.who, days=rules.keep_days
            )
        else:
            verdicts[name] = left_out(candidate, counts, rules)
    return verdicts


def _by_hand(
    eligible: Sequence[Candidate], decisions: Mapping[str, Decision], rules: ShortlistRules, day: date
) -> list[int]:
    """The places of those a person wants in, and said so lately enough, best rated first."""
    since = day - timedelta(days=rules.keep_days) if rules.keep_days else date.min

    def standing(place: int) -> tuple[int, float, str]:
        candidate = eligible[place]
        return -decisions[candidate.submission.id].rating, -(candidate.total or 0.0), candidate.submission.id

    picked = [
        place
        for place, candidate in enumerate(eligible)
        if (decision := decisions.get(candidate.submission.id))
        and decision.choice is Choice.KEEP
        and decision.at.date() >= since
    ]
    return sorted(picked, key=standing)
