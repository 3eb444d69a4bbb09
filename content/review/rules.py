"""The rules of a review; whoever opens the desk passes them in."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from content.model import Post, PostState
from content.text.book import WordList

FIRM = timedelta(minutes=30)  # before it goes out an approved post is no longer rewritten


@dataclass(frozen=True, slots=True)
class ReviewRules:
    """`second_approver`: two people must approve. `editor_may_approve` False: who gave a post its present
    form may not (four eyes). The other three are the planner's (docs/planning.md): days until a story comes
    back to a group, most groups that see one photo, days an author rests in a group. `claims` are words
    that a brand must not say of its goods, `words` those that need a person before a member is quoted with
    them (None: those that come with the program).
    """

    second_approver: bool = False
    editor_may_approve: bool = True
    repeat_days: int = 14
    photo_groups: int = 8
    author_rest_days: int = 7
    claims: WordList = field(default_factory=WordList)
    words: WordList | None = None


def is_about_to_go(post: Post, at: datetime) -> bool:
    """Whether it is approved and within the time in which nobody rewrites it."""
    return post.state is PostState.APPROVED and post.goes_out_at - FIRM <= at < post.goes_out_at
