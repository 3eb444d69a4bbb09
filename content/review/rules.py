"""What a review must hold to; handed in by whoever opens the desk."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReviewRules:
    """`second_approver`: two people must approve. `editor_may_approve` False: who gave a post its present
    form may not (four eyes). The other three are the planner's (docs/planning.md): days until a story comes
    back to a group, most groups that see one photo, days an author rests in a group.
    """

    second_approver: bool = False
    editor_may_approve: bool = True
    repeat_days: int = 14
    photo_groups: int = 8
    author_rest_days: int = 7
