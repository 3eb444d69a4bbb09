"""What things are. Standard library only; every class is a frozen dataclass or an enum.

slot -> group -> member -> submission (with rights) -> story -> placement -> post -> poster
"""

from content.model.group import Group, GroupKind
from content.model.member import Member
from content.model.placement import Gap, GapStep, Placement
from content.model.post import FINAL, FROZEN, MOVES, Post, PostState
from content.model.poster import NotRendered, PosterSpec, Rendered
from content.model.product import Product
from content.model.rights import Consent, ConsentScope, ConsentState
from content.model.slot import Slot
from content.model.story import Quiz, Step, Story
from content.model.submission import (
    Dropped,
    Features,
    Kept,
    Media,
    Part,
    Reason,
    Score,
    Submission,
    Unreadable,
)

__all__ = [
    "FINAL",
    "FROZEN",
    "MOVES",
    "Consent",
    "ConsentScope",
    "ConsentState",
    "Dropped",
    "Features",
    "Gap",
    "GapStep",
    "Group",
    "GroupKind",
    "Kept",
    "Media",
    "Member",
    "NotRendered",
    "Part",
    "Placement",
    "Post",
    "PostState",
    "PosterSpec",
    "Product",
    "Quiz",
    "Reason",
    "Rendered",
    "Score",
    "Slot",
    "Step",
    "Story",
    "Submission",
    "Unreadable",
]
