"""What most senders have in common: the call takes all, and cannot be looked up afterwards."""

from channels.senders.http import PATIENCE, Patience
from content.publish.sender import Account, OpenCall, Part, Rejected, SendOutcome, TokenCache


class Direct:
    """A sender that uploads nothing before and finds nothing after; either may be overridden."""

    def __init__(self, patience: Patience = PATIENCE) -> None:
        self._patience = patience

    def upload(self, account: Account, part: Part, tokens: TokenCache) -> str | Rejected:
        return ""

    def find(self, account: Account, part: Part, call: OpenCall, tokens: TokenCache) -> SendOutcome | None:
        return None
