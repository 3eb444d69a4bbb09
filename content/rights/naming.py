"""Whether members may be named in a post, and how a post reads with their names.

Being named is a permission of its own, given by the member. Whoever took back anything, left, or was erased
is not named, whatever was said before.
"""

from collections.abc import Collection, Sequence
from datetime import date

from content.model import TAKEN_BACK, BoundText, Member, Post, PostState
from content.store import Store
from content.text.winners import has_form, neutral


def may_be_named(store: Store, members: Collection[str], day: date) -> dict[str, Member]:
    """Those of the members, by id, who may be named on that day."""
    allowed = [word.member for word in store.naming.consents(members).values() if word.allowed]
    known = {member_id: store.library.member(member_id) for member_id in allowed}
    return {
        member_id: member
        for member_id, member in known.items()
        if member is not None
        and (member.left_on is None or member.left_on > day)
        and not _took_back(store, member_id)
    }


def _took_back(store: Store, member: str) -> bool:
    return any(store.rights.consent(key).state in TAKEN_BACK for key in store.rights.submissions_by(member))


def stands(store: Store, bound: BoundText, day: date) -> bool:
    """Whether all that are named there may be named still."""
    return not bound.members or len(may_be_named(store, set(bound.members), day)) == len(set(bound.members))


def texts_as_read(store: Store, posts: Sequence[Post]) -> dict[str, str]:
    """post -> its text as members read it: as it was sent; as it is to be, while all that are named may be;
    else without names."""
    places = [post.id for post in posts if has_form(post.text)]
    bound = store.naming.bound(places) if places else {}
    return {post.id: _as_read(store, post, bound.get(post.id)) for post in posts}


def _as_read(store: Store, post: Post, bound: BoundText | None) -> str:
    if bound is None or bound.version != post.version:
        return neutral(post.text)
    return (
        bound.text if post.state is PostState.SENT or stands(store, bound, post.day) else neutral(post.text)
    )
