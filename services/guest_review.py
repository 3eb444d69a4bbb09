"""What a guest does with the posts of a link: passes them or says what to change, each as an opinion; where
the link binds, as an approval of exactly the version that was seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from content.bell import Ring, people_who_may, ring
from content.errors import IllegalMove, NotAllowed, UnknownId, WrongInput
from content.model import (
    Batch,
    BellEvent,
    Conflict,
    Consent,
    GuestOpinion,
    Message,
    OpinionVerdict,
    Post,
    PostState,
    RefusedAction,
    Remark,
    Seen,
    ShareLink,
    ShareRights,
    ShareVisit,
    Sight,
    Verb,
    Version,
)
from content.model.distinct import DistinctPost
from content.review import (
    RemarkOrder,
    Speaker,
    add_remark,
    approve,
    is_about_to_go,
    reopen,
    return_,
    sights,
)
from content.review.checks import must_not_say
from content.review.remark import checked
from content.store import Store
from services.comments import hands_of
from services.context import Context, review_rules
from services.shares import ShareProgress, guest_actor, items_of, progress_of, standing

MOST_REMARKS = 20  # of one verdict


@dataclass(frozen=True, slots=True)
class GuestWord:
    """A verdict about an item as it was seen; to change it there must be remarks with words."""

    item: str
    seen: Sight
    verdict: OpinionVerdict
    remarks: Sequence[Remark] = ()


@dataclass(frozen=True, slots=True)
class GuestItem:
    """A post that a link shows, or identical ones: what is to be seen of it, and what was said.

    `opinion` holds for what it is now; `before` is the version that the guest saw, where it changed since.
    `is_final` where nobody may change it any more. Of the member there is what the group sees anyway.
    """

    item: DistinctPost
    seen: Sight
    opinion: GuestOpinion | None
    before: Version | None
    is_final: bool


def guest_items(store: Store, link: ShareLink, now: datetime) -> list[GuestItem]:
    """Everything a link shows, in the order it goes out."""
    items, opinions = items_of(store, link), store.shares.opinions_by(link.sha256)
    holding, seen = standing(store, items, opinions), sights(store, [item.first for item in items])
    return [
        GuestItem(
            item,
            seen[item.first.id],
            holding.get(item.key),
            _before(store, item, opinions) if item.key not in holding else None,
            is_final(item.first, now),
        )
        for item in items
    ]


def is_final(post: Post, now: datetime) -> bool:
    """Whether it is locked or out: what a guest thinks comes too late."""
    early = (PostState.IN_REVIEW, PostState.RETURNED, PostState.APPROVED)
    return post.state not in early or is_about_to_go(post, now) or post.goes_out_at <= now


@dataclass(frozen=True, slots=True)
class GuestFacts:
    """The two facts that a guest would ask for: what the author allows, and the words that are forbidden."""

    consent: Consent | None
    claims: Message | None


def facts_of(context: Context, store: Store, post: Post) -> GuestFacts:
    """Of what a post shows; `consent` is None where it shows no member's picture."""
    submissions = store.intake.submissions([key for key in (post.photo or post.submission,) if key])
    refused = must_not_say(store, post, review_rules(context.workspace).claims)
    return GuestFacts(submissions[0].consent if submissions else None, refused.why if refused else None)


@dataclass(frozen=True, slots=True)
class _Turn:
    """What a guest does now."""

    link: ShareLink
    visit: ShareVisit
    item: DistinctPost
    word: GuestWord
    remarks: Sequence[Remark]


def take_guest_word(context: Context, link: ShareLink, visit: ShareVisit, word: GuestWord) -> GuestOpinion:
    """Keep what a guest thinks of an item, for each of its identical posts; tell the editor at once.

    UnknownId for an item that is none of the link's; NotAllowed where the link is for looking only;
    WrongInput without words; IllegalMove where it changed since it was seen, or is locked or out.
    """
    if link.rights is ShareRights.LOOK:
        raise NotAllowed(Message("share.only_look"))
    changes = word.verdict is OpinionVerdict.CHANGE
    remarks = [checked(remark) for remark in word.remarks[:MOST_REMARKS]] if changes else []
    if changes and not remarks:
        raise WrongInput(Message("comment.no_words"))
    turn = _Turn(link, visit, _seen_item(context, link, word), word, remarks)
    if _binds(context, link):
        _decide(context, turn)
    return _keep(context, turn)


def _seen_item(context: Context, link: ShareLink, word: GuestWord) -> DistinctPost:
    now = context.clock()
    with context.open_store(reading=True) as store:
        item = next((item for item in items_of(store, link) if item.first.id == word.item), None)
        if item is None:
            raise UnknownId(Message("share.unknown"))
        if sights(store, [item.first])[item.first.id] != word.seen:
            raise IllegalMove(Message("share.changed_meanwhile"))
    if is_final(item.first, now):
        raise IllegalMove(Message("share.final"))
    return item


def _binds(context: Context, link: ShareLink) -> bool:
    """Whether a yes is an approval: while whoever made the link may still approve."""
    if link.rights is not ShareRights.APPROVE:
        return False
    with context.open_store(reading=True) as store:
        return link.made_by in people_who_may(store, Verb.APPROVE)


def _decide(context: Context, turn: _Turn) -> None:
    """Approve all identical posts as they were seen, or return them with the first remark."""
    actor, now = guest_actor(turn.visit.name), context.clock()
    ours = [post for post in turn.item.posts if not is_final(post, now)]
    if turn.remarks:
        open_ones = [p for p in ours if p.state in (PostState.IN_REVIEW, PostState.APPROVED)]
        seen = [Seen(post.id, post.revision) for post in open_ones]
        return_(context.open_store, seen, actor=actor, why=turn.remarks[0].text, at=now)
        return
    returned = [Seen(post.id, post.revision) for post in ours if post.state is PostState.RETURNED]
    reopen(context.open_store, returned, actor=actor, at=now)
    with context.open_store(reading=True) as store:
        waiting = [p for p in store.queue.posts_of(turn.item.ids) if p.state is PostState.IN_REVIEW]
        now_seen = sights(store, waiting)
    same = [sight for sight in now_seen.values() if _alike(sight, turn.word.seen)]
    rules = review_rules(context.workspace)
    _refuse(approve(context.open_store, same, rules=rules, actor=actor, at=now))


def _refuse(batch: Batch[Post]) -> None:
    """IllegalMove with the sentence, where none of the posts could be approved."""
    ends = list(batch.outcomes.values())
    refused = [end for end in ends if isinstance(end, RefusedAction)]
    if ends and not batch.done:
        if refused:
            raise IllegalMove(refused[0].why)
        if any(isinstance(end, Conflict) for end in ends):
            raise IllegalMove(Message("share.changed_meanwhile"))


def _alike(sight: Sight, other: Sight) -> bool:
    return (sight.text_sha256, sight.poster_sha256) == (other.text_sha256, other.poster_sha256)


def _keep(context: Context, turn: _Turn) -> GuestOpinion:
    now, link, first = context.clock(), turn.link, turn.item.first.id
    with context.open_store() as store:
        before = progress_of(store, link, None, now)
        speaker = Speaker(turn.visit.name, link.sha256)
        for remark in turn.remarks:
            add_remark(store, RemarkOrder(first, turn.word.seen.version, remark), speaker, now)
        seen = sights(store, store.queue.posts_of(turn.item.ids))
        for sight in seen.values():
            _add_opinion(store, _opinion(turn, sight, now))
        _tell_changes(store, turn, now)
        after = progress_of(store, link, None, now)
        if after.is_finished and not before.is_finished:
            _tell_finished(store, turn, after, now)
    return _opinion(turn, seen[first], now)


def _add_opinion(store: Store, opinion: GuestOpinion) -> None:
    store.shares.add_opinion(opinion)
    store.write_down(
        "share_opinion",
        opinion.post,
        actor=guest_actor(opinion.name),
        at=opinion.at,
        became=opinion.verdict.value,
        detail={"link": opinion.link[:12], "version": opinion.version},
    )
    store.note("comment", opinion.post, opinion.at)


def _opinion(turn: _Turn, seen: Sight, now: datetime) -> GuestOpinion:
    return GuestOpinion(
        id=0,
        link=turn.link.sha256,
        post=seen.id,
        version=seen.version,
        text_sha256=seen.text_sha256,
        poster_sha256=seen.poster_sha256,
        verdict=turn.word.verdict,
        name=turn.visit.name,
        at=now,
        remarks_on=turn.item.first.id if turn.remarks else "",
    )


def _tell_changes(store: Store, turn: _Turn, now: datetime) -> None:
    """Whoever made the link, and whoever made the post what it is, hear at once what is to be changed."""
    if not turn.remarks:
        return
    post = turn.item.first
    what = Ring(
        BellEvent.CHANGE,
        f"guest:{turn.link.sha256[:12]}:{post.id}",
        Message("bell.guest_change", n=1),
        turn.visit.name,
        post.id,
        turn.link.sha256,
        outside=True,
        words=turn.remarks[-1].text,
        count=len(turn.remarks),
    )
    ring(store, {turn.link.made_by} | hands_of(store, post), what, at=now)


def _tell_finished(store: Store, turn: _Turn, after: ShareProgress, now: datetime) -> None:
    title = Message("bell.guest_finished", items=after.items, passed=after.passed, change=after.to_change)
    key, link = f"finished:{turn.link.sha256[:12]}", turn.link.sha256
    what = Ring(BellEvent.FINISHED, key, title, turn.visit.name, link=link, outside=True)
    ring(store, {turn.link.made_by}, what, at=now)


def _before(store: Store, item: DistinctPost, opinions: dict[str, GuestOpinion]) -> Version | None:
    """The version that the guest judged, where it is another one by now."""
    given = next((opinions[key] for key in item.ids if key in opinions), None)
    return store.history.version(given.post, given.version) if given else None
