"""Who works at the desk, by which role, and what each role may do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from content.model.message import Message


class Role(StrEnum):
    VIEWER = "viewer"  # 看
    EDITOR = "editor"  # 编
    APPROVER = "approver"  # 批
    ADMIN = "admin"  # 管

    @property
    def label(self) -> Message:
        """What people call it."""
        return Message(f"role.{self.value}")


class Verb(StrEnum):
    """Everything a person can do at the desk; audit, journal and permissions name it so."""

    VIEW = "view"
    EXPORT = "export"
    UPLOAD = "upload"  # bring photos in at the desk
    COMMENT = "comment"  # say something about a post, settle what one began
    NOTICES = "notices"  # one's own bell, and in which ways one is told
    DECIDE = "decide"  # keep, drop, rate, comment a submission
    FOCUS = "focus"  # say what a crop keeps
    AMEND = "amend"
    RETURN = "return"
    POSTPONE = "postpone"
    SWAP = "swap"
    EXCHANGE = "exchange"
    LAYOUT = "layout"  # pin a poster's layout to a slot, or ban it
    STORY = "story"  # write a story, and put it to use
    LOCK = "lock"
    UNLOCK = "unlock"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"
    UNDO = "undo"  # one's own actions only
    REDO = "redo"
    CONSENT = "consent"  # record that a member takes a consent back
    SHARE = "share"  # show posts to people without an account
    OWN_TOKENS = "own_tokens"  # make and revoke one's own API tokens
    APPROVE = "approve"
    RERUN = "rerun"
    FORCE_UNLOCK = "force_unlock"  # another's lock
    SEND = "send"  # say what became of a post on its way; pause sending, try a channel
    SEE_ORDERS = "see_orders"  # what members bought, summed up
    BRAND = "brand"  # what the brand looks like and how it speaks
    SET_UP = "set_up"  # groups, settings, channels
    USERS = "users"
    ERASE = "erase"  # a member, for good


_LOOK = frozenset({Verb.VIEW, Verb.EXPORT, Verb.COMMENT, Verb.NOTICES})
_EDIT = _LOOK | {
    Verb.UPLOAD,
    Verb.DECIDE,
    Verb.FOCUS,
    Verb.AMEND,
    Verb.RETURN,
    Verb.POSTPONE,
    Verb.SWAP,
    Verb.EXCHANGE,
    Verb.LAYOUT,
    Verb.STORY,
    Verb.LOCK,
    Verb.UNLOCK,
    Verb.WITHDRAW,
    Verb.REOPEN,
    Verb.UNDO,
    Verb.REDO,
    Verb.CONSENT,
    Verb.SHARE,
    Verb.OWN_TOKENS,
}
MAY: Mapping[Role, frozenset[Verb]] = {
    Role.VIEWER: _LOOK,
    Role.EDITOR: _EDIT,
    Role.APPROVER: _EDIT
    | {Verb.APPROVE, Verb.RERUN, Verb.FORCE_UNLOCK, Verb.SEND, Verb.SEE_ORDERS, Verb.BRAND},
    Role.ADMIN: frozenset(Verb),
}


def allowed(role: Role, verb: Verb) -> bool:
    """The one door of permissions."""
    return verb in MAY[role]


@dataclass(frozen=True, slots=True)
class User:
    """`name` is what one signs in with; `password` an argon2id hash, empty where no password opens it."""

    name: str
    display_name: str
    role: Role
    password: str = ""
    disabled: bool = False

    def may(self, verb: Verb) -> bool:
        return not self.disabled and allowed(self.role, verb)


@dataclass(frozen=True, slots=True)
class SignIn:
    """A session kept on the server. `id_sha256` is the hash of what the cookie holds; `csrf` its secret."""

    id_sha256: str
    user: str
    csrf: str
    began_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Token:
    """A personal API token, kept as its hash. `scope` are verbs; it never does more than its user may."""

    sha256: str
    user: str
    label: str
    scope: frozenset[Verb]
    made_at: datetime
    expires_at: datetime
    used: int = 0
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None

    def allows(self, user: User, verb: Verb) -> bool:
        return verb in self.scope and user.may(verb)
