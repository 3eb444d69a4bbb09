"""What a message shows about itself without its words being kept: an answer's letter, a link, a price."""

import re
from dataclasses import dataclass

_LETTER = re.compile(r"[\s@]*(?:选|答案?是?)?\s*([A-Da-dＡ-Ｄ]|[1-4一二三四])[!！。.]*")
_LETTERS = str.maketrans("abcdＡＢＣＤ1234一二三四", "ABCDABCDABCDABCD")
LONGEST_ANSWER = 16  # characters of a message that is a letter and no more
_LINK = re.compile(r"https?://|\bwww\.", re.IGNORECASE)
_PRICE = re.compile(r"[¥￥$]\s?\d|\d\s?(?:元|块钱|块(?!\w)|rmb|yuan)", re.IGNORECASE)
_COUPON = re.compile(
    r"(?:优惠券|优惠码|折扣码|代金券|满减券|券码|兑换码|口令|coupon|promo\s?code)", re.IGNORECASE
)
_CODE = re.compile(r"[\W_]{0,4}(?:code|是|为|码)?[\W_]{0,3}([A-Z][A-Z0-9]{3,19})(?![A-Za-z0-9])")
_MAY_SHOW = re.compile(r"[\d/.@券码口pP]")  # no price, link, mention or coupon is without one of these
_MENTION = re.compile(r"(?<![\w.])@[^\s@]")


@dataclass(frozen=True, slots=True)
class Signs:
    """`letter` A to D, "" where the message is something else; `mentions` counts people named with an @.

    `coupon` is the code beside the word, "" where there is none: codes begin with a capital letter, so that
    no number of a person is taken for one.
    """

    letter: str = ""
    mentions: int = 0
    has_link: bool = False
    has_price: bool = False
    has_coupon: bool = False
    coupon: str = ""


NONE = Signs()


def signs_of(text: str) -> Signs:
    """All signs of a message's text."""
    if not _MAY_SHOW.search(text):
        return Signs(letter) if (letter := letter_in(text)) else NONE
    coupon = _COUPON.search(text)
    code = _CODE.match(text, coupon.end()) if coupon else None
    return Signs(
        letter=letter_in(text),
        mentions=len(_MENTION.findall(text)) if "@" in text else 0,
        has_link=_LINK.search(text) is not None,
        has_price=_PRICE.search(text) is not None,
        has_coupon=coupon is not None,
        coupon=code[1] if code else "",
    )


def letter_in(text: str) -> str:
    """The option that a whole message names, A to D; "" where it says anything else."""
    match = _LETTER.fullmatch(text) if len(text) <= LONGEST_ANSWER else None
    return match[1].translate(_LETTERS) if match else ""
