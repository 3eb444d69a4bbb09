"""What members answer: "同意 4F7K", "4F7K 不行", "yes 4f7k". In doubt a person reads it: that is no yes."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto

from content.model import ConsentRequest, ConsentState, Heard, Message
from content.rights.codes import ALPHABET, LENGTH, is_code

NO = "\0"  # stands where a no stood
LONGEST = 40  # characters beside the code: a longer text says more than yes or no


class Says(Enum):
    YES = auto()
    NO = auto()
    UNCLEAR = auto()


@dataclass(frozen=True, slots=True)
class ConsentAnswer:
    """The codes that a text names, and what it says to them."""

    codes: tuple[str, ...]
    says: Says


@dataclass(frozen=True, slots=True)
class Utterance:
    """A text of a chat: `id` is the source's, `author` a member's id, None where it is not known."""

    id: str
    author: str | None
    text: str


_INVISIBLE = re.compile("[\u00ad\u034f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]")
_CODE = re.compile(
    rf"(?<![a-z0-9])[{ALPHABET}](?:[ -]?[{ALPHABET}]){{{LENGTH - 1}}}(?![a-z0-9])", re.IGNORECASE
)
_NEUTRAL = re.compile("不好意思|对不起|没问题|没关系|no problem|no worries")
_NO = re.compile(
    r"不同意|不可以|不行|不要|不能|不想|不许|不允许|不授权|不答应|不愿意?|不给|不用了|别用|别发|拒绝|撤回|取消"
    r"|(?<![a-z])(?:do(?:n'?t| not) (?:agree|want|use|allow)|no|nope|don'?t|do not|disagree|refuse)(?![a-z])"
)
_YES = re.compile(
    r"同意|可以|好的|好呀|好啊|没问题|没关系|授权|允许|用吧|拿去用|👌|👍|✅"
    r"|(?<![a-z])(?:yes|yeah|yep|ok|okay|sure|agree|agreed|no problem)(?![a-z])"
    r"|^(?:好|行|嗯)+(?![a-z])"
)
# A word that turns, weakens or asks: what it does to the rest is for a person to say.
_TURNS = re.compile(r"[不没别未勿非莫无拒甭]|n't|(?<![a-z])(?:not?|never|cannot|can'?t|won'?t)(?![a-z])")
_TWICE = re.compile(rf"(?:[不没未非无][^{NO}\W]{{0,3}}|(?:not|n't)[a-z ]{{1,12}}){NO}")  # 不是不同意
_ASKS = re.compile("[?吗]")
_DOUBTS = re.compile(
    "[么呢但先]|如果|要是|假如|除非|除了|不过|只要|只能|只有|部分|一半|再说|再想|考虑|可能|也许|等等"
    "|(?<![a-z])(?:if|but|except|unless|maybe|when|only|what|why|which)(?![a-z])"
)


# Signs that fold to no Latin letter and no figure: most messages have no other, and hold no code.
PLAIN = (
    "\u2010-\u2027\u3001-\u3030\u3040-\u312f\u3400-\u9fff"
    "\ufe0f\uff01-\uff0f\uff1a-\uff20\U0001f300-\U0001faff"
)
_MAY_BE_DIGIT = re.compile(rf"[^\x00-/:-\x7f{PLAIN}]")
_MAY_BE_LETTER = re.compile(rf"[^\x00-@\[-`{{-\x7f{PLAIN}]")


def read_answer(text: str) -> ConsentAnswer | None:
    """What a text says to the codes in it; None where it names none. Width, spaces and case do not matter."""
    if not (_MAY_BE_DIGIT.search(text) and _MAY_BE_LETTER.search(text)):
        return None
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).casefold()
    codes = {code: None for match in _CODE.finditer(plain) if is_code(code := _bare(match.group()))}
    if not codes:
        return None
    rest = _CODE.sub(lambda match: " " if is_code(_bare(match.group())) else match.group(), plain).strip()
    return ConsentAnswer(tuple(codes), _says(rest))


def _bare(code: str) -> str:
    return re.sub("[ -]", "", code).upper()


def _says(rest: str) -> Says:
    """A no may be long and have its reasons; a yes must be short and plain."""
    if _ASKS.search(rest):
        return Says.UNCLEAR
    turned = _NEUTRAL.sub("", rest)
    marked = _NO.sub(NO, turned)
    if NO in marked:
        return Says.UNCLEAR if _YES.search(marked) or _TWICE.search(marked) else Says.NO
    doubtful = len(rest) > LONGEST or _DOUBTS.search(rest) or _TURNS.search(turned)
    return Says.YES if _YES.search(rest) and not doubtful else Says.UNCLEAR


def answers(messages: Iterable[Utterance], requests: Mapping[str, ConsentRequest]) -> Iterator[Heard]:
    """What messages say to the requests (by code), in their order. Only the asked member's word counts.

    Another's plain yes or no is a note; what else others say around a code, as in the question, is nothing.
    """
    for message in messages:
        answer = read_answer(message.text)
        for code in answer.codes if answer else ():
            request = requests.get(code)
            if answer is None or request is None or message.id in request.heard:
                continue
            if message.author == request.member:
                yield _heard(message, code, answer.says)
            elif answer.says is not Says.UNCLEAR:
                why = "not_proven" if message.author is None else "not_the_member"
                yield Heard(code, message.id, None, Message(f"consent_note.{why}", message=message.id))


def _heard(message: Utterance, code: str, says: Says) -> Heard:
    if says is Says.UNCLEAR:
        return Heard(code, message.id, None, Message("consent_note.unclear", message=message.id))
    return Heard(code, message.id, ConsentState.GRANTED if says is Says.YES else ConsentState.REFUSED)
