"""What each part of a score counts: the photo's, the words', and those known once many are compared."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from types import MappingProxyType

from content.model import Score, ScorePart

# As Part does, at a third of the cost: a night makes millions (docs/measures/curation.md).
part_of: Callable[[tuple[str, float, float]], ScorePart] = partial(tuple.__new__, ScorePart)


@dataclass(frozen=True)
class ScoreWeights:
    """`of` is a weight for each part, all at least 0; `typical` the value 0..1 that a usual submission has.

    `name` and version are kept with every score, so that nobody wonders which weights made it.
    """

    name: str
    of: Mapping[str, float]
    typical: Mapping[str, float]

    def score(self, values: Mapping[str, float]) -> Score:
        """The weighted mean of the parts that are known, 0..1; ValueError where none of them has a weight."""
        shares = self._all if self.of.keys() <= values.keys() else self._shares(values)
        return self._summed([part_of((name, values[name], share)) for name, share in shares.items()])

    def first_score(self, values: Mapping[str, float]) -> Score:
        """The score while some parts are not known yet: they are taken to be as usual."""
        usual = self._usual
        return self._summed(
            [
                part_of((name, values[name], share)) if name in values else usual[name]
                for name, share in self._all.items()
            ]
        )

    def beyond_usual(self, part: ScorePart) -> float:
        """Points of the total that the part adds to, or takes from, those of a usual submission."""
        return (part.value - self.typical.get(part.name, 0.0)) * part.weight

    def _summed(self, parts: list[ScorePart]) -> Score:
        return Score(sum([value * weight for _, value, weight in parts]), tuple(parts), self.name)

    def _shares(self, known: Collection[str]) -> dict[str, float]:
        """What each of the known parts counts, 1 in all."""
        whole = sum([weight for name, weight in self.of.items() if name in known])
        if not whole > 0:
            raise ValueError(f"None of the parts {', '.join(known)} has a weight in {self.name!r}.")
        return {name: weight / whole for name, weight in self.of.items() if name in known}

    @cached_property
    def _all(self) -> dict[str, float]:
        return self._shares(self.of)

    @cached_property
    def _usual(self) -> dict[str, ScorePart]:
        """One for all scores: there are a hundred thousand."""
        return {name: ScorePart(name, self.typical[name], share) for name, share in self._all.items()}


HAND = ScoreWeights(
    name="hand-3",
    of=MappingProxyType(
        {
            "sharp": 0.210,  # the photo: seven tenths
            "detail": 0.126,
            "subject": 0.091,
            "exposure": 0.105,
            "noise": 0.077,
            "colour": 0.042,
            "damage": 0.028,
            "contrast": 0.021,
            "words": 0.070,
            "novel": 0.030,
            "mention": 0.050,
            "feeling": 0.040,
            "appeal": 0.070,
            "fresh": 0.040,
            "face": 0.0,  # who sent it: nothing, until a team's decisions say that it counts
            "record": 0.0,
            "tenure": 0.0,
            "response": 0.0,
        }
    ),
    typical=MappingProxyType(
        {
            "sharp": 0.80,
            "detail": 0.65,
            "subject": 0.50,
            "exposure": 0.95,
            "noise": 1.00,
            "colour": 0.90,
            "damage": 1.00,
            "contrast": 0.90,
            "words": 0.55,
            "novel": 1.00,
            "mention": 0.30,
            "feeling": 0.60,
            "appeal": 0.50,
            "fresh": 0.60,
            "face": 1.00,
            "record": 0.50,
            "tenure": 0.40,
            "response": 0.50,
        }
    ),
)
