"""What things are. Standard library only; every class is a frozen dataclass or an enum.

slot -> group -> member -> submission (with rights) -> story -> placement -> post -> poster
What people do with these: account -> decision -> outcome -> history
"""

from content.model.account import MAY, Role, SignIn, Token, User, Verb, allowed
from content.model.decision import Choice, Decision, FocalPoint
from content.model.group import Group, GroupKind
from content.model.history import (
    Approval,
    AuditEntry,
    Change,
    Changes,
    JournalEntry,
    Version,
    text_hash,
)
from content.model.member import Member
from content.model.outcome import Batch, Conflict, Done, Outcome, Refused, Seen, Sight
from content.model.placement import Gap, GapStep, Placement
from content.model.post import (
    CONTENT,
    FINAL,
    FROZEN,
    GONE,
    MOVES,
    OPEN,
    Post,
    PostState,
    changed_fields,
    may_move,
)
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
    "CONTENT",
    "FINAL",
    "FROZEN",
    "GONE",
    "MAY",
    "MOVES",
    "OPEN",
    "Approval",
    "AuditEntry",
    "Batch",
    "Change",
    "Changes",
    "Choice",
    "Conflict",
    "Consent",
    "ConsentScope",
    "ConsentState",
    "Decision",
    "Done",
    "Dropped",
    "Features",
    "FocalPoint",
    "Gap",
    "GapStep",
    "Group",
    "GroupKind",
    "JournalEntry",
    "Kept",
    "Media",
    "Member",
    "NotRendered",
    "Outcome",
    "Part",
    "Placement",
    "Post",
    "PostState",
    "PosterSpec",
    "Product",
    "Quiz",
    "Reason",
    "Refused",
    "Rendered",
    "Role",
    "Score",
    "Seen",
    "Sight",
    "SignIn",
    "Slot",
    "Step",
    "Story",
    "Submission",
    "Token",
    "Unreadable",
    "User",
    "Verb",
    "Version",
    "allowed",
    "changed_fields",
    "may_move",
    "text_hash",
]
