"""Erased members stay erased: what a source brings is looked at before anything of it is kept."""

from dataclasses import replace
from pathlib import Path

from content.inbox import Aside, Record, Refused
from content.media import MediaFolder
from content.model import Media, Message, Tombstones, Unreadable
from content.text.names import is_nickname_alone, spelled

ERASED = "erased"
WHY = Message("refusal.erased")
NAMED = Message("refusal.erased_name")


def spared(said: Record | Aside | Refused, erased: Tombstones) -> Record | Aside | Refused:
    """What may be kept of what a source says: nothing by an erased member, nobody's words but theirs."""
    if isinstance(said, Refused) or not erased.hashes:
        return said
    if isinstance(said, Aside):
        return replace(
            said,
            members=tuple(member for member in said.members if not erased.member(member.id)),
            events=tuple(event for event in said.events if not erased.member(event.member)),
            answers=tuple(answer for answer in said.answers if not erased.member(answer.author)),
            replies=tuple(reply for reply in said.replies if not erased.member(reply.author)),
        )
    if said.member and erased.member(said.member.id):
        return Refused(ERASED, WHY)
    if said.member and is_nickname_alone(said.member) and _was_called(said.member.nickname, said, erased):
        return Refused(ERASED, NAMED)
    return replace(
        said,
        likes=frozenset(
            each for each in said.likes if not erased.member(each) and not _was_called(each, said, erased)
        ),
        reactions=tuple(each for each in said.reactions if not erased.member(each.member)),
        thread=tuple(each for each in said.thread if not erased.member(each.author)),
    )


def _was_called(name: str, said: Record, erased: Tombstones) -> bool:
    return erased.nickname(said.group, spelled(name))


def spared_medium(medium: Media | Unreadable, erased: Tombstones, folder: MediaFolder) -> Media | Unreadable:
    """A picture that may be kept. One that was erased, and was sent again, leaves the shelf at once."""
    if isinstance(medium, Unreadable) or not erased.medium(medium.sha256):
        return medium
    for copy in copies(medium, folder):
        copy.unlink(missing_ok=True)
    return Unreadable(WHY, ERASED)


def copies(medium: Media, folder: MediaFolder) -> tuple[Path, Path]:
    """The files that we keep of a picture: the original and the working copy."""
    return folder.original(medium.sha256, medium.suffix), folder.working(medium.sha256)
