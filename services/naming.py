"""What members say to being named among those who answered rightly."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from content.errors import WrongInput
from content.model import Member, Message, NamingConsent
from content.rights.consequences import named_and_seen
from content.store import Store
from services.context import Context

KIND = "naming"  # of the audit's rows
ALLOWED, REFUSED = "allowed", "refused"


@dataclass(frozen=True, slots=True)
class NamingAnswer:
    """What these members say; `evidence` is where: a message, a screenshot, a note."""

    members: Sequence[str]
    allowed: bool
    evidence: str


def record_naming(context: Context, answer: NamingAnswer, *, actor: str) -> list[str]:
    """Write the answer down for all of them, or for none; after a no, the posts in which they are named, that
    members may have seen. UnknownId; WrongInput for a yes without evidence."""
    if answer.allowed and not answer.evidence.strip():
        raise WrongInput(Message("naming.no_evidence"))
    now = context.clock()
    with context.open_store() as store:
        members = [store.people.member(member_id) for member_id in dict.fromkeys(answer.members)]
        before = store.naming.consents([member.id for member in members])
        words = [NamingConsent(m.id, answer.allowed, answer.evidence.strip(), now, actor) for m in members]
        store.naming.put(words)
        for word in words:
            was = before.get(word.member)
            store.write_down(
                KIND,
                word.member,
                actor=actor,
                at=now,
                was=_state(was) if was else "",
                became=_state(word),
            )
        seen = set(_listed(store, members, answer.allowed, now))
    return sorted(seen)


def _listed(store: Store, members: Sequence[Member], allowed: bool, now: datetime) -> Iterator[str]:
    """After a no, list what names them and may have been seen; after a yes, what is listed may stay."""
    for member in members:
        if allowed:
            store.consent_requests.unlist_named(member.id)
            continue
        posts = named_and_seen(store, member.id, now)
        store.consent_requests.list_named(posts, member.id, now)
        yield from posts


def list_naming(context: Context) -> list[tuple[NamingConsent, str]]:
    """Every answer, with the member's nickname."""
    with context.open_store(reading=True) as store:
        nicknames = {member.id: member.nickname for member in store.library.members()}
        consents = store.naming.consents()
    return [(word, nicknames.get(member_id, "")) for member_id, word in consents.items()]


def _state(word: NamingConsent) -> str:
    return ALLOWED if word.allowed else REFUSED
