"""How much of what groups get is more of the same: repeated texts and posters within fourteen days. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from content.model import PostLook
from content.text.alike import SAME_WORDS, alike, keys_of, letters_of, pairs_of, says_enough


@dataclass(frozen=True, slots=True)
class Sameness:
    """Posts whose text, or poster, an earlier post of the same group had. `texts` are nearly the same words,
    `posters` the same picture or photo."""

    posts: int
    texts: int
    posters: int


def sameness(looks: Iterable[PostLook]) -> dict[str, Sameness]:
    """By group; `looks` are in the order in which they went out."""
    ordered = list(looks)
    kinds = same_words(sorted({look.text for look in ordered}))
    by_group: defaultdict[str, list[PostLook]] = defaultdict(list)
    for look in ordered:
        by_group[look.group].append(look)
    return {
        group: Sameness(
            len(posts),
            _repeated([(kinds[look.text],) if look.text else () for look in posts]),
            _repeated(
                [tuple(filter(None, (look.poster, look.photo and f"photo {look.photo}"))) for look in posts]
            ),
        )
        for group, posts in sorted(by_group.items())
    }


def _repeated(signs: Sequence[Sequence[object]]) -> int:
    known: set[object] = set()
    repeated = 0
    for of_post in signs:
        repeated += any(sign in known for sign in of_post)
        known.update(of_post)
    return repeated


def same_words(texts: Sequence[str]) -> dict[str, int]:
    """text -> a number that texts of nearly the same words share; texts that say little are only
    themselves."""
    letters = [letters_of(text) for text in texts]
    numbers = {text: n for n, text in enumerate(texts)}
    own = [n for n, of_text in enumerate(letters) if says_enough(of_text)]
    pairs = {n: pairs_of(letters[n]) for n in own}
    by_key: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for n, keys in zip(own, keys_of([letters[n] for n in own]).tolist(), strict=True):
        candidates = {other for place, key in enumerate(keys) for other in by_key[place, key]}
        like = [other for other in sorted(candidates) if alike(pairs[n], pairs[other]) >= SAME_WORDS]
        if like:
            numbers[texts[n]] = like[0]
            continue
        for place, key in enumerate(keys):
            by_key[place, key].append(n)
    return numbers
