"""What things are. Standard library only; every class is a frozen dataclass or an enum.

slot -> group -> member -> submission (with rights) -> story -> placement -> post -> poster
What people do with these: account -> decision -> outcome -> history
What comes of that: learning (whose taste it is), koc (who matters to the community)
What the program itself says of all this, as data: message
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
from content.model.koc import (
    CLIMBS,
    Activity,
    ActivityKind,
    Axes,
    MemberType,
    Rung,
    Sent,
    Signal,
    Standing,
)
from content.model.learning import HAND_ORDER, ModelCard, ModelUse, PhotoChoice
from content.model.member import Member
from content.model.message import Message
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
from content.model.product import Product, ProductNames
from content.model.rights import (
    CONSENT_MOVES,
    NO_LONGER_SHOWN,
    TAKEN_BACK,
    USES,
    Consent,
    ConsentScope,
    ConsentState,
    Heard,
    Request,
    Tombstones,
    grave,
    may_become,
    may_hear,
)
from content.model.slot import Slot
from content.model.story import Quiz, Sop, Step, Story
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
    "CLIMBS",
    "CONSENT_MOVES",
    "CONTENT",
    "FINAL",
    "FROZEN",
    "GONE",
    "HAND_ORDER",
    "MAY",
    "MOVES",
    "NO_LONGER_SHOWN",
    "OPEN",
    "TAKEN_BACK",
    "USES",
    "Activity",
    "ActivityKind",
    "Approval",
    "AuditEntry",
    "Axes",
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
    "Heard",
    "JournalEntry",
    "Kept",
    "Media",
    "Member",
    "MemberType",
    "Message",
    "ModelCard",
    "ModelUse",
    "NotRendered",
    "Outcome",
    "Part",
    "PhotoChoice",
    "Placement",
    "Post",
    "PostState",
    "PosterSpec",
    "Product",
    "ProductNames",
    "Quiz",
    "Reason",
    "Refused",
    "Rendered",
    "Request",
    "Role",
    "Rung",
    "Score",
    "Seen",
    "Sent",
    "Sight",
    "SignIn",
    "Signal",
    "Slot",
    "Sop",
    "Standing",
    "Step",
    "Story",
    "Submission",
    "Token",
    "Tombstones",
    "Unreadable",
    "User",
    "Verb",
    "Version",
    "allowed",
    "changed_fields",
    "grave",
    "may_become",
    "may_hear",
    "may_move",
    "text_hash",
]
