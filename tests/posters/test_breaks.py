"""Where lines may break: between phrases and words, never inside what a reader takes as one."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.posters.breaks import CLOSING, OPENING, Break, LinePiece, letters_of, pieces_of
from content.posters.typography import set_text
from tests.posters.corpus import headlines


def _shown(text: str, worst: Break = Break.WORD) -> str:
    return "".join(piece.text + ("|" if piece.after <= worst else "") for piece in pieces_of(text))[:-1]


@pytest.mark.parametrize(
    "kept",
    [
        "3-5分钟", "14:00～17:30", "9:00—11:30", "1,000,000人", "98.5分/100分", "4×6寸",
        "2026年2月6日", "160 ℃", "25 min", "¥39", "第10001位", "九块九", "256GB", "-18℃",
        "60%～70%", "Wi-Fi 6", "COVID-19", "A/B", "C++", "iPhone 17", "USB-C", "PM2.5", "R&B",
        "T恤", "维C", "AA制", "#今天吃什么", "@Mr.陈", "[新品]",
        "(๑•̀ㅂ•́)و✧", "👨\u200d👩\u200d👧\u200d👦",
        "🇨🇳🇯🇵🇰🇷", "1️⃣2️⃣3️⃣", "不锈钢", "棒球帽",
        "https://example.com/a?b=1",
    ],
)  # fmt: skip
def test_what_belongs_together_is_one_piece(kept: str) -> None:
    text = f"大家好，{kept}真的很好看"
    assert any(kept in part for part in _shown(text).split("|")), _shown(text)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("步骤：1.洗菜2.切菜3.下锅（大火）4.出锅。", "步骤：|1.洗菜|2.切菜|3.下锅|（大火）|4.出锅。"),
        ("#今天吃什么#低卡晚餐#打工人便当", "#今天吃什么|#低卡晚餐|#打工人便当"),
        ("#新锅开箱#终于到了我家", "#新锅开箱#|终于|到了|我家"),
        ("妈妈——我回来了——饭好了吗——", "妈妈——|我回来了——|饭好了吗——"),
        ("上午9:00—11:30，下午14:00～17:30", "上午9:00—11:30，|下午14:00～17:30"),
        ("一天吃多少盐才健康", "一天|吃多少盐|才健康"),
        ("오늘은 김치찌개를 먹었어요", "오늘은 |김치찌개를 |먹었어요"),
        ("今日はカレーにしました", "今日は|カレーに|しました"),
        ("买/不买，这是一个问题", "买/不买，|这是|一个|问题"),
        ("阳台→厨房→餐桌", "阳台→厨房→餐桌"),
    ],
)
def test_pieces_end_where_a_reader_pauses(text: str, pieces: str) -> None:
    assert _shown(text, Break.CLAUSE) == pieces


def test_a_tag_that_no_line_has_room_for_is_cut_between_its_words() -> None:
    parts = [part.text for piece in pieces_of("#猫咪的迷惑行为大赏") for part in letters_of(piece)]
    assert _shown("#猫咪的迷惑行为大赏", Break.DOUBTFUL) == "#猫咪的|迷惑|行为大赏"
    assert "".join(parts) == "#猫咪的迷惑行为大赏"


def test_a_wide_piece_falls_apart_at_its_words_first() -> None:
    parts = list(letters_of(LinePiece("之间烤", Break.FREE)))
    assert [(part.text, part.after) for part in parts] == [
        ("之", Break.ANYWHERE),
        ("间", Break.DOUBTFUL),
        ("烤", Break.FREE),
    ]


def test_inside_a_short_clause_only_need_breaks() -> None:
    assert [piece.after for piece in pieces_of("三个月没浇水，它反而胖了")[:1]] == [Break.FREE] or all(
        piece.after >= Break.CLAUSE for piece in pieces_of("三个月没浇水")[:-1]
    )


LETTERS = st.sampled_from("的一二三茶花杯水吃喝好看，。！？「」（）“”…—～·aZ9.,:/-%#@[] 👩カ한ส")


@given(st.text(LETTERS, max_size=40))
def test_pieces_are_the_text_and_no_line_begins_or_ends_badly(text: str) -> None:
    line = set_text(text).replace("\n", " ")
    pieces = pieces_of(line)
    assert "".join(piece.text for piece in pieces) == line
    for piece, following in pairwise(pieces):
        assert following.text[0] not in CLOSING.replace(".", "").replace(",", "") or following.text[0] in "[]"
        assert piece.text.rstrip(" ")[-1:] not in set(OPENING) - set("#@[$¥￥€£")


def test_no_piece_of_the_corpus_begins_or_ends_with_a_mark_that_may_not() -> None:
    for headline in headlines():
        pieces = pieces_of(set_text(headline.text))
        for piece, following in pairwise(pieces):
            assert following.text[0] not in "，。、；：！？）】》」』”’…—,.!?;:)%", headline.text
            assert piece.text.rstrip(" ")[-1] not in "（【《「『“‘(", headline.text
