from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.joining import joined_in, tallies
from benchmarks.made_chat import make_chat
from channels.readers.join_words import Album, describes, join_words
from channels.readers.messages import Author, ChatMessage, MessagePicture

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
WINDOW = timedelta(seconds=90)


def message(line: str) -> ChatMessage:
    """`lin +12 words` is what lin says 12 s after noon; `lin +12 [pic]` a picture; `>x words` quotes x."""
    author, seconds, text = line.split(" ", 2)
    is_picture = text == "[pic]"
    quotes, _, words = text[1:].partition(" ") if text.startswith(">") else (None, "", text)
    return ChatMessage(
        id=f"{author}{seconds}",
        kind="image" if is_picture else "text",
        author=Author(author, author),
        at=NOON + timedelta(seconds=float(seconds)),
        text="" if is_picture else words,
        chat="chat",
        pictures=(MessagePicture(("p.jpg",), "p.jpg"),) if is_picture else (),
        quotes=quotes,
    )


def entry(line: str) -> ChatMessage | list[ChatMessage]:
    """As the chat hands it on: pictures in lists."""
    sent = message(line)
    return [sent] if sent.pictures else sent


def joined(*lines: str, window: timedelta = WINDOW) -> dict[str, list[str]]:
    """Picture -> the texts that joined it."""
    albums = join_words([entry(line) for line in lines], window)
    return {
        album.messages[0].id: [text.text for text in album.joined]
        for album in albums
        if isinstance(album, Album)
    }


@pytest.mark.parametrize("seconds", ["+2", "+90", "-2", "-90"])
def test_words_of_the_same_author_join_a_picture_before_and_after_it(seconds: str) -> None:
    lines = sorted(["lin +0 [pic]", f"lin {seconds} 第一次用新锅"], key=lambda line: float(line.split()[1]))
    assert joined(*lines) == {"lin+0": ["第一次用新锅"]}


@pytest.mark.parametrize(
    "lines",
    [
        ("lin +0 [pic]", "lin +91 第一次用新锅"),
        ("lin +0 [pic]", "zhou +5 第一次用新锅"),
        ("lin +0 [pic]", "zhou +3 [pic]", "lin +5 第一次用新锅"),
        ("lin +0 第一次用新锅", "zhou +3 [pic]", "lin +5 [pic]"),
        ("lin +0 [pic]", "lin +5 @小周 明天一起去吗"),
        ("lin +0 [pic]", "lin +5 >m9 我也觉得新锅好"),
        ("lin +0 [pic]", "lin +5 哈哈哈哈"),
        ("lin +0 [pic]", "zhou +5 哪里买的？", "lin +9 楼下那家店"),
        ("lin +0 [pic]", "zhou +5 好看", "lin +9 谢谢夸奖"),
        ("lin +0 [pic]", "lin +5 同意 4F7K"),
    ],
    ids=[
        "late",
        "other's",
        "other's picture",
        "other's before",
        "address",
        "quote",
        "laugh",
        "answer",
        "thanks",
        "consent",
    ],
)
def test_what_is_said_to_others_or_late_joins_nothing(lines: Sequence[str]) -> None:
    assert not any(joined(*lines).values())


def test_a_text_between_two_pictures_goes_to_the_nearer_one() -> None:
    assert joined("lin +0 [pic]", "lin +5 先煮水", "lin +60 再下面", "lin +70 [pic]") == {
        "lin+0": ["先煮水"],
        "lin+70": ["再下面"],
    }


def test_pictures_that_follow_each_other_quickly_share_their_words() -> None:
    both = joined("lin +0 [pic]", "zhou +2 哇", "lin +6 [pic]", "lin +20 今天的晚饭")
    assert both == {"lin+0": ["今天的晚饭"], "lin+6": ["今天的晚饭"]}


def test_texts_join_in_the_order_in_which_they_were_written() -> None:
    lines = ("lin -9 给大家看看", "lin +0 [pic]", "lin +4 我的新锅", "lin +9 真好用")
    assert joined(*lines) == {"lin+0": ["给大家看看", "我的新锅", "真好用"]}


def test_a_window_of_zero_joins_nothing() -> None:
    assert joined("lin +0 [pic]", "lin +0 我的新锅", window=timedelta(0)) == {"lin+0": []}


def test_a_picture_with_a_caption_keeps_it_alone() -> None:
    picture = ChatMessage(
        "p", "image", Author("lin", "lin"), NOON, "我的锅", pictures=(MessagePicture(("p",), "p"),)
    )
    after = ChatMessage("t", "text", Author("lin", "lin"), NOON, "真的好用")
    albums = [album for album in join_words([[picture], after], WINDOW) if isinstance(album, Album)]
    assert [album.joined for album in albums] == [()]


@pytest.mark.parametrize("text", ["第一次用新锅", "谢谢店家，杯子很好看", "这个颜色好看吗"])
def test_a_sentence_describes(text: str) -> None:
    assert describes(message(f"lin +0 {text}"))


SPEAKERS = ("lin", "zhou", "chen")
LINES = st.lists(
    st.tuples(
        st.sampled_from(SPEAKERS),
        st.integers(0, 240),
        st.sampled_from(("[pic]", "我的新锅", "哈哈", "真好用吗")),
    ),
    max_size=30,
)


@given(LINES, st.booleans())
def test_nothing_is_lost_the_order_stays_and_words_are_their_authors(
    lines: list[tuple[str, int, str]], by_time: bool
) -> None:
    ordered = sorted(lines, key=lambda line: line[1]) if by_time else lines
    entries = [entry(f"{author} +{second} {text}") for author, second, text in ordered]
    passed = list(join_words(iter(entries), WINDOW))
    assert [album.messages if isinstance(album, Album) else album for album in passed] == entries
    for album in (album for album in passed if isinstance(album, Album)):
        for text in album.texts:
            assert text.author == album.messages[0].author
            assert album.distance(text) <= WINDOW + timedelta(seconds=15)


def test_a_long_chat_is_held_back_for_two_windows_alone() -> None:
    passed = 0

    def chat() -> Iterator[list[ChatMessage]]:
        nonlocal passed
        for n in range(5_000):
            passed = n
            yield [message(f"lin +{n * 10} [pic]")]

    behind = [passed - n for n, _ in enumerate(join_words(chat(), WINDOW)) if n < 4_000]
    assert max(behind) <= 2 * 9 + 2


@pytest.mark.parametrize("seed", [21, 22])
def test_in_a_made_chat_words_join_their_pictures(seed: int) -> None:
    chat = make_chat(seed, pictures=400)
    tally = tallies(chat, joined_in(chat, WINDOW))["all"]
    assert tally.right >= 0.97 * tally.joined
    assert tally.right >= 0.95 * tally.words


@pytest.mark.parametrize(
    "kind", ["forwarded", "forwarded text", "red packet", "share", "card", "location", "poll", "system"]
)
def test_what_a_program_wrote_joins_no_picture(kind: str) -> None:
    assert not describes(message("lin +1 茉莉真香")._replace(kind=kind))


@pytest.mark.parametrize("kind", ["text", "quote", "type 1", "Default"])
def test_what_a_member_wrote_may_join_one(kind: str) -> None:
    assert describes(message("lin +1 茉莉真香")._replace(kind=kind))
