"""Contact details (PII) in a text, also those written so that a filter misses them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from content.text.fold import folded


class Kind(StrEnum):
    PHONE = "phone"
    MESSENGER = "messenger"
    MAIL = "mail"
    ADDRESS = "address"  # of the web
    ID_CARD = "id_card"
    BANK_CARD = "bank_card"


@dataclass(frozen=True, slots=True)
class Contact:
    """`readable` is the contact as it reads once undisguised; a card's number but for its ends."""

    kind: Kind
    readable: str


_DIGITS = str.maketrans("零〇一二三四五六七八九壹贰叁肆伍陆柒捌玖", "00123456789123456789")
_SOUNDS_ALIKE = str.maketrans("薇威徽芯伽珈➕+", "微微微信加加加加")
_BEGINS = re.compile("[微薇威徽扣vwq]")
_GAP = r"[\s\W_]{0,3}"
_ALL_HAVE = re.compile(r"[\d.点/]")  # a digit, or what divides an address: no contact is without
_PHONE = re.compile(r"(?<!\d)(?:86[\s\-]?)?(1[\s\W_]{0,2}[3-9](?:[\s\W_]{0,2}\d){9})(?!\d)")
_MESSENGER = (
    rf"(?:微{_GAP}信|微{_GAP}号|v{_GAP}信|(?<![a-z])v{_GAP}x|(?<![a-z])wei{_GAP}xin|(?<![a-z])wechat"
    rf"|(?<![a-z])w{_GAP}x|扣{_GAP}扣|(?<![a-z])q{_GAP}q)"
)
_INVITED = rf"加{_GAP}(?:我|个|下)?{_GAP}(?:微|扣|[vwq](?![a-z]))"
_LABEL = rf"{_GAP}(?:号码?|id|群号?)?{_GAP}(?:是|为)?{_GAP}"
# A word without a digit is no id: people write of Alipay and iPhones.
_NAME = r"(?:(?=[a-z_\-]*\d)[a-z][a-z0-9_\-]{4,19}|\d(?:[\s.\-]?\d){4,10}(?!\d))"
_ID = re.compile(rf"(?:{_MESSENGER}|{_INVITED}){_LABEL}{_NAME}")
_ENDS = r"(?:com|cn|net|org|top|xyz|shop|vip|cc|link|me|club|site|store|icu|online|app|ltd|wang|tv|io)"
_MAIL = re.compile(
    rf"[a-z0-9][a-z0-9._%+\-]*\s?(?:@|\(at\)|#at#|艾特)\s?(?:[a-z0-9\-]+\s?[.点]\s?)+{_ENDS}(?![a-z])"
)
_ADDRESS = re.compile(
    rf"(?:https?://|www\.)[!-~]{{4,}}|(?<![a-z0-9@.])(?:[a-z0-9][a-z0-9\-]{{1,30}}\.)+{_ENDS}(?![a-z0-9])"
)
# GB 11643-1999: six digits of the place, the birthday, three of order, and a check digit.
_ID_CARD = re.compile(
    r"(?<!\d)[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dx](?![0-9a-z])"
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
# UnionPay's 16 to 19 digits; Visa's and MasterCard's 16 only where they are written in fours.
_BANK_CARD = re.compile(
    r"(?<!\d)(?:62\d{2}(?:[\s\-]?\d{4}){3}(?:[\s\-]?\d{1,3})?|(?:4\d{3}|5[1-5]\d{2})(?:[\s\-]\d{4}){3})(?!\d)"
)


def contacts_in(text: str) -> tuple[Contact, ...]:
    """Every contact in a text, each kind once, phones first."""
    return tuple(_found(folded(text)))


def contact_in(text: str) -> str | None:
    """The first contact as it reads once undisguised, or None."""
    first = next(_found(folded(text)), None)
    return first.readable if first else None


def _found(plain: str) -> Iterator[Contact]:
    counted = plain.translate(_DIGITS)
    if not _ALL_HAVE.search(counted):  # three texts in four: it saves six searches
        return
    for kind, find in _FINDERS:
        if readable := find(counted if kind in (Kind.PHONE, Kind.MESSENGER) else plain):
            yield Contact(kind, readable)


def _phone(plain: str) -> str | None:
    """A run of eleven digits in groups of three and more or one by one: opening hours come in pairs."""
    for match in _PHONE.finditer(plain):
        groups = [len(group) for group in re.findall(r"\d+", match.group(1))]
        if min(groups) >= 3 or max(groups) == 1:
            return match.group()
    return None


def _messenger(plain: str) -> str | None:
    if not _BEGINS.search(plain):  # nine texts in ten: it saves the dear search
        return None
    match = _ID.search(plain.translate(_SOUNDS_ALIKE))
    return match.group() if match else None


def _mail(plain: str) -> str | None:
    match = _MAIL.search(plain)
    return match.group() if match else None


def _address(plain: str) -> str | None:
    match = _ADDRESS.search(plain)
    return match.group() if match else None


def _id_card(plain: str) -> str | None:
    return next((_ends(number) for number in _ID_CARD.findall(plain) if _is_id_card(number)), None)


def _bank_card(plain: str) -> str | None:
    numbers = (re.sub(r"\D", "", match) for match in _BANK_CARD.findall(plain))
    return next((_ends(number) for number in numbers if _is_luhn(number)), None)


def _ends(number: str) -> str:
    return f"{number[:4]}…{number[-2:]}"


def _is_id_card(number: str) -> bool:
    """ISO 7064, MOD 11-2."""
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return "10x98765432"[total % 11] == number[17]


def _is_luhn(number: str) -> bool:
    """ISO/IEC 7812-1: every second digit from the right counts twice."""
    digits = [int(digit) for digit in reversed(number)]
    return sum(sum(divmod(digit * (1 + place % 2), 10)) for place, digit in enumerate(digits)) % 10 == 0


_FINDERS: tuple[tuple[Kind, Callable[[str], str | None]], ...] = (
    (Kind.PHONE, _phone),
    (Kind.MESSENGER, _messenger),
    (Kind.MAIL, _mail),
    (Kind.ADDRESS, _address),
    (Kind.ID_CARD, _id_card),
    (Kind.BANK_CARD, _bank_card),
)
