"""Whether posts may be shown at this moment: asked again wherever they leave the program."""

from collections.abc import Collection, Mapping, Sequence

from content.model import Message, Post, Submission, withheld
from content.store import Store
from content.store.redaction import ERASED


def not_to_be_shown(store: Store, posts: Sequence[Post]) -> dict[str, Message]:
    """post -> why it may not be shown in its group on its day; posts that may be shown are left out."""
    named = {key for post in posts for key in (post.submission, post.photo) if key}
    submissions = {submission.id: submission for submission in store.intake.submissions(sorted(named))}
    posters = store.withdrawn_pictures.taken_back_posters({post.poster for post in posts})
    reasons = {post.id: _why_not(post, submissions) for post in posts}
    reasons |= {post.id: withheld(posters[post.poster]) for post in posts if post.poster in posters}
    return {key: why for key, why in reasons.items() if why is not None}


def _why_not(post: Post, submissions: Mapping[str, Submission]) -> Message | None:
    if post.text == ERASED:
        return Message("withheld.erased")
    for key in _shown(post):
        submission = submissions[key]
        consent = submission.consent
        if not consent.allows("poster", home=submission.group, group=post.group, day=post.day):
            return withheld(consent.on(post.day).state)
    return None


def _shown(post: Post) -> Collection[str]:
    return sorted({key for key in (post.submission, post.photo) if key})
