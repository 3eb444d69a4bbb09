"""Which ids of messages an export has shown, in eight bytes each: a set of texts takes twenty times that."""

BUCKETS = 4096  # of a million ids, 244 fall into each


class SeenIds:
    """A set of texts by their hashes of 64 bits: hardly one in ten million million is taken for another."""

    def __init__(self) -> None:
        self._buckets = [bytearray() for _ in range(BUCKETS)]

    def add(self, key: str) -> None:
        number = hash(key)
        self._buckets[number % BUCKETS] += number.to_bytes(8, "big", signed=True)

    def __contains__(self, key: str) -> bool:
        number = hash(key)
        return number.to_bytes(8, "big", signed=True) in self._buckets[number % BUCKETS]
