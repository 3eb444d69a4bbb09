"""Each kind of channel has its sender, whose parts keep to what the kind can carry."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.senders import SENDERS
from channels.senders.text_split import size_of
from content.model import ChannelKind, Recovery
from content.publish.sender import Letter, Part
from tests.platforms.posts import POSTER, QUIZ
from tests.properties import examples

TEXTS = st.builds(lambda text, times: text * times, st.text(max_size=200), st.integers(1, 60))


def test_every_kind_has_a_sender_but_what_people_send_by_hand() -> None:
    assert set(ChannelKind) - set(SENDERS) == {ChannelKind.HANDOFF}


@pytest.mark.parametrize("kind", SENDERS, ids=str)
def test_a_key_protects_for_some_time_or_not_at_all(kind: ChannelKind) -> None:
    capabilities = SENDERS[kind].capabilities
    assert (capabilities.recovery is Recovery.SAME_KEY) == (capabilities.same_key_seconds > 0)


@examples(60)
@given(TEXTS, st.booleans(), st.booleans(), st.sampled_from(list(SENDERS)))
def test_parts_are_numbered_within_the_limits_and_always_the_same(
    text: str, has_picture: bool, has_quiz: bool, kind: ChannelKind
) -> None:
    sender = SENDERS[kind]
    letter = Letter(text, POSTER if has_picture else None, QUIZ if has_quiz else None)
    parts = sender.parts(letter)
    assert [part.number for part in parts] == list(range(1, len(parts) + 1))
    assert sender.parts(letter) == parts
    assert all(_fits(kind, part) for part in parts)
    assert _pictures(parts) == has_picture


def _fits(kind: ChannelKind, part: Part) -> bool:
    capabilities = SENDERS[kind].capabilities
    size = size_of(part.text, in_bytes=capabilities.text_in_bytes)
    most = capabilities.caption_size if part.picture else capabilities.text_size
    return most is None or size <= most


def _pictures(parts: Sequence[Part]) -> int:
    return sum(part.picture is not None for part in parts)
