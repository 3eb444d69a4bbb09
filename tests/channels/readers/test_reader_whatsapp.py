"""WhatsApp writes what the phone's region likes; all of it is read, and nothing is guessed."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from channels.readers.messages import DateOrder, SourceOptions
from content.inbox import Record
from content.messages import render
from content.model import ConsentState

SHANGHAI = ZoneInfo("Asia/Shanghai")
Put, Read = Callable[..., Path], Callable[..., Any]


@pytest.mark.parametrize(
    "stamp",
    [
        "20/11/26, 21:05 - ",
        "11/20/26, 9:05 PM - ",
        "11/20/26, 9:05\u202fPM - ",
        "20.11.26, 21:05 - ",
        "2026-11-20, 21:05 - ",
        "[20/11/2026, 21:05:00] ",
        "\u200e[2026/11/20, 9:05:00 PM] ",
        "[2026/11/20 下午9:05:00] ",
        "2026/11/20 下午9:05 - ",
        "2026/11/20 晚上9:05 - ",
        "20/11/2026, 9:05 p. m. - ",
        "20.11.2026 21.05 - ",
        "20/11/2026 à 21:05 - ",
        "2026. 11. 20. 오후 9:05 - ",
        "20/11/2569 21:05 - ",
        "115/11/20 下午9:05 - ",
        "20/11/2026، 9:05 م - ",
        "20/11/2026 9:05 CH - ",
        "20/11/2026, 9:05 μ.μ. - ",
    ],
)
def test_the_styles_of_all_regions_say_the_same_instant(put: Put, read: Read, stamp: str) -> None:
    dates = DateOrder.DMY if stamp[6:8] == "26" and stamp[:2] == "20" else None
    (record,) = read(
        put("_chat.txt", f"{stamp}阿雅: 早安"), SourceOptions(zone=SHANGHAI, dates=dates)
    ).records
    assert record.posted_at == datetime(2026, 11, 20, 21, 5, tzinfo=SHANGHAI)
    assert (record.member.nickname, record.text, record.group) == ("阿雅", "早安", "g1")


@pytest.mark.parametrize(
    ("said", "hour"), [("12:30 AM", 0), ("12:30 PM", 12), ("1:30 PM", 13), ("00:30 AM", 0)]
)
def test_noon_and_midnight(put: Put, read: Read, said: str, hour: int) -> None:
    (record,) = read(put("_chat.txt", f"11/20/26, {said} - A: x")).records
    assert record.posted_at.hour == hour


@pytest.mark.parametrize(
    ("said", "clock"),
    [
        ("上午12:30", (0, 30)),
        ("凌晨12:05", (0, 5)),
        ("中午12:30", (12, 30)),
        ("中午11:50", (11, 50)),
        ("中午1:10", (13, 10)),
        ("下午12:30", (12, 30)),
        ("晚上12:30", (0, 30)),
        ("晚上11:30", (23, 30)),
        ("午後0:30", (12, 30)),
        ("오전 12:30", (0, 30)),
        ("深夜2:10", (2, 10)),
    ],
)
def test_a_part_of_the_day_says_which_hour_is_meant(
    put: Put, read: Read, said: str, clock: tuple[int, int]
) -> None:
    (record,) = read(put("_chat.txt", f"2026/11/20 {said} - A: x")).records
    assert (record.posted_at.day, record.posted_at.hour, record.posted_at.minute) == (20, *clock)


@pytest.mark.parametrize(
    "words", ["訊息和通話經端對端加密。", "Nachrichten und Anrufe sind Ende-zu-Ende-verschlüsselt."]
)
def test_the_apps_own_words_are_nobodys_in_other_languages_too(put: Put, read: Read, words: str) -> None:
    told = read(
        put("_chat.txt", f"[20/11/2026, 21:05:12] 茶友群: \u200e{words}", "[20/11/2026, 21:06:00] A: x")
    )
    assert [record.member and record.member.nickname for record in told.records] == [None, "A"]


def test_dates_with_dots_have_the_day_first_where_nothing_else_tells(put: Put, read: Read) -> None:
    (record,) = read(put("_chat.txt", "02.03.26, 10:00 - A: x")).records
    assert (record.posted_at.month, record.posted_at.day) == (3, 2)
    (record,) = read(put("_chat.txt", "26.03.02, 10:00 - A: x")).records
    assert (record.posted_at.month, record.posted_at.day) == (3, 2)


def test_messages_of_one_moment_keep_their_ids_when_the_clock_runs_back(put: Put, read: Read) -> None:
    lines = [f"20/11/2026, 10:{minute} - A: {n}" for n, minute in enumerate(("00", "00", "05", "00", "00"))]
    records = read(put("_chat.txt", *lines)).records
    assert len({record.id for record in records}) == len(lines)
    again = read(put("_chat.txt", *lines, "20/11/2026, 10:06 - A: x")).records
    assert [record.id for record in again[:5]] == [record.id for record in records]


def test_dates_that_can_be_read_both_ways_are_asked_for(put: Put, read: Read) -> None:
    file = put("_chat.txt", "01/02/26, 10:00 - A: x", "03/04/26, 10:00 - A: y")
    (refused,) = read(file).refused
    assert refused.reason == "dates_open"
    assert "1/2/26" in render(refused.why, "en")
    assert "--dates dmy or --dates mdy" in render(refused.why, "en")
    days = [
        [(r.posted_at.month, r.posted_at.day) for r in read(file, SourceOptions(dates=order)).records]
        for order in (DateOrder.DMY, DateOrder.MDY)
    ]
    assert days == [[(2, 1), (4, 3)], [(1, 2), (3, 4)]]


def test_a_year_before_there_was_such_a_chat_rules_an_order_out(put: Put, read: Read) -> None:
    """02.03.26 is no day of 2002, and 14.03.26 no day of a fourteenth month."""
    told = read(put("_chat.txt", "02.03.26, 10:00 - A: x", "14.03.26, 10:00 - A: y"))
    assert [(r.posted_at.month, r.posted_at.day) for r in told.records] == [(3, 2), (3, 14)]


@pytest.mark.parametrize("name", ["IMG-20260302-WA0001.jpg", "00000012-PHOTO-2026-03-02-10-00-00.jpg"])
def test_the_day_in_the_name_of_an_attached_file_decides(put: Put, read: Read, name: str) -> None:
    put(name, b"x")
    (record,) = read(put("_chat.txt", f"02/03/26, 10:00 - A: {name} (file attached)")).records
    assert (record.posted_at.month, record.posted_at.day) == (3, 2)


def test_files_of_other_days_decide_nothing(put: Put, read: Read) -> None:
    put("IMG-20250711-WA0001.jpg", b"x")
    told = read(put("_chat.txt", "02/03/26, 10:00 - A: IMG-20250711-WA0001.jpg (file attached)"))
    assert [one.reason for one in told.refused] == ["dates_open"]


def test_time_that_would_run_backwards_decides(put: Put, read: Read) -> None:
    lines = [f"{day}/2026, 10:00 - A: x" for day in ("05/01", "12/01", "03/02", "04/02")]
    told = read(put("_chat.txt", *lines))
    assert [(r.posted_at.month, r.posted_at.day) for r in told.records] == [(1, 5), (1, 12), (2, 3), (2, 4)]


def test_one_step_back_in_time_proves_no_order(put: Put, read: Read) -> None:
    days = ("2/3", "2/5", "2/6", "1/9", "2/9")
    told = read(put("_chat.txt", *(f"{day}/26, 10:00 - A: x" for day in days)))
    assert ([one.reason for one in told.refused], told.records) == (["dates_open"], [])


def test_a_day_to_come_rules_an_order_out(put: Put, read: Read) -> None:
    """20/11/26 may be of 2020 and of 2026; but not 27/11/26 in the year 2026, if 27 were the year."""
    file = put("_chat.txt", "20/11/26, 10:00 - A: x", "27/11/26, 10:00 - A: y")
    assert [refused.reason for refused in read(file).refused] == ["dates_open"]
    told = read(file, SourceOptions(now=datetime(2026, 12, 1, tzinfo=UTC)))
    assert [(r.posted_at.year, r.posted_at.day) for r in told.records] == [(2026, 20), (2026, 27)]


def test_an_order_that_the_file_contradicts_is_refused(put: Put, read: Read) -> None:
    (refused,) = read(
        put("_chat.txt", "20/11/2026, 10:00 - A: x"), SourceOptions(dates=DateOrder.MDY)
    ).refused
    assert "leave out --dates" in render(refused.why, "en")


def test_lines_without_a_date_go_on_with_the_message(put: Put, read: Read) -> None:
    told = read(put("_chat.txt", "20/11/2026, 10:00 - A: one", "", "three: 3", "20/11/2026, 10:01 - B: x"))
    assert [text for _, text, _ in told.shown] == ["one\n\nthree: 3", "x"]


def test_notices_are_nobodys_words(put: Put, read: Read) -> None:
    told = read(
        put(
            "_chat.txt",
            "20/11/2026, 10:00 - Messages and calls are end-to-end encrypted. No one can read them.",
            "20/11/2026, 10:00 - 我们的群: Messages and calls are end-to-end encrypted. Tap to learn more.",
            '20/11/2026, 10:01 - 阿雅 created group "早安"',
            "20/11/2026, 10:02 - 阿雅: 在吗",
        )
    )
    assert told.kinds == ["system", "system", "system", "text"]
    assert [r.member.nickname for r in told.records if r.member] == ["阿雅"]


@pytest.mark.parametrize(
    "said",
    [
        "\u200eIMG-20261120-WA0001.jpg (file attached)\n早上好",
        "IMG-20261120-WA0001.jpg (文件附件)\n早上好",
        "早上好 \u200e<attached: IMG-20261120-WA0001.jpg>",
        "<附件：IMG-20261120-WA0001.jpg>\n早上好",
    ],
)
def test_a_picture_with_its_caption(put: Put, read: Read, said: str) -> None:
    put("IMG-20261120-WA0001.jpg", b"x")
    told = read(put("_chat.txt", f"20/11/2026, 10:00 - 阿雅: {said}"))
    assert (told.shown, told.kinds) == ([("阿雅", "早上好", ["IMG-20261120-WA0001.jpg"])], ["image"])


def test_pictures_sent_in_one_minute_are_one_submission_until_another_speaks(put: Put, read: Read) -> None:
    for n in range(5):
        put(f"IMG-20261120-WA000{n}.jpg", b"x")
    line = "20/11/2026, 10:0{} - {}: IMG-20261120-WA000{}.jpg (file attached)"
    told = read(
        put(
            "_chat.txt",
            line.format(0, "A", 0),
            line.format(0, "A", 1) + "\n两张",
            line.format(0, "B", 2),
            line.format(0, "A", 3),
            line.format(1, "A", 4),
        )
    )
    assert [len(record.media) for record in told.records] == [2, 1, 1, 1]
    assert told.records[0].text == "两张"
    assert len(told.records[0].messages) == 2


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("<Media omitted>", None),
        ("\u200eimage omitted", None),
        ("<省略多媒体文件>", None),
        ("图片已忽略", None),
        ("IMG-20261120-WA0009.jpg (file attached)", None),
        ("video omitted", "video"),
        ("视频已忽略", "video"),
        ("\u200eaudio omitted", "voice"),
        ("sticker omitted", "sticker"),
        ("STK-20261120-WA0001.webp (file attached)", "sticker"),
        ("PTT-20261120-WA0001.opus (file attached)", "voice"),
        ("<attached: 0001-DOC.pdf>", "file"),
    ],
)
def test_what_was_left_out_of_the_export_is_told(put: Put, read: Read, said: str, kind: str | None) -> None:
    told = read(put("_chat.txt", f"20/11/2026, 10:00 - A: {said}"))
    if kind:
        assert (told.kinds, told.refused) == ([kind], [])
    else:
        assert [refused.reason for refused in told.refused] == ["media_missing"]
        assert "export again with media" in render(told.refused[0].why, "en")


def test_a_deleted_message_withdraws_what_was_gathered_in_its_place(put: Put, an_inbox: Read) -> None:
    put("IMG-20261120-WA0001.jpg", b"x")
    sent = "20/11/2026, 10:00 - A: IMG-20261120-WA0001.jpg (file attached)"
    before = an_inbox(put("_chat.txt", "20/11/2026, 10:00 - A: hi", sent))
    record = before.read(before.items("_chat.txt")[0])
    assert isinstance(record, Record)
    after = an_inbox(
        put("_chat.txt", "20/11/2026, 10:00 - A: hi", "20/11/2026, 10:00 - A: This message was deleted")
    )
    (event,) = after.events
    assert (event.state, event.message, event.member) == (ConsentState.WITHDRAWN, record.messages[0], "A@g1")


def test_a_phone_number_is_no_nickname(put: Put, read: Read) -> None:
    (record,) = read(put("_chat.txt", "20/11/2026, 10:00 - +86 138 0013 8000: x")).records
    assert record.member.nickname == "群友000"
    assert "138" not in record.member.nickname


def test_what_precedes_the_first_message_is_refused_and_the_rest_is_read(put: Put, read: Read) -> None:
    told = read(put("_chat.txt", "some words", "20/11/2026, 10:00 - A: x"))
    assert told.refused[0].where == "line 1"
    assert [text for _, text, _ in told.shown] == ["x"]


def test_a_message_beyond_all_measure_is_refused_alone(put: Put, read: Read) -> None:
    told = read(put("_chat.txt", "20/11/2026, 10:00 - A: x", *["y" * 9_999] * 11, "20/11/2026, 10:01 - B: z"))
    assert [refused.where for refused in told.refused] == ["line 1"]
    assert [text for _, text, _ in told.shown] == ["z"]


@pytest.mark.parametrize("header", ["[02.03.2026, 09:05:07] ", "02/03/2026, 21:05 - ", "3/2/26, 9:05 PM - "])
def test_a_file_that_ends_within_a_header_gives_nothing_of_it_to_the_message_before(
    put: Put, read: Read, header: str
) -> None:
    whole = f"{header}A: 13 cups\n{header}B: 早安\n今天\n{header}"
    for length in range(len(whole) - len(header) + 1, len(whole)):
        told = read(put("_chat.txt", whole[:length].encode()), SourceOptions(dates=DateOrder.DMY))
        assert [text for _, text, _ in told.shown if text] == ["13 cups", "早安\n今天"], whole[:length]
        if whole[:length].endswith(header.rstrip(" ")):
            continue
        assert [refused.where for refused in told.refused] == ["line 4"], whole[:length]
        assert "the file ends within the beginning of a message" in render(told.refused[0].why, "en")


@pytest.mark.parametrize("last", ["23 小时\n", "23\n", "2/3\n", "3 cups", "a - b", "早安"])
def test_a_last_line_of_words_is_no_header_cut_short(put: Put, read: Read, last: str) -> None:
    told = read(put("_chat.txt", f"20/11/2026, 10:00 - A: x\n{last}".encode()))
    assert [text for _, text, _ in told.shown] == [f"x\n{last.strip()}"]
    assert told.refused == []


@pytest.mark.parametrize(
    "line",
    [
        "IMG-20260302-WA0001.jpg (附件檔案)",
        "IMG-20260302-WA0001.jpg (tiedosto liitetty)",
        "\u200e<Anhang: IMG-20260302-WA0001.jpg>",
    ],
)
def test_an_attachment_is_one_in_any_language(put: Put, read: Read, line: str) -> None:
    put("IMG-20260302-WA0001.jpg", b"x")
    told = read(put("_chat.txt", f"20/11/2026, 10:00 - A: {line}\n早安\n"))
    assert told.shown == [("A", "早安", ["IMG-20260302-WA0001.jpg"])]


def test_a_files_own_name_is_no_caption(put: Put, read: Read) -> None:
    put("a.jpg", b"x")
    told = read(put("_chat.txt", "[20/11/2026, 10:00:00] A: a.jpg <attached: a.jpg>\n"))
    assert told.shown == [("A", "", ["a.jpg"])]
