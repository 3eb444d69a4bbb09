"""How many inputs of each kind came out right, and what was wrong with the others."""

import traceback
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence


class Tally:
    """Counts by kind, in the order in which kinds come."""

    def __init__(self) -> None:
        self._right: Counter[str] = Counter()
        self._counts: Counter[str] = Counter()
        self._misses: defaultdict[str, list[str]] = defaultdict(list)

    def count(self, kind: str, label: str, faults_of: Callable[[], Sequence[str]]) -> None:
        """Ask what is wrong with an input; a crash is a fault too, and is shown."""
        self._counts[kind] += 1
        try:
            faults = faults_of()
        except Exception:  # noqa: BLE001 - a crash is what is looked for
            faults = [traceback.format_exc(limit=-2)]
        self._right[kind] += not faults
        if faults:
            self._misses[kind].append(f"{label}: {'; '.join(faults)}")

    def print(self, *, misses: bool) -> None:
        for kind, count in self._counts.items():
            print(f"{kind}: {self._right[kind]} of {count}")
            for miss in self._misses[kind] if misses else ():
                print(f"    {miss}")
        print(f"in all: {self._right.total()} of {self._counts.total()}")
