"""The code by which a member takes a submission back: 4F7K-9QXM.

It opens a page without any account, so it has eight signs: 3 * 10**10 codes that nobody guesses. What is
said in a chat counts only from its author; there the first four are enough, as for a question of ours.
"""

import hmac
import re
from hashlib import sha256
from itertools import count

from content.rights.codes import ALPHABET, LENGTH, is_code

_SEPARATORS = re.compile(r"[\s\-–—_.]+")


def code_for(key: bytes, ref: str) -> str:
    """The code of a submission: whoever has the key can work it out again, so that it is kept nowhere."""
    for number in count():
        value = int.from_bytes(hmac.digest(key, f"code\0{ref}\0{number}".encode(), "sha256"))
        signs = []
        for _ in range(2 * LENGTH):
            value, place = divmod(value, len(ALPHABET))
            signs.append(ALPHABET[place])
        first, second = "".join(signs[:LENGTH]), "".join(signs[LENGTH:])
        if is_code(first) and is_code(second):
            return f"{first}-{second}"
    raise AssertionError  # one in two passes


def typed_code(text: str) -> str | None:
    """A code as it is written, whatever its size of letters and its separators; None for anything else."""
    bare = _SEPARATORS.sub("", text).upper()
    first, second = bare[:LENGTH], bare[LENGTH:]
    return f"{first}-{second}" if is_code(first) and is_code(second) else None


def in_chat(code: str) -> str:
    """The part that counts in a chat."""
    return code[:LENGTH]


def digest_of(code: str) -> str:
    """What is kept of a code."""
    return sha256(f"sishi page code\0{code}".encode()).hexdigest()
