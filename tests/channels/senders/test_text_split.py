"""Texts in pieces: exactly within a limit of bytes or characters, cut where a reader would pause."""

import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st

from channels.senders.text_split import parts_of, size_of, split_text
from content.model import Capabilities
from content.publish.sender import Letter, PartKind, Picture
from tests.properties import examples

FAMILY = "👨‍👩‍👧‍👦"  # one character of 25 bytes and 7 code points
PICTURE = Picture(b"png", "ab" * 32, "image/png", 10, 10)
CHARACTERS = st.sampled_from(
    ["早", "。", "\n", " ", "a", "é", "e\u0301", "🇨🇳", FAMILY, "，", "，\u0301", "\r\n", "1.5"]
)
TEXTS = st.lists(CHARACTERS, max_size=60).map("".join) | st.text(max_size=80)
HOSTILE = st.text(alphabet=st.sampled_from(["a", "\u0301", "\u200d", "👨", "\n", "\ud800"]), max_size=60)


@examples(300)
@given(TEXTS, st.integers(25, 60), st.booleans())
@example("早" * 30, 25, True)
def test_pieces_are_the_text_but_for_blanks_at_the_cuts(text: str, limit: int, in_bytes: bool) -> None:
    pieces = split_text(text, limit, in_bytes=in_bytes)
    rest = text
    for piece in pieces:
        assert piece == piece.strip()
        assert piece
        assert size_of(piece, in_bytes=in_bytes) <= limit
        rest = rest.lstrip()
        assert rest.startswith(piece)
        rest = rest.removeprefix(piece)
    assert not rest.strip()


@examples(300)
@given(TEXTS, st.integers(26, 50), st.booleans())
def test_no_character_that_people_see_is_broken(text: str, limit: int, in_bytes: bool) -> None:
    clusters = regex.findall(r"\X", text)
    if any(size_of(cluster, in_bytes=in_bytes) > limit for cluster in clusters):
        return
    ends = {0}
    for cluster in clusters:
        ends.add(max(ends) + len(cluster))
    place = 0
    for piece in split_text(text, limit, in_bytes=in_bytes):
        place = text.index(piece, place)
        assert {place, place + len(piece)} <= ends
        place += len(piece)


@examples(200)
@given(HOSTILE, st.integers(4, 12), st.booleans())
def test_a_character_larger_than_the_limit_is_cut_and_nothing_lost(
    text: str, limit: int, in_bytes: bool
) -> None:
    pieces = split_text(text, limit, in_bytes=in_bytes)
    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert all(piece and size_of(piece, in_bytes=in_bytes) <= limit for piece in pieces)


@pytest.mark.parametrize(
    ("text", "limit", "pieces"),
    [
        ("一二三", 9, ["一二三"]),
        ("一二三四", 11, ["一二三", "四"]),
        ("甲乙丙丁。\n戊己。庚", 30, ["甲乙丙丁。\n戊己。庚"]),
        ("甲乙丙丁。\n戊己。庚", 27, ["甲乙丙丁。", "戊己。庚"]),
        ("甲乙。丙丁戊己", 18, ["甲乙。", "丙丁戊己"]),
        ("甲乙，丙丁戊己", 18, ["甲乙，", "丙丁戊己"]),
        ("one two three", 9, ["one two", "three"]),
        ("it costs 1.5 yuan", 12, ["it costs", "1.5 yuan"]),
        ("“好。”走", 12, ["“好。”", "走"]),
        ("甲\n\n乙丙\n丁戊", 16, ["甲\n\n乙丙", "丁戊"]),
        ("一段文字\n\n二段\n又一行", 28, ["一段文字", "二段\n又一行"]),
        (" \n ", 9, []),
        ("", 9, []),
    ],
)
def test_a_text_is_cut_where_a_reader_pauses(text: str, limit: int, pieces: list[str]) -> None:
    assert split_text(text, limit, in_bytes=True) == pieces


def test_the_limit_is_exact_to_the_byte() -> None:
    text = "早" * 682 + "ab"
    assert len(text.encode()) == 2_048
    assert split_text(text, 2_048, in_bytes=True) == [text]
    assert [len(piece.encode()) for piece in split_text(text + "c", 2_048, in_bytes=True)] == [2_048, 1]


def test_a_family_stays_together() -> None:
    assert split_text(FAMILY * 3, 60, in_bytes=True) == [FAMILY * 2, FAMILY]


def test_a_limit_below_one_character_is_an_error() -> None:
    with pytest.raises(ValueError, match="fit"):
        split_text("a", 3)


def test_a_letter_becomes_its_text_in_pieces_and_then_its_picture() -> None:
    parts = parts_of(
        Letter("一二三四", PICTURE), Capabilities(text_size=9, text_in_bytes=True, caption_size=0)
    )
    assert [(part.number, part.kind, part.text) for part in parts] == [
        (1, PartKind.TEXT, "一二三"),
        (2, PartKind.TEXT, "四"),
        (3, PartKind.PICTURE, ""),
    ]


def test_a_short_text_is_the_pictures_caption_where_there_are_captions() -> None:
    capabilities = Capabilities(text_size=20, caption_size=4)
    (part,) = parts_of(Letter("一二三四", PICTURE), capabilities)
    assert (part.kind, part.text, part.picture) == (PartKind.CAPTIONED, "一二三四", PICTURE)
    assert [part.kind for part in parts_of(Letter("一二三四五", PICTURE), capabilities)] == [
        PartKind.TEXT,
        PartKind.PICTURE,
    ]


def test_a_picture_without_words_is_one_part() -> None:
    (part,) = parts_of(Letter("", PICTURE), Capabilities(text_size=20, caption_size=4))
    assert (part.number, part.kind) == (1, PartKind.PICTURE)


def test_a_text_without_limit_is_one_piece() -> None:
    assert [part.text for part in parts_of(Letter("早" * 9_000), Capabilities())] == ["早" * 9_000]
