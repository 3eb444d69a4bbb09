"""Passwords and secrets: how they are made, kept and tried. Only hashes ever reach the store."""

from base64 import urlsafe_b64encode
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from secrets import token_bytes

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

SECRET_BYTES = 32  # of a session, a token, a share link: nobody guesses 256 bits
# OWASP's least for argon2id: 19 MiB, two rounds, one lane. A sign-in takes about 25 ms: let few run at once.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def hash_password(password: str) -> str:
    """What to keep of a password: argon2id with its own salt."""
    return _HASHER.hash(password)


def verified(password: str, kept: str) -> bool:
    """Whether it is the password of this hash. An empty hash, of nobody, takes as long to be wrong: the time
    of an answer does not tell which names there are."""
    try:
        return _HASHER.verify(kept or _nobodys_hash(), password) and bool(kept)
    except (Argon2Error, InvalidHashError):
        return False


@cache
def _nobodys_hash() -> str:
    return _HASHER.hash(token_bytes(SECRET_BYTES))


def new_secret(random_bytes: Callable[[int], bytes] = token_bytes) -> tuple[str, str]:
    """(secret, sha256): the secret goes to its owner once, the hash to the store."""
    secret = urlsafe_b64encode(random_bytes(SECRET_BYTES)).decode().rstrip("=")
    return secret, hash_secret(secret)


def hash_secret(secret: str) -> str:
    """64 hex digits by which a secret is found again. It is random: no slow hash is needed."""
    return sha256(secret.encode()).hexdigest()
