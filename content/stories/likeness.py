"""Which story of the library says nearly the same: two that ask one question tire a group.

On the 40 stories of the sample no two share more than .07 of their letter pairs, and no two questions with
their options more than .38, which are riddles of one form; docs/stories.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from content.model import Story
from content.text.alike import alike, letters_of, pairs_of

SAME_TEXT, SAME_QUESTION = 0.3, 0.5  # shares of letter pairs from which a story counts as alike
FEWEST = 6  # different pairs that a question has; shorter ones are alike by chance


@dataclass(frozen=True, slots=True)
class Likeness:
    """`share` (0..1) of what two stories say is the same."""

    story: Story
    share: float


def most_alike(story: Story, others: Iterable[Story]) -> Likeness | None:
    """The story that is most like this one, its own id left out; None where none is alike."""
    whole, question = pairs_of(_whole(story)), pairs_of(_question(story))
    best: Likeness | None = None
    for other in others:
        if other.id == story.id:
            continue
        shares = [(alike(whole, pairs_of(_whole(other))), SAME_TEXT)]
        if len(question) >= FEWEST:
            shares.append((alike(question, pairs_of(_question(other))), SAME_QUESTION))
        share = max((share for share, least in shares if share >= least), default=0.0)
        if share and (best is None or share > best.share):
            best = Likeness(other, share)
    return best


def _question(story: Story) -> str:
    return letters_of(f"{story.quiz.question} {' '.join(story.quiz.options)}")


def _whole(story: Story) -> str:
    quiz = story.quiz
    parts = (story.title, story.hook, quiz.question, *quiz.options, quiz.why, story.clue, story.solution)
    return letters_of(" ".join(parts))
