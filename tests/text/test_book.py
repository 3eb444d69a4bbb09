"""Words are found where they mean what is feared, and passed over where they do not."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.errors import WrongInput
from content.text.book import WordBook, WordList, read_words, shipped_words

WORD = st.text(alphabet="最大小火好第一次abc", min_size=1, max_size=4)


@pytest.fixture(scope="module")
def book() -> WordBook:
    return shipped_words()


def claims(book: WordBook, text: str) -> list[tuple[str, str]]:
    return [(hit.kind, hit.word) for hit in book.claims.hits(text)]


@pytest.mark.parametrize(
    "text, found",
    [
        ("全网最低价，国家级品质", [("pressure", "全网最低价"), ("superlative", "国家级")]),
        ("絕對有效，永不反彈", [("absolute", "绝对"), ("absolute", "永不")]),
        ("销量第一 NO.1", [("superlative", "销量第一"), ("superlative", "no.1")]),
        ("１００％有效", [("absolute", "100%")]),
        ("喝了能降血压", [("medical", "降血压")]),
        ("国宴同款", [("authority", "国宴")]),
        ("挂在门口转运", [("superstition", "转运")]),
    ],
)
def test_claims_are_found(book: WordBook, text: str, found: list[tuple[str, str]]) -> None:
    assert claims(book, text) == found


@pytest.mark.parametrize(
    "text",
    [
        "最近天冷，最后一锅最多再煮五分钟",
        "第一次做也不难，第一口就懂",
        "最好先泡十分钟，开最大火",
        "绝对不要用沸水，绝对没有难度",
        "100%棉，洗后不缩",
        "包裹到了转运中心",
        "唯一要注意的是水温",
        "豌豆发生发芽",
    ],
)
def test_ordinary_words_are_no_claims(book: WordBook, text: str) -> None:
    assert claims(book, text) == []


def test_words_for_a_person_say_which_list_they_are_of(book: WordBook) -> None:
    (hit,) = book.person.hits("招人兼职，兼职刷单，日入三百")
    assert (hit.kind, hit.zh, hit.word) == ("scam", "拉人骗钱", "兼职刷单")


def test_no_word_for_a_person_is_shorter_than_three_characters(book: WordBook) -> None:
    assert [word for word in book.person.words if len(word) < 3] == []


def test_a_word_is_told_once(book: WordBook) -> None:
    assert len(book.claims.hits("顶级顶级顶级")) == 1


def test_a_community_has_words_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "words.toml").write_text(
        'allow = ["王八蛋"]\n'
        '[person.rivals]\nzh = "同行"\nwords = ["隔壁小店"]\nspared = ["隔壁小店员"]\n'
        '[claims.ours]\nwords = ["神器"]\n',
        encoding="utf-8",
    )
    book = read_words(tmp_path)
    assert [hit.zh for hit in book.person.hits("隔壁小店的人")] == ["同行"]
    assert book.person.hits("隔壁小店员、王八蛋") == ()
    assert [hit.zh for hit in book.claims.hits("清洁神器")] == ["ours"]
    assert book.claims.hits("国家级")
    assert read_words(tmp_path / "elsewhere").claims == shipped_words().claims


@pytest.mark.parametrize(
    "text, said",
    [
        ("allow = [", "not TOML"),
        ('[person.x]\nwords = ["a"]', "'a' is too short"),
        ('allow = [""]', "too short"),
        ("[persons.x]", "persons"),
        ("allow = [1]", r"allow\.0"),
    ],
)
def test_a_list_that_cannot_be_used_is_said(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "words.toml").write_text(text, encoding="utf-8")
    with pytest.raises(WrongInput, match=said):
        read_words(tmp_path)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    st.sets(WORD, max_size=8), st.sets(WORD, max_size=5), st.text(alphabet="最大小火好第一次abc", max_size=20)
)
def test_the_first_and_longest_word_wins_at_each_place(words: set[str], spared: set[str], text: str) -> None:
    every = sorted(words | spared, key=len, reverse=True)
    expected = re.findall("|".join(map(re.escape, every)), text) if every else []
    kinds = dict.fromkeys(words, ("k", "名"))
    found = [hit.word for hit in WordList(kinds, tuple(spared)).hits_in(text)]
    assert found == list(dict.fromkeys(word for word in expected if word in words))


def test_nothing_is_found_with_an_empty_list() -> None:
    assert WordList().hits("最好") == ()
