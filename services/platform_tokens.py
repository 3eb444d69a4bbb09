"""Access tokens and uploads in the database: fetched by one publisher, used by all."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from content.store import OpenStore

LEASE = timedelta(seconds=60)  # a call for a token takes at most half of it
LOOKS = 60  # how often others look whether it is there, half a second apart
EARLY = 0.9  # of what a platform promises: it may end before its time


@dataclass(frozen=True, slots=True)
class PlatformTokens:
    """A TokenCache. `by` names the publisher that asks."""

    open_store: OpenStore
    by: str
    clock: Callable[[], datetime]

    def get(self, name: str, renew: Callable[[], tuple[str, float]]) -> str:
        """The value kept under `name`, or what `renew` returns; whatever it raises goes on."""
        for _ in range(LOOKS):
            with self.open_store() as store:
                known = store.channels.token(name, self.clock())
                if known is not None:
                    return known
                mine = store.channels.claim_token(name, self.by, self.clock(), LEASE)
            if mine:
                return self._renew(name, renew)
            threading.Event().wait(0.5)
        return self._renew(name, renew)

    def _renew(self, name: str, renew: Callable[[], tuple[str, float]]) -> str:
        try:
            value, seconds = renew()
        except BaseException:
            with self.open_store() as store:
                store.channels.forget_token(name)
            raise
        with self.open_store() as store:
            store.channels.put_token(name, value, self.clock() + timedelta(seconds=seconds * EARLY))
        return value

    def forget(self, name: str) -> None:
        """It was refused before its time."""
        with self.open_store() as store:
            store.channels.forget_token(name)
