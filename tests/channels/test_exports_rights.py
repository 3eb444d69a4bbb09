"""What leaves may leave at that moment: the parcel to send from holds approved posts and nothing else."""

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from openpyxl import load_workbook
from PIL import Image

from channels.exports.export import export
from channels.exports.item import PosterRef, QueueItem
from channels.exports.parcel import write_zip
from channels.exports.rights import APPROVED, DRAFTS, to_send
from content.errors import NothingToSend
from content.messages import render
from content.model import ConsentState, PostState, Slot, withheld

NAME, TEXT = "小鹿在江边", "昨天在江边拍的落日"
NO = withheld(ConsentState.WITHDRAWN)
POST = QueueItem(
    id="g001-2026-11-23-afternoon",
    group="g001",
    group_name="好好吃饭",
    group_zone="Asia/Shanghai",
    date=date(2026, 11, 23),
    slot=Slot.AFTERNOON,
    goes_out_at=datetime(2026, 11, 23, 8, tzinfo=UTC),
    state=PostState.APPROVED,
    story="s1",
    story_title="一杯醒神",
    product="coffee",
    product_name="咖啡",
    submission="i1",
    member="deer",
    nickname=NAME,
    text=f"@{NAME}：{TEXT}",
    poster=None,
    version=1,
    reasons=[f"{NAME} 好久没露面"],
)
CASES = st.tuples(st.sampled_from(list(PostState)), st.sampled_from([None, NO]))


def listed(file: Path) -> list[dict[str, str]]:
    text = ZipFile(file).read("清单.csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


@given(st.lists(CASES, max_size=6), st.booleans())
def test_a_parcel_holds_what_is_approved_and_may_be_shown_and_nothing_else(
    cases: list[tuple[PostState, object]], drafts: bool
) -> None:
    posts = [
        replace(POST, id=str(n), state=state, withheld=withheld)  # type: ignore[arg-type]
        for n, (state, withheld) in enumerate(cases)
    ]
    taken = {post.id for post in to_send(posts, drafts=drafts)}
    states = APPROVED | (DRAFTS if drafts else frozenset())
    assert taken == {post.id for post in posts if post.state in states and post.withheld is None}


def test_drafts_are_taken_when_asked_for_and_say_so_everywhere(tmp_path: Path) -> None:
    draft = replace(POST, id="x", state=PostState.IN_REVIEW, slot=Slot.NOON)
    assert write_zip([POST, draft], tmp_path / "all.zip", drafts=True) == 2
    names = ZipFile(tmp_path / "all.zip").namelist()
    assert names == [
        "草稿-未批准/2026-11-23_g001_好好吃饭/草稿-2-午-1600.txt",
        "2026-11-23_g001_好好吃饭/3-暮-1600.txt",
        "清单.csv",
    ]
    assert {row["状态"] for row in listed(tmp_path / "all.zip")} == {"已批", "草稿 · 待审"}
    assert write_zip([POST, draft], tmp_path / "q.zip") == 1
    assert not [name for name in ZipFile(tmp_path / "q.zip").namelist() if "草稿" in name]


@pytest.mark.parametrize(
    "post, why",
    [
        (replace(POST, state=PostState.IN_REVIEW), "1 wait for approval"),
        (replace(POST, withheld=NO), "1 may not be shown"),
    ],
)
def test_nothing_to_send_is_one_sentence_and_no_file(tmp_path: Path, post: QueueItem, why: str) -> None:
    with pytest.raises(NothingToSend, match=why) as said:
        export([post], [], "zip", tmp_path / "q.zip")
    assert str(said.value).count(".") == 1
    assert list(tmp_path.iterdir()) == []


def test_the_list_is_in_the_order_in_which_posts_go_out_on_the_teams_clock(tmp_path: Path) -> None:
    there = [
        replace(POST, id="ny", group="g1", group_zone="America/New_York", slot=Slot.MORNING,
                goes_out_at=datetime(2026, 11, 23, 13, tzinfo=UTC)),
        replace(POST, id="sh", group="g2", slot=Slot.EVENING,
                goes_out_at=datetime(2026, 11, 23, 12, tzinfo=UTC)),
        replace(POST, id="ldn", group="g3", group_zone="Europe/London", slot=Slot.MORNING,
                goes_out_at=datetime(2026, 11, 23, 8, tzinfo=UTC)),
    ]  # fmt: skip
    write_zip(there, tmp_path / "q.zip", zone="Asia/Shanghai")
    rows = listed(tmp_path / "q.zip")
    assert [(row["时间"], row["时区"], row["团队时间"]) for row in rows] == [
        ("08:00", "Europe/London UTC+00:00", "2026-11-23 16:00"),
        ("20:00", "Asia/Shanghai UTC+08:00", "2026-11-23 20:00"),
        ("08:00", "America/New_York UTC-05:00", "2026-11-23 21:00"),
    ]
    assert {row["团队时区"] for row in rows} == {"Asia/Shanghai UTC+08:00"}


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json", "ics", "html"])
def test_what_was_taken_back_leaves_no_words_name_or_picture_in_any_export(tmp_path: Path, kind: str) -> None:
    poster = tmp_path / "poster.jpg"
    Image.new("RGB", (54, 72), "#C88A00").save(poster)
    post = replace(
        POST, poster=PosterRef("k1", poster, sha256(poster.read_bytes()).hexdigest(), 1080, 1440, "share")
    )
    out = tmp_path / f"q.{kind}"
    for item, there in ((post, True), (replace(post, withheld=NO), False)):
        export([item], [], kind, out)
        said = words_in(out)
        assert (NAME in said) == there
        assert (TEXT in said) == there
        assert (render(NO, "zh") in said) != there
        if kind in ("csv", "json"):
            assert ("poster.jpg" in said) == there
        if kind == "html":
            assert ("data:image/jpeg" in said) == there


def words_in(file: Path) -> str:
    if file.suffix == ".xlsx":
        return str([cell.value for page in load_workbook(file) for row in page.iter_rows() for cell in row])
    if file.suffix == ".ics":
        return str(
            [str(event["DESCRIPTION"]) for event in Calendar.from_ical(file.read_bytes()).walk("VEVENT")]
        )
    if file.suffix == ".json":
        return str(json.loads(file.read_text(encoding="utf-8")))
    return file.read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("state", sorted(DRAFTS))
def test_what_nobody_approved_is_called_a_draft_in_calendars_and_workbooks(
    tmp_path: Path, state: PostState
) -> None:
    for post, is_draft in ((replace(POST, state=state), True), (POST, False)):
        export([post], [], "ics", tmp_path / "q.ics")
        export([post], [], "xlsx", tmp_path / "q.xlsx")
        (event,) = Calendar.from_ical((tmp_path / "q.ics").read_bytes()).walk("VEVENT")
        assert event["SUMMARY"].startswith("【草稿】") == is_draft
        assert load_workbook(tmp_path / "q.xlsx")["待发队列"]["F2"].value.startswith("草稿") == is_draft


def test_a_parcel_holds_what_waits_for_whoever_sends_it(tmp_path: Path) -> None:
    waiting = replace(POST, id="x", state=PostState.HANDED_OFF, slot=Slot.NOON)
    assert write_zip([POST, waiting], tmp_path / "q.zip") == 2
    assert len(listed(tmp_path / "q.zip")) == 2
