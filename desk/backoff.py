"""Exponential back-off of signing in: whoever guesses waits longer and longer, whoever mistyped does not.

What waits is one name from one address: nobody locks a name out for others, nor an address for its names.
"""

from datetime import datetime, timedelta

from content.store import Store
from desk.guard.connections import network_of

WINDOW = timedelta(hours=1)  # older failures are forgotten
FREE = 5  # wrong passwords of a name from an address without a wait
LONGEST = timedelta(minutes=15)
MOST_FROM_HERE = 100  # wrong passwords from an address, of all names; an office shares one
STRANGERS_WAIT = timedelta(seconds=30)  # beyond that, for names that never signed in from there
KNOWN = timedelta(days=30)  # so long an address knows the names that signed in from it


def delay(failures: int) -> timedelta:
    """How long after its last failure a name waits: 2 s after FREE of them, then twice as long each time."""
    if failures < FREE:
        return timedelta(0)
    return min(LONGEST, timedelta(seconds=2 ** min(failures - FREE + 1, 20)))


def wait(store: Store, address: str, name: str, now: datetime) -> timedelta:
    """How long this name must still wait before a password from this address is looked at; 0: not at all."""
    pair, here = keys(address, name)
    failures, newest = store.accounts.failures(pair, now - WINDOW)
    left = _left(delay(failures), newest, now)
    if left or store.accounts.has_succeeded(pair, now - KNOWN):
        return left
    failures, newest = store.accounts.failures(here, now - WINDOW)
    return _left(STRANGERS_WAIT, newest, now) if failures >= MOST_FROM_HERE else left


def keys(address: str, name: str) -> tuple[str, str]:
    """What tries are counted under: this name from this address, and the address."""
    network = network_of(address)
    return f"{network} {name}", f"from {network}"


def prune(store: Store, now: datetime) -> None:
    store.accounts.prune_attempts(now - WINDOW, now - KNOWN)


def _left(whole: timedelta, since: datetime | None, now: datetime) -> timedelta:
    """What is left of a wait; never more than all of it, whatever a clock says."""
    return max(timedelta(0), min(whole, since + whole - now)) if since else timedelta(0)
