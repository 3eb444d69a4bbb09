"""Who answered the noon's question rightly, and an evening post's text with their names in it.

The names are filled in when the post goes out: whoever approved it approved both sentences, and no name. What
is filled in is kept before it is sent, so that it is the same for each part and each try, unless somebody
named there may be named no longer.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from content.credit import credit
from content.ledger.show import staff_ids
from content.model import BoundText, DeliveryState, Member, Post, PostState, Slot
from content.rights.naming import may_be_named, stands
from content.sanitize import clean, one_line
from content.store import Store
from content.stories.answer import has_one_answer
from content.text.book import WordList
from content.text.contacts import contact_in
from content.text.winners import fitting, has_form, neutral, without_marks

LONGEST_NAME = 24  # characters; a longer one says more than a name
NOT_BEGUN = (DeliveryState.PLANNED, DeliveryState.HELD)


@dataclass(frozen=True, slots=True)
class NamingRules:
    """`most` members are named; `words` in a nickname need a person, so such a member is not."""

    most: int
    words: WordList | None = None


def bound_text(
    store: Store, post: Post, rules: NamingRules, fits: Callable[[str], bool], now: datetime
) -> BoundText | None:
    """The text that goes out for a post with a place for names, new or as it was bound before; None for a
    post without one. Nothing is written: `keep_bound` does that, with the claim."""
    if not has_form(post.text):
        return None
    last = store.naming.bound([post.id]).get(post.id)
    known = last if last is not None and last.version == post.version else None
    if known is not None and (has_begun(store, post) or stands(store, known, post.day)):
        return known
    winners = list(_winners(store, post, rules))
    text, named = fitting(post.text, [name for _, name in winners], fits)
    members = tuple(member.id for member, _ in winners[:named])
    return BoundText(post.id, post.version, known.number + 1 if known else 1, text, members, now)


def has_begun(store: Store, post: Post) -> bool:
    """Whether something of this version is out, may be, or was given to a person."""
    parts = store.outbox.deliveries([post.id]).get(post.id, ())
    return any(part.version == post.version and part.state not in NOT_BEGUN for part in parts)


def is_still_so(store: Store, post: Post, bound: BoundText | None) -> bool:
    """Whether what was read before the claim still holds in its transaction: nobody bound other words, and
    all that are named may be."""
    if bound is None:
        return True
    last = store.naming.bound([post.id]).get(post.id)
    if last is not None and last.version == bound.version and last.number >= bound.number:
        return replace(last, at=bound.at) == bound
    return stands(store, bound, post.day)


def texts_of_both(text: str) -> tuple[str, str] | None:
    """An evening's text with a stand-in for names and without any, for whoever approves it; None where it
    has no place for names."""
    if not has_form(text):
        return None
    return fitting(text, ["@…"], lambda _: True)[0], neutral(text)


# -- who was right ----------------------------------------------------------------------------------
def _winners(store: Store, post: Post, rules: NamingRules) -> Iterator[tuple[Member, str]]:
    """Those to be named and how, the fastest first."""
    seen: set[str] = set()
    right = _right_answers(store, post) if rules.most else []
    allowed = may_be_named(store, right, post.day)
    for member_id in right:
        member = allowed.get(member_id)
        name = _name(member, rules.words) if member else ""
        if member is not None and name and name not in seen and len(seen) < rules.most:
            seen.add(name)
            yield member, name


def _right_answers(store: Store, post: Post) -> list[str]:
    """Members whose first letter after the noon's question, and before the answer is due, was the right one,
    by time."""
    noon, story = _question(store, post), store.library.story(post.story)
    if noon is None or story is None or not has_one_answer(story.quiz):
        return []
    staff = staff_ids(store)
    first: dict[str, str] = {}
    for line in store.ledger.lines(post.group, noon, post.goes_out_at):
        if line.member is not None and line.letter and not line.is_revoked and line.member not in staff:
            first.setdefault(line.member, line.letter)
    return [member for member, letter in first.items() if letter == story.quiz.answer]


def _question(store: Store, post: Post) -> datetime | None:
    """When the question of the day went out in the group; None where it did not, or was another story's."""
    day = store.queue.posts(post.day, post.day, groups=[post.group], states=[PostState.SENT])
    noon = next((other for other in day if other.slot is Slot.NOON and other.story == post.story), None)
    if noon is None or post.slot is not Slot.EVENING:
        return None
    parts = store.outbox.deliveries([noon.id]).get(noon.id, ())
    return min((part.out_at for part in parts if part.out_at), default=None)


def _name(member: Member, words: WordList | None) -> str:
    """How the member is named; "" for a nickname that is empty, long, or says what a person must look at."""
    nickname = without_marks(one_line(clean(member.nickname)))
    if not nickname or len(nickname) > LONGEST_NAME or contact_in(nickname):
        return ""
    return "" if words is not None and words.hits(nickname) else credit(nickname)
