"""Addresses that try tokens which nobody made: counted, and told to wait once they tried many."""

from threading import Lock

from fastapi import Request

from desk import backoff
from desk.auth import office_of
from desk.guard.connections import network_of

_COUNTING = Lock()


def count_stranger(request: Request) -> int:
    """The status for a token that nobody made: 404, or 429 for an address that tried many of those. Good
    links stay open to the address: others may share it."""
    office = office_of(request)
    address = request.client.host if request.client else ""
    name, now = f"link from {network_of(address)}", office.clock()
    with _COUNTING:
        with office.open_store(reading=True) as store:
            failures, newest = store.accounts.failures(name, now - backoff.WINDOW)
        many = failures >= backoff.MOST_FROM_HERE
        if many and newest is not None and now - newest < backoff.STRANGERS_WAIT:
            return 429
        with office.open_store() as store:
            store.accounts.add_attempt(name, ok=False, at=now)
            backoff.prune(store, now)
    return 404
