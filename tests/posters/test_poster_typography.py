"""How texts are set, character by character."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.posters.breaks import CLOSING, OPENING
from content.posters.typography import (
    BREAK,
    broken,
    clean,
    cuts_of,
    full_width,
    initial,
    phrases,
    set_text,
    shorten,
    vertical,
    zh,
)


@pytest.mark.parametrize(
    "given, expected",
    [
        ("a\u202eb\u2066c\u200fd", "abcd"),  # bidi overrides, isolates, marks
        ("a\u200bb\u2060c\ufeffd\u00ade", "abcde"),  # zero-width space, joiner, BOM, soft hyphen
        ("a\x00b\x1b[31mc\x7f", "ab[31mc"),  # controls
        ("a\ue000b\U000f0000c", "abc"),  # private use: tofu
        ("小\u3164红\u115f", "小红"),  # blanks that count as letters
        ("一 \t  二", "一 二"),
        ("一\n二", "一\n二"),  # a line break may stay
        ("👩\u200d🍳", "👩\u200d🍳"),
        ("👨🏽\u200d❤\ufe0f\u200d👨🏻", "👨🏽\u200d❤\ufe0f\u200d👨🏻"),
        ("陈\u200d陈\u200d", "陈陈"),  # a joiner joins pictures only
        ("หมูกรอบ", "หมูกรอบ"),
        ("ก" + "\u0e47" * 30, "ก" + "\u0e47" * 3),  # a tower of marks
        ("e\u0301", "é"),
    ],
)
def test_hostile_characters_are_taken_out_and_emoji_keep_whole(given: str, expected: str) -> None:
    assert clean(given) == expected


@pytest.mark.parametrize(
    "given, expected",
    [
        ("好吃,真的", "好吃，真的"),
        ("好吃, 真的", "好吃，真的"),
        ("好吃!", "好吃！"),
        ("真的吗?", "真的吗？"),
        ("真的吗?!是", "真的吗？！是"),
        ("编辑:好看", "编辑：好看"),
        ("手冲(中深烘)", "手冲（中深烘）"),
        ('他说"好"', "他说“好”"),
        ("好看!!!!!", "好看！"),
        ("好看～～～～", "好看～"),
        ("有点贵,,,下次", "有点贵，下次"),
        ("ＡＢＣ１２３全角", "ABC123全角"),
        ("等等...", "等等……"),
        ("等等。。。", "等等……"),
        ("3.5 元", "3.5元"),
        ("8:30 起床", "8:30起床"),
        ("Mr. Chen, hello!", "Mr. Chen, hello!"),
        ("(abc)", "(abc)"),
        ("85 ℃", "85 ℃"),
        ("用 iPhone 15 拍", "用iPhone 15拍"),  # the typed space gives way to the eighth of an em
    ],
)
def test_half_width_marks_between_chinese_are_set_full_width(given: str, expected: str) -> None:
    assert full_width(given) == expected


def test_an_eighth_of_an_em_stands_between_chinese_and_latin() -> None:
    assert zh("用iPhone拍") == '<span class="g">用</span>iPhon<span class="g">e</span>拍'
    assert zh("插5支") == '<span class="g">插</span><span class="g">5</span>支'


@pytest.mark.parametrize(
    "given, squeezed",
    [
        ("好」，他", ["」"]),
        ("好，「他」的", ["，"]),
        ("（「他」的）好", ["（"]),
        ("好。好", []),
        ("好。”好", ["。"]),
        ("“好”的", []),
        ("好！……好", []),
    ],
)
def test_adjacent_punctuation_is_squeezed(given: str, squeezed: list[str]) -> None:
    assert [part[1] for part in _spans(str(zh(given)), "sq")] == squeezed


def test_what_members_write_is_escaped() -> None:
    assert zh('<b>&"好') == "&lt;b&gt;&amp;&#34;好"
    assert "<img" not in phrases('好<img src="x">好')


@pytest.mark.parametrize(
    "given, expected",
    [
        ("只喝一杯", "只喝一杯"),  # short: stays whole
        ("三个月没浇水，它反而胖了", "三个月没浇水，|它反而胖了"),
        ("多肉变「电线杆」，先怪谁？", "多肉变「电线杆」，|先怪谁？"),
        ("关掉主灯的那一刻……你听见了什么", "关掉主灯的|那一刻……|你听见了什么"),
        ("九块九的干花凭什么像九十九的那一束？", "九块九的|干花|凭什么|像九十九的|那一束？"),
        ("猫为什么只睡这一块垫子？", "猫为什么|只睡这一块|垫子？"),
        (
            "哈哈哈哈哈哈哈哈哈哈哈",
            "哈哈哈哈|哈哈哈哈|哈哈哈",
        ),  # no phrase at all: anywhere, but never one alone
        ("早安，好", "早安，好"),  # one character would stay alone
        ("👩\u200d🍳👩\u200d🍳👩\u200d🍳👩\u200d🍳", "👩\u200d🍳👩\u200d🍳👩\u200d🍳👩\u200d🍳"),
        ("", ""),
    ],
)
def test_a_headline_breaks_between_phrases(given: str, expected: str) -> None:
    assert broken(given).replace(BREAK, "|") == expected


def test_a_code_of_a_chat_program_is_its_picture() -> None:
    assert set_text("[捂脸]又胖了") == "🤦又胖了"
    assert "🐶" in vertical("[旺柴]懂的")


def test_a_line_break_of_the_author_stays_a_line_break() -> None:
    assert str(phrases("周一这口黑，\n谁先喝完？")) == "周一这口黑，<br>谁先喝完？"


TEXTS = st.text(st.sampled_from("的一二三茶花杯水吃喝好看，。！？「」（）“”…aZ9 👩\u200d🍳"), max_size=40)


@given(TEXTS)
def test_no_line_may_begin_with_a_closing_or_end_with_an_opening_mark(text: str) -> None:
    for before, after in zip(*_sides(broken(full_width(clean(text)))), strict=True):
        assert before not in OPENING
        assert after not in CLOSING


@given(TEXTS)
def test_breaking_changes_no_character(text: str) -> None:
    set_text = full_width(clean(text))
    assert broken(set_text).replace(BREAK, "") == set_text


@given(st.text(max_size=60))
def test_setting_text_twice_is_setting_it_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize(
    "nickname, expected",
    [
        ("小满", "小"),
        ("mr.陈", "M"),
        ("@阿雅", "阿"),
        ("👩\u200d🍳祎祎", "祎"),
        ("👩\u200d🍳", "👩\u200d🍳"),
        ("꧁༺ 春日 ༻꧂", "春"),
        ("[太阳]小林", "小"),
        ("ღ𝓛", "Ღ"),
        ("กุ้ง", "กุ้"),
        ("", "友"),
        ("\u202e", "友"),
    ],
)
def test_the_initial_is_what_a_reader_sees_first(nickname: str, expected: str) -> None:
    assert initial(nickname) == expected


def test_a_long_text_is_cut_after_a_sentence_or_a_comma_or_a_word() -> None:
    assert shorten("短的一句", 10) == "短的一句"
    assert shorten("今天收拾好了阳台！然后坐下喝了一杯咖啡", 12) == "今天收拾好了阳台！"
    assert shorten("收拾好了阳台，然后坐下喝了一杯咖啡，真好", 14) == "收拾好了阳台……"
    assert shorten("收拾好了阳台，喝了一杯咖啡，然后坐到天黑", 17) == "收拾好了阳台，喝了一杯咖啡……"
    assert shorten("今天收拾好了阳台然后坐下喝了一杯咖啡", 12) == "今天收拾好了阳台然后……"
    assert shorten("一\n\n二", 10) == "一 二"


def test_what_is_cut_ends_neither_with_a_mark_nor_inside_a_word() -> None:
    cuts = cuts_of("用了半个月来评价：水温稳定，噪音不大，就是说明书写得太难懂了，建议拍个视频")
    assert all(cut.endswith("……") and cut.removesuffix("……")[-1] not in CLOSING for cut in cuts)
    assert cuts[-1] == "用了半个月来评价：水温稳定，噪音不大，就是说明书写得太难懂了……"


@given(st.text(max_size=90), st.integers(10, 50))
def test_a_shortened_text_is_never_longer_than_asked(text: str, longest: int) -> None:
    assert len(shorten(text, longest)) <= longest


def _spans(html: str, name: str) -> list[tuple[str, str]]:
    parts = html.split(f'<span class="{name}">')[1:]
    return [(name, part[0]) for part in parts]


def _sides(text: str) -> tuple[list[str], list[str]]:
    places = [place for place, character in enumerate(text) if character == BREAK]
    return [text[place - 1] for place in places], [text[place + 1] for place in places]
