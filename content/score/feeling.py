"""How a text feels: what is learnt, what word lists say, and what takes praise back.

The three (content.text.ngram_model, moods, doubts) are summed as logarithms of odds. Weights and
bounds were chosen on the development sets of docs/measures/text.md and measured on others.
"""

import math
import re
from dataclasses import dataclass
from functools import lru_cache

from content.score.doubts import doubt_in, irony_in, reservation_in, taken_apart, without_gaps
from content.score.moods import Mood, mood
from content.text.ngram_model import TextModel, leanings, log_odds

NEUTRAL = 0.5
LISTS = 2.0  # what the lists' balance adds to the log odds at most
IRONY = 4.0  # what mockery takes from them
DOUBT, SHORT_DOUBT = (
    0.3,
    15.0,
)  # what a doubt takes from them: so much, and more the fewer characters there are
QUOTED_FROM = 0.9  # log odds, once the worst clause counts ...
MIXED, MIXED_FROM = 0.5, -1.0  # ... so much of what it has below these log odds
SAD_UNTIL = -1.5  # the same before doubts: up to here a text complains ...
ASKS_UNTIL = -3.0  # the same of a question without a word of blame
MOCKS_UNTIL = -3.0  # ... or, all told, up to here
CLAUSE = 16
_CLAUSES = re.compile(r"[^\s,.;:!?，。；：！？…~～]{2,}")
_SENTENCES = re.compile(r"[^,.;:!?，。；：！？…~～\n]{2,}")
_HAS_LETTERS = re.compile(r"[^\W\d_]|[\U0001F300-\U0001FAFF☀-➿]")
_ASKS = re.compile(
    r"^(?:请问|想问|问一下|怎么(?!这么|那么|会|能|又|还))|多少钱|什么时候|有没有|能不能|(?:[?]|吗|呢)\W*$"
)
_LAST_RESORTS = re.compile(
    "退款|退货|投诉|维权|差评|骗子|骗人|假货|发霉|变质|过敏|拉肚子|破损|质量问题|12315|refund"
)


@dataclass(frozen=True, slots=True)
class TextFeeling:
    """What is heard in a text: `odds` is the logarithm of the odds that it praises, without letters 0.

    `bare_odds` is the same before doubts are taken from it, for who doubts or asks does not complain yet.
    """

    odds: float
    bare_odds: float
    mood: Mood
    reservation: str = ""
    doubt: str = ""
    asks: bool = False
    worst: float = 0.0  # the log odds of the clause that complains most

    @property
    def feeling(self) -> float:
        """0 sad, .5 neutral, 1 glad."""
        return 1 / (1 + math.exp(-self.odds))

    @property
    def complains(self) -> bool:
        if self.asks and not self.mood.blame:
            return self.bare_odds <= ASKS_UNTIL
        return self.bare_odds <= SAD_UNTIL or self.odds <= MOCKS_UNTIL

    @property
    def praises(self) -> bool:
        """Whether it may be quoted as praise or as a plain fact."""
        return self.odds + MIXED * min(self.worst - MIXED_FROM, 0.0) >= QUOTED_FROM


NOTHING_HEARD = TextFeeling(0.0, 0.0, Mood((), ()))


@lru_cache(maxsize=1024)  # a score, a gate and a poster listen to one text, one after the other
def hear(plain: str) -> TextFeeling:
    """What is heard in a folded text."""
    if not _HAS_LETTERS.search(plain):
        return NOTHING_HEARD
    heard = mood(plain)
    if not heard.blame and taken_apart(plain) and (hidden := mood(without_gaps(plain)).blame):
        heard = Mood(heard.praise, hidden)
    reservation, irony = reservation_in(plain), irony_in(plain)
    doubt = irony or doubt_in(plain, praises=bool(heard.praise))
    bare = log_odds(TextModel.SENTIMENT, plain) + LISTS * heard.balance
    doubts = IRONY * bool(irony) + (bool(reservation) + bool(doubt)) * (DOUBT + SHORT_DOUBT / len(plain))
    asks = _ASKS.search(plain) is not None
    worst = _worst_clause(plain) if bare - doubts >= QUOTED_FROM else 0.0  # else nothing hangs on it
    return TextFeeling(bare - doubts, bare, heard, reservation, doubt, asks, worst)


def _worst_clause(plain: str) -> float:
    """Of praise with one complaint in it: the log odds of the clause that complains most."""
    clauses = _SENTENCES.findall(plain)
    return min((log_odds(TextModel.SENTIMENT, clause) for clause in clauses), default=0.0)


def feeling(plain: str) -> float:
    """0 sad, .5 neutral, 1 glad, of a folded text."""
    return hear(plain).feeling


def last_resort_in(plain: str) -> str:
    """The word for a refund, a fraud or a spoilt thing in a folded text that complains; else empty."""
    match = _LAST_RESORTS.search(plain)
    return match.group() if match and hear(plain).complains else ""


def saddest_clause(plain: str) -> str:
    """The clause of a folded text that complains most, at most CLAUSE characters of it."""
    sums = leanings(TextModel.SENTIMENT, plain)

    def gladness(span: tuple[int, int]) -> float:
        start, end = span
        return float(sums[start:end].sum()) / math.sqrt(end - start)

    spans = [match.span() for match in _CLAUSES.finditer(plain)] or [(0, len(plain))]
    start, end = min(spans, key=gladness)
    return plain[start:end][:CLAUSE]
