"""What each part of a score counts: the photo's, the words', and those known once many are compared."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from content.model import Part, Score


@dataclass(frozen=True, slots=True)
class Weights:
    """`of` is a weight for each part, all at least 0; `typical` the value 0..1 that a usual submission has.

    `name` and version are kept with every score, so that nobody wonders which weights made it.
    """

    name: str
    of: Mapping[str, float]
    typical: Mapping[str, float]

    def score(self, values: Mapping[str, float]) -> Score:
        """The weighted mean of the parts that are known, 0..1; ValueError where none of them has a weight."""
        whole = sum([weight for name, weight in self.of.items() if name in values])
        if not whole > 0:
            raise ValueError(f"None of the parts {', '.join(values)} has a weight in {self.name!r}.")
        total, parts = 0.0, []
        for name, weight in self.of.items():
            if name in values:
                value, share = values[name], weight / whole
                total += value * share
                parts.append(Part(name, value, share))
        return Score(total, tuple(parts), self.name)

    def first_score(self, values: Mapping[str, float]) -> Score:
        """The score while some parts are not known yet: they are taken to be as usual."""
        return self.score({**self.typical, **values})

    def beyond_usual(self, part: Part) -> float:
        """Points of the total that the part adds to, or takes from, those of a usual submission."""
        return (part.value - self.typical.get(part.name, 0.0)) * part.weight


HAND = Weights(
    name="hand-2",
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
            "words": 0.100,
            "mention": 0.050,
            "feeling": 0.040,
            "appeal": 0.070,
            "fresh": 0.040,
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
            "mention": 0.30,
            "feeling": 0.60,
            "appeal": 0.50,
            "fresh": 0.60,
        }
    ),
)
