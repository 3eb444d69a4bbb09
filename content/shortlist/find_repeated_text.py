"""Deduplication of text: looks for the words of each new submission among all that were ever said, once."""

from collections.abc import Mapping, Sequence

import numpy as np

from content.store import OpenStore, Store
from content.text.alike import KEYS, VERSION, Keys, KnownTexts, keys_of, letters_of, says_enough

AT_ONCE = 8192  # submissions


def hear(open_store: OpenStore) -> int:
    """Look for the words of every submission that were not looked for yet; how many submissions they were.

    The order of time decides who said it first among those that come together; who came earlier was first.
    """
    heard = 0
    while count := _batch(open_store):
        heard += count
    return heard


def _batch(open_store: OpenStore) -> int:
    with open_store(reading=True) as store:
        new = {key: letters_of(text) for key, text in store.wordings.unheard(VERSION, AT_ONCE)}
        if not new:
            return 0
        telling = [key for key, letters in new.items() if says_enough(letters)]
        keys = keys_of([new[key] for key in telling])
        before = _near(store, keys)
    first_by = _who_said_it_first(telling, new, keys, before)
    with open_store() as store:
        store.wordings.add_wordings({key: first_by.get(key, (key, b"")) for key in new}, VERSION)
    return len(new)


def _near(store: Store, keys: Keys) -> KnownTexts:
    """What was said first and shares a key with one of these."""
    heard, known = KnownTexts(), list(store.wordings.said_first(VERSION)) if len(keys) else []
    table = _table([blob for _, blob in known])
    near = np.zeros(len(known), np.bool_)
    for column in range(KEYS):
        near |= np.isin(table[:, column], keys[:, column])
    places = np.flatnonzero(near).tolist()
    texts = store.wordings.texts(known[place][0] for place in places)
    for place in places:
        name = known[place][0]
        heard.add(name, letters_of(texts[name]), table[place].tolist())
    return heard


def _who_said_it_first(
    telling: Sequence[str], letters: Mapping[str, str], keys: Keys, heard: KnownTexts
) -> dict[str, tuple[str, bytes]]:
    """(who said it first, keys) of each; one after the other, so that each may repeat the one before."""
    first_by = {}
    for key, row in zip(telling, keys, strict=True):
        mine = row.tolist()
        first = heard.repeated_by(letters[key], mine)
        if first is None:
            heard.add(key, letters[key], mine)
        first_by[key] = first or key, row.tobytes()
    return first_by


def _table(blobs: Sequence[bytes]) -> Keys:
    table: Keys = np.frombuffer(b"".join(blobs), np.uint32).reshape(-1, KEYS)
    return table
