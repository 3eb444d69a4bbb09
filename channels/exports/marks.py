"""How a state looks: an icon, a word and a tone, never colour alone."""

from dataclasses import dataclass

from channels.exports.words import Words
from content.model import PostState


@dataclass(frozen=True, slots=True)
class Mark:
    """`icon` is a symbol of templates/icons.svg, `tone` a class of the sheets' stylesheets."""

    icon: str
    tone: str
    word: str


LOOKS = {  # icon, tone
    PostState.DRAFT: ("pencil", "quiet"),
    PostState.IN_REVIEW: ("clock", "wait"),
    PostState.RETURNED: ("return", "chg"),
    PostState.APPROVED: ("check", "ok"),
    PostState.HANDED_OFF: ("hand", "info"),
    PostState.SENDING: ("send", "info"),
    PostState.SENT: ("checks", "quiet"),
    PostState.UNKNOWN: ("unknown", "wait"),
    PostState.REFUSED: ("warning", "chg"),
    PostState.EXPIRED: ("late", "quiet"),
    PostState.SKIPPED: ("skip", "quiet"),
    PostState.CANCELLED: ("off", "quiet"),
}


def mark(state: PostState, words: Words) -> Mark:
    """The look of `state`."""
    icon, tone = LOOKS[state]
    return Mark(icon, tone, words.states[state])
