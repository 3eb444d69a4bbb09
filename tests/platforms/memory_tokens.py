"""A TokenCache in memory, for tests of senders."""

from collections.abc import Callable


class MemoryTokens:
    """Keeps what it is given until it is told to forget it."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.renewals: list[str] = []

    def get(self, name: str, renew: Callable[[], tuple[str, float]]) -> str:
        if name not in self.kept:
            value, _ = renew()
            self.renewals.append(name)
            self.kept[name] = value
        return self.kept[name]

    def forget(self, name: str) -> None:
        self.kept.pop(name, None)
