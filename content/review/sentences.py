"""Why an action is refused."""

from collections.abc import Sequence
from datetime import date, datetime

from content.errors import SishiError
from content.model import Consent, Group, Member, Message, Post, Refused, Slot, Story, Submission
from content.score.quotes import Withheld


def unknown(what: str) -> Refused:
    return Refused(Message("review.unknown", what=what))


def locked(actor: str) -> Refused:
    return Refused(Message("review.locked", actor=actor))


def about_to_go() -> Refused:
    return Refused(Message("review.about_to_go"))


def wrong_state(post: Post) -> Refused:
    return Refused(Message("review.wrong_state", label=post.state.label, state=post.state.value))


def no_reason() -> Refused:
    return Refused(Message("review.no_reason"))


def no_text() -> Refused:
    return Refused(Message("review.no_text"))


def too_long(most: int) -> Refused:
    return Refused(Message("review.too_long", most=most))


def claims(words: Sequence[str]) -> Refused:
    return Refused(Message("review.claims", words="、".join(f"「{word}」" for word in words)))


def quote_withheld(verdict: Withheld) -> Refused:
    return Refused(Message("review.quote_withheld", why=verdict.why))


def not_drawn() -> Refused:
    return Refused(Message("review.not_drawn"))


def too_late(at: datetime) -> Refused:
    return Refused(Message("review.too_late", at=at))


def own_edit() -> Refused:
    return Refused(Message("review.own_edit"))


def approved_already(actor: str) -> Refused:
    return Refused(Message("review.approved_already", actor=actor))


def other_day(group: Group) -> Refused:
    return Refused(Message("review.other_day", group=group.name, zone=group.zone))


def no_slot(group: Group, slot: Slot) -> Refused:
    return Refused(Message("review.no_slot", group=group.name, slot=slot.label))


def closed(group: Group, day: date) -> Refused:
    return Refused(Message("review.closed", group=group.name, day=day))


def taken(post: Post) -> Refused:
    state, label = post.state.value, post.state.label
    return Refused(Message("review.taken", day=post.day, slot=post.slot.label, label=label, state=state))


def nothing_asked() -> Refused:
    return Refused(Message("review.nothing_asked"))


def other_group() -> Refused:
    return Refused(Message("review.other_group"))


def other_slot(post: Post, slot: Slot) -> Refused:
    """A quiz in the place of a share would stand under a heading that is not its own."""
    return Refused(Message("review.other_slot", slot=post.slot.label, other=slot.label), "other_slot")


def no_consent(submission: Submission, consent: Consent) -> Refused:
    why = Message(f"review.consent_{consent.state.value}")
    return Refused(Message("review.no_consent", submission=submission.id, why=why))


def other_product(submission: Submission, story: Story) -> Refused:
    params = {"title": story.title, "story": story.id}
    return Refused(Message("review.other_product", submission=submission.id, **params))


def needs_photo() -> Refused:
    return Refused(Message("review.needs_photo"))


def dropped_by(actor: str) -> Refused:
    return Refused(Message("review.dropped_by", actor=actor))


def approved_use(posts: int, approved: int) -> Refused:
    return Refused(Message("review.approved_use", posts=posts, approved=approved), "approved_use")


def has_left(member: Member) -> Refused:
    return Refused(Message("review.has_left", member=member.nickname))


def shown_here(day: date) -> Refused:
    return Refused(Message("review.shown_here", day=day))


def shown_too_often(count: int) -> Refused:
    return Refused(Message("review.shown_too_often", count=count))


def shown_to_neighbours(group: str) -> Refused:
    return Refused(Message("review.shown_to_neighbours", group=group))


def author_rests(day: date, days: int) -> Refused:
    return Refused(Message("review.author_rests", day=day, days=days))


def told_lately(story: Story, day: date, days: int) -> Refused:
    return Refused(Message("review.told_lately", title=story.title, story=story.id, day=day, days=days))


def not_for_group(story: Story, group: Group) -> Refused:
    params = {"title": story.title, "story": story.id, "kind": group.kind.value}
    return Refused(Message("review.not_for_group", label=group.kind.label, **params))


def not_that_day(story: Story, day: date) -> Refused:
    return Refused(Message("review.not_that_day", title=story.title, story=story.id, day=day))


def sells_too_much(story: Story, cap: float) -> Refused:
    return Refused(Message("review.sells_too_much", title=story.title, story=story.id, cap=cap))


def failed(error: SishiError) -> Refused:
    """What the maker of texts or posters said, which is a sentence already."""
    return Refused(Message("review.failed", why=error.message))


def nothing_to_undo() -> Refused:
    return Refused(Message("review.nothing_to_undo"))


def wrong_rating() -> Refused:
    return Refused(Message("review.wrong_rating"))


def wrong_point() -> Refused:
    return Refused(Message("review.wrong_point"))


def focus_gone() -> Refused:
    return Refused(Message("review.focus_gone"))


def corrected_since() -> Refused:
    return Refused(Message("review.corrected_since"))
