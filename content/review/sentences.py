"""Why an action is refused."""

from collections.abc import Sequence
from datetime import date, datetime

from content.errors import SishiError
from content.model import Consent, Group, Member, Message, Post, RefusedAction, Slot, Story, Submission
from content.score.quotes import Withheld


def unknown(what: str) -> RefusedAction:
    return RefusedAction(Message("review.unknown", what=what))


def locked(actor: str) -> RefusedAction:
    return RefusedAction(Message("review.locked", actor=actor))


def about_to_go() -> RefusedAction:
    return RefusedAction(Message("review.about_to_go"))


def wrong_state(post: Post) -> RefusedAction:
    return RefusedAction(Message("review.wrong_state", label=post.state.label, state=post.state.value))


def no_reason() -> RefusedAction:
    return RefusedAction(Message("review.no_reason"))


def no_text() -> RefusedAction:
    return RefusedAction(Message("review.no_text"))


def too_long(most: int) -> RefusedAction:
    return RefusedAction(Message("review.too_long", most=most))


def names_broken() -> RefusedAction:
    return RefusedAction(Message("review.names_broken"))


def claims(words: Sequence[str]) -> RefusedAction:
    return RefusedAction(Message("review.claims", words="、".join(f"「{word}」" for word in words)))


def quote_withheld(verdict: Withheld) -> RefusedAction:
    return RefusedAction(Message("review.quote_withheld", why=verdict.why))


def not_drawn() -> RefusedAction:
    return RefusedAction(Message("review.not_drawn"))


def too_late(at: datetime) -> RefusedAction:
    return RefusedAction(Message("review.too_late", at=at))


def own_edit() -> RefusedAction:
    return RefusedAction(Message("review.own_edit"))


def approved_already(actor: str) -> RefusedAction:
    return RefusedAction(Message("review.approved_already", actor=actor))


def other_day(group: Group) -> RefusedAction:
    return RefusedAction(Message("review.other_day", group=group.name, zone=group.zone))


def no_slot(group: Group, slot: Slot) -> RefusedAction:
    return RefusedAction(Message("review.no_slot", group=group.name, slot=slot.label))


def closed(group: Group, day: date) -> RefusedAction:
    return RefusedAction(Message("review.closed", group=group.name, day=day))


def taken(post: Post) -> RefusedAction:
    state, label = post.state.value, post.state.label
    return RefusedAction(
        Message("review.taken", day=post.day, slot=post.slot.label, label=label, state=state)
    )


def nothing_asked() -> RefusedAction:
    return RefusedAction(Message("review.nothing_asked"))


def other_group() -> RefusedAction:
    return RefusedAction(Message("review.other_group"))


def other_slot(post: Post, slot: Slot) -> RefusedAction:
    """A quiz in the place of a share would stand under a heading that is not its own."""
    return RefusedAction(Message("review.other_slot", slot=post.slot.label, other=slot.label), "other_slot")


def no_consent(submission: Submission, consent: Consent) -> RefusedAction:
    why = Message(f"review.consent_{consent.state.value}")
    return RefusedAction(Message("review.no_consent", submission=submission.id, why=why))


def other_product(submission: Submission, story: Story) -> RefusedAction:
    params = {"title": story.title, "story": story.id}
    return RefusedAction(Message("review.other_product", submission=submission.id, **params))


def needs_photo() -> RefusedAction:
    return RefusedAction(Message("review.needs_photo"))


def dropped_by(actor: str) -> RefusedAction:
    return RefusedAction(Message("review.dropped_by", actor=actor))


def approved_use(posts: int, approved: int) -> RefusedAction:
    return RefusedAction(Message("review.approved_use", posts=posts, approved=approved), "approved_use")


def has_left(member: Member) -> RefusedAction:
    return RefusedAction(Message("review.has_left", member=member.nickname))


def shown_here(day: date) -> RefusedAction:
    return RefusedAction(Message("review.shown_here", day=day))


def shown_too_often(count: int) -> RefusedAction:
    return RefusedAction(Message("review.shown_too_often", count=count))


def shown_to_neighbours(group: str) -> RefusedAction:
    return RefusedAction(Message("review.shown_to_neighbours", group=group))


def author_rests(day: date, days: int) -> RefusedAction:
    return RefusedAction(Message("review.author_rests", day=day, days=days))


def told_lately(story: Story, day: date, days: int) -> RefusedAction:
    return RefusedAction(Message("review.told_lately", title=story.title, story=story.id, day=day, days=days))


def not_for_group(story: Story, group: Group) -> RefusedAction:
    params = {"title": story.title, "story": story.id, "kind": group.kind.value}
    return RefusedAction(Message("review.not_for_group", label=group.kind.label, **params))


def not_that_day(story: Story, day: date) -> RefusedAction:
    return RefusedAction(Message("review.not_that_day", title=story.title, story=story.id, day=day))


def sells_too_much(story: Story, cap: float) -> RefusedAction:
    return RefusedAction(Message("review.sells_too_much", title=story.title, story=story.id, cap=cap))


def failed(error: SishiError) -> RefusedAction:
    """What the maker of texts or posters said, which is a sentence already."""
    return RefusedAction(Message("review.failed", why=error.message))


def nothing_to_undo() -> RefusedAction:
    return RefusedAction(Message("review.nothing_to_undo"))


def wrong_rating() -> RefusedAction:
    return RefusedAction(Message("review.wrong_rating"))


def wrong_point() -> RefusedAction:
    return RefusedAction(Message("review.wrong_point"))


def focus_gone() -> RefusedAction:
    return RefusedAction(Message("review.focus_gone"))


def layout_changed_since() -> RefusedAction:
    return RefusedAction(Message("review.layout_changed_since"))


def corrected_since() -> RefusedAction:
    return RefusedAction(Message("review.corrected_since"))


def story_changed_since() -> RefusedAction:
    return RefusedAction(Message("review.story_changed_since"))


def story_in_use() -> RefusedAction:
    return RefusedAction(Message("review.story_in_use"))
