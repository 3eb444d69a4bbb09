"""What people say of posts: kept, settled, taken back, and told to those whom it concerns."""

from collections.abc import Iterable

from content.bell import Ring, excerpt_of, ring
from content.model import BellEvent, Message, Post, PostComment
from content.review import RemarkOrder, Speaker, add_remark, remove_remark, settle_remark
from content.review.editors import PROGRAM, editors
from content.store import Store
from services.context import Context


def say_remark(context: Context, order: RemarkOrder, speaker: Speaker) -> PostComment:
    """Say something of a post, or answer; whom it calls, whom it answers and whose post it is are told.
    UnknownId, WrongInput."""
    now = context.clock()
    with context.open_store() as store:
        made = add_remark(store, order, speaker, now)
        called = set(ring(store, made.mentions, _of(made, "mentioned"), at=now))
        if made.parent is not None:
            ring(store, _people_in(store, made) - called, _of(made, "replied"), at=now)
        else:
            hands = hands_of(store, store.queue.post(made.post))
            ring(store, hands - called, _of(made, "remarked"), at=now)
    return made


def settle_thread(context: Context, number: int, speaker: Speaker, *, settled: bool) -> PostComment:
    """Settle a thread, or open it again. UnknownId, NotAllowed."""
    with context.open_store() as store:
        return settle_remark(store, number, speaker, context.clock(), settled=settled)


def take_back_remark(context: Context, number: int, speaker: Speaker) -> PostComment:
    """Take one's own remark back. UnknownId, NotAllowed."""
    with context.open_store() as store:
        return remove_remark(store, number, speaker, context.clock())


def tell_returned(context: Context, posts: Iterable[Post], why: str, *, actor: str) -> None:
    """Tell those who made posts what they are that these came back."""
    now = context.clock()
    with context.open_store() as store:
        for post in posts:
            what = Ring(
                BellEvent.CHANGE,
                f"return:{actor}:{excerpt_of(why)}",
                Message("bell.returned", n=1),
                actor,
                post.id,
                words=why,
            )
            ring(store, hands_of(store, post), what, at=now)


def hands_of(store: Store, post: Post) -> set[str]:
    """Who gave a post its present form; nobody where the night did."""
    return editors(store, post) - {PROGRAM}


def _of(made: PostComment, what: str) -> Ring:
    event = BellEvent.CHANGE if what == "remarked" else BellEvent.MENTION
    return Ring(
        event,
        f"{what}:{made.post}:{made.author}",
        Message(f"bell.{what}", n=1),
        made.author,
        made.post,
        words=made.remark.text,
    )


def _people_in(store: Store, made: PostComment) -> set[str]:
    """Who of the desk spoke in the thread of an answer, whoever answers left out."""
    thread = [c for c in store.comments.of_post(made.post) if made.parent in (c.id, c.parent)]
    return {comment.author for comment in thread if not comment.link} - {made.author}
