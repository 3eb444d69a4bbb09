"""How much memory this process may ask for: a limit of the shell or of a service manager (`ulimit -v`)."""

import resource

from content.errors import NotReady
from content.model import Message

NIGHT = 1_200_000_000  # bytes: a run's own process was measured at 1.0 GB, Prefect's server at 0.7 GB
WORKER = (
    450_000_000  # bytes: a process that draws was measured at 0.38 GB; a photo of 12 megapixels needs less
)


def require(least: int, what: Message) -> None:
    """NotReady where this process may have less than `least` bytes of address space; `what` needs them."""
    soft, _ = resource.getrlimit(resource.RLIMIT_AS)
    if soft != resource.RLIM_INFINITY and soft < least:
        allowed, needed = f"{soft / 1e6:,.0f} MB", f"{least / 1e6:,.0f} MB"
        raise NotReady(Message("machine.address_space", allowed=allowed, what=what, needed=needed))


def limit(most: int) -> None:
    """Let this process have at most `most` bytes of address space, or less where less is allowed already."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    allowed = [bound for bound in (most, soft, hard) if bound != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_AS, (min(allowed), min(allowed)))
