"""Words are looked for among all that were ever said, once, and follow their text."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from content.model import Submission
from content.rights.erasure import forget_member
from content.shortlist import find_repeated_text as module
from content.shortlist.find_repeated_text import hear
from content.store import OpenStore
from content.text.alike import VERSION

SAID = "周末用新锅炖了番茄牛腩，汤汁收得刚好，孩子连吃两碗饭还要添"
OTHER = "今天的红烧肉肥而不腻，全家都说好，下次还要做给爸妈吃一回"
Submissions = Callable[..., Submission]


@pytest.fixture
def say(
    open_store: OpenStore, furnish: Callable[[OpenStore], None], a_submission: Submissions
) -> Callable[..., None]:
    """Let submissions say something, a minute after each other."""
    furnish(open_store)
    said = []

    def put(**texts: str) -> None:
        with open_store() as store:
            for key, text in texts.items():
                made = a_submission(key, text=text)
                at = made.posted_at + timedelta(minutes=len(said))
                store.intake.add_submission(replace(made, posted_at=at), f"content of {key}", at=at, run="r")
                said.append(key)

    return put


def repeats(open_store: OpenStore) -> dict[str, str]:
    with open_store(reading=True) as store:
        return store.wordings.repeats()


def test_repeats_are_found_tonight_and_whenever_they_come_later(
    open_store: OpenStore, say: Callable[..., None]
) -> None:
    say(a=SAID, b=OTHER, c=SAID + "!!")
    assert hear(open_store) == 3
    assert repeats(open_store) == {"a": "a", "c": "a"}
    say(d="🥰" + OTHER, e="这是谁也没有说过的一句话，讲阳台上的花和光")
    assert hear(open_store) == 2
    assert repeats(open_store) == {"a": "a", "c": "a", "b": "b", "d": "b"}
    with open_store(reading=True) as store:
        assert store.wordings.saying_the_same("d") == ["b", "d"]


def test_short_texts_are_nobodys_repeats(open_store: OpenStore, say: Callable[..., None]) -> None:
    say(a="好吃", b="好吃", c="好吃好吃好吃好吃好吃好吃好吃", d="好吃好吃好吃好吃好吃好吃好吃", e="", f="")
    assert hear(open_store) == 6
    assert repeats(open_store) == {}


def test_nothing_is_looked_for_twice(
    open_store: OpenStore, say: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    say(a=SAID, b=SAID)
    hear(open_store)

    def never(*_: Any) -> None:
        raise AssertionError

    monkeypatch.setattr(module, "_near", never)
    assert hear(open_store) == 0
    assert repeats(open_store) == {"a": "a", "b": "a"}


def test_many_are_looked_for_a_batch_at_a_time(
    open_store: OpenStore, say: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "AT_ONCE", 2)
    say(**{f"i{n}": (SAID, OTHER)[n % 2] for n in range(7)})
    assert hear(open_store) == 7
    assert repeats(open_store) == {f"i{n}": f"i{n % 2}" for n in range(7)}


def test_a_thousand_copies_are_looked_at_once_each(
    open_store: OpenStore, say: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at = 0
    alike = module.KnownTexts.repeated_by

    def counting(self: module.KnownTexts, *told: Any) -> str | None:
        nonlocal looked_at
        looked_at += sum(map(len, self._named.values()))
        return alike(self, *told)

    monkeypatch.setattr(module.KnownTexts, "repeated_by", counting)
    say(**{f"i{n:03d}": SAID + "。" * n for n in range(100)})
    hear(open_store)
    assert looked_at <= 100 * module.KEYS
    assert set(repeats(open_store).values()) == {"i000"}


def test_other_words_are_looked_for_anew_and_so_are_those_that_repeated_them(
    open_store: OpenStore, say: Callable[..., None], a_submission: Submissions
) -> None:
    say(a=SAID, b=SAID, c=SAID)
    hear(open_store)
    with open_store() as store:
        (was,) = store.intake.submissions(["a"])
        store.intake.renew_submission("a", replace(was, text=OTHER))
        assert [key for key, _ in store.wordings.unheard(VERSION, 9)] == ["a", "b", "c"]
    hear(open_store)
    assert repeats(open_store) == {"b": "b", "c": "b"}


def test_an_erased_member_leaves_no_words(open_store: OpenStore, say: Callable[..., None]) -> None:
    say(a=SAID, b=SAID)
    hear(open_store)
    with open_store() as store:
        forget_member(
            store,
            store.erasure.footprint("m1"),
            "p1",
            at=store.intake.submissions(["a"])[0].posted_at,
            by="小林",
        )
        assert list(store.wordings.said_first(VERSION)) == []
