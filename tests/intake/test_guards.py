"""What strangers send: too much, too fast, of the wrong kind, from elsewhere; nothing of it gets anywhere."""

import json
import os
import shutil
import struct
from io import BytesIO
from pathlib import Path

import pytest
from anyio import move_on_after, run
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from starlette.testclient import TestClient

from channels.readers.submission_page import PageInbox
from content.model import Group, SubmissionLink
from content.rights.page_codes import typed_code
from content.submission_page.folder import PageFolder
from content.submission_page.shapes import PageRequest
from desk.intake import limits
from desk.intake.app import create_app
from desk.intake.house import PageHouse
from desk.intake.keys import PageKey
from desk.intake.limits import TRIES_PER_ADDRESS, WAIT_SECONDS, has_taken_trouble, is_work
from desk.intake.photo_head import PHOTO_BYTES, photo_head
from desk.intake.uploads import KEPT_SECONDS, PageUploads, PhotoPiece, Refused
from services.context import Context
from services.page_taking import heed_requests
from tests.intake.conftest import ADDRESS, HOSTS, Browser, Clock, picture

UPLOAD = "ab" * 16


def put(browser: Browser, data: bytes, at: int, size: int, upload: str = UPLOAD) -> tuple[int, object]:
    answer = browser.client.put(f"{browser.path}/photo/{upload}?at={at}&size={size}", content=data)
    return answer.status_code, answer.json()


# -- photos ---------------------------------------------------------------------------------------------
def test_a_photo_comes_in_pieces_and_goes_on_after_a_break(browser: Browser, folder: PageFolder) -> None:
    photo = picture()
    half = len(photo) // 2
    assert put(browser, photo[:half], 0, len(photo)) == (200, {"size": half})
    assert put(browser, photo[:half], 0, len(photo)) == (200, {"size": half})  # the answer was lost: again
    assert put(browser, b"late", 5, len(photo)) == (200, {"size": half})
    assert browser.client.get(f"{browser.path}/photo/{UPLOAD}").json() == {"size": half}
    assert put(browser, photo[half:], half, len(photo)) == (200, {"size": len(photo)})
    assert browser.send(uploads=UPLOAD).status_code == 200
    (sent,) = folder.drop.glob("*/*/01.jpg")
    assert sent.read_bytes() == photo
    assert list(folder.parts.iterdir()) == []


@pytest.mark.parametrize(
    ("data", "size", "refused"),
    [
        (b"\0\0\0\x18ftypmp42" + bytes(40), 52, "video"),
        (b"<svg onload=alert(1)>", 21, "unreadable"),
        (b"\xff\xd8\xff\xe0" + bytes(20), PHOTO_BYTES + 1, "too_large"),
        (b"\xff\xd8\xff\xe0" + bytes(20), 10, "too_large"),
        (b"", 0, "empty"),
    ],
)
def test_what_is_no_photo_is_refused_by_its_first_bytes(
    browser: Browser, folder: PageFolder, data: bytes, size: int, refused: str
) -> None:
    assert put(browser, data, 0, size) == (422, {"refused": refused})
    assert list(folder.parts.iterdir()) == []


def test_a_bomb_of_pixels_is_refused_by_its_head(browser: Browser) -> None:
    png = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 60_000, 60_000) + bytes(30)
    assert put(browser, png, 0, len(png)) == (422, {"refused": "too_many_pixels"})
    assert "像素太多" in browser.send(png).text


@pytest.mark.parametrize(("kind", "suffix"), [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp")])
def test_the_head_tells_kind_and_size(kind: str, suffix: str) -> None:
    for lossless in (False, True):
        out = BytesIO()
        Image.new("RGB", (640, 480)).save(out, kind, lossless=lossless)
        head = photo_head(out.getvalue())
        assert head is not None
        assert (head.suffix, head.pixels) == (suffix, 640 * 480)


@given(
    st.binary(max_size=300), st.sampled_from([b"", b"\xff\xd8\xff", b"RIFF\0\0\0\0WEBP", b"\0\0\0\0ftypheic"])
)
def test_any_bytes_may_be_looked_at(data: bytes, beginning: bytes) -> None:
    photo_head(beginning + data)


@pytest.mark.parametrize("upload", ["..%2f..%2fstate%2fkey", "AB" * 16, "ab" * 15, "ab" * 16 + ".x"])
def test_a_photo_has_no_other_name_than_its_own(browser: Browser, upload: str) -> None:
    answer = browser.client.put(f"{browser.path}/photo/{upload}?at=0&size=9", content=b"\xff\xd8\xff")
    assert answer.status_code == 404


def test_parts_that_nobody_sent_go_after_a_day(folder: PageFolder) -> None:
    uploads = PageUploads(folder.parts)
    folder.prepare()
    uploads.add(PhotoPiece(UPLOAD, 0, 99), b"\xff\xd8\xff\xe0" + bytes(20))
    file = next(folder.parts.iterdir())
    os.utime(file, (file.stat().st_mtime - KEPT_SECONDS - 1,) * 2)
    uploads.sweep()
    assert list(folder.parts.iterdir()) == []
    assert uploads.take(UPLOAD) is Refused.UNREADABLE


# -- bodies, hosts, sites -------------------------------------------------------------------------------
def test_a_body_that_says_it_is_too_large_is_not_read(browser: Browser) -> None:
    answer = browser.client.post(
        browser.path,
        content=iter([b"x"]),
        headers={"Content-Type": "multipart/form-data; boundary=b", "Content-Length": "999999999"},
    )
    assert (answer.status_code, "太大了" in answer.text) == (413, True)


def test_a_body_without_a_length_is_counted(browser: Browser) -> None:
    answer = browser.client.put(
        f"{browser.path}/photo/{UPLOAD}?at=0&size=900000",
        content=(b"\xff\xd8\xff" + bytes(9_997) for _ in range(90)),
    )
    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 421),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": ADDRESS}, 422),
    ],
)
def test_forms_come_from_the_page_itself(browser: Browser, headers: dict[str, str], status: int) -> None:
    assert browser.client.post(browser.path, data={"nickname": "x"}, headers=headers).status_code == status


def test_every_answer_has_a_strict_policy(browser: Browser) -> None:
    for path in (browser.path, "/s/withdraw", "/nowhere", "/s/brand.css"):
        headers = browser.client.get(path).headers
        assert "default-src 'self'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in browser.open().headers["Cache-Control"]


@pytest.mark.parametrize(
    "path",
    [
        "/static/submit.css/../../app.py",
        "/static/js/live.js",
        "/s/picture/site.json",
        "/s/picture/..%2fsite.json",
    ],
)
def test_files_are_served_by_name_alone(browser: Browser, path: str) -> None:
    assert browser.client.get(path).status_code == 404


# -- floods ---------------------------------------------------------------------------------------------
def test_while_a_flood_lasts_a_form_takes_time_or_work(
    browser: Browser, house: PageHouse, clock: Clock
) -> None:
    for _ in range(limits.FLOOD):
        house.limits.all_sent.add("")
    browser.open()
    fields = dict(browser.fields)
    answer = browser.send(picture())
    assert (answer.status_code, "过半分钟再点一次" in answer.text) == (422, True)
    browser.fields = fields
    clock.at = clock.at.fromtimestamp(clock.at.timestamp() + WAIT_SECONDS, clock.at.tzinfo)
    assert browser.send(picture()).status_code == 200
    browser.open()
    proof = next(str(n) for n in range(10**7) if is_work(browser.fields["once"], str(n)))
    assert browser.send(picture(2), proof=proof).status_code == 200


def test_a_stamp_is_of_this_form_and_of_this_page_alone(clock: Clock) -> None:
    key, other = PageKey(b"k" * 32), PageKey(b"o" * 32)
    stamp = key.stamp("once", clock())
    assert key.age("once", stamp, clock()) == 0
    assert key.age("twice", stamp, clock()) is None
    assert other.age("once", stamp, clock()) is None
    for broken in ("", ".", "١.x", "9" * 400 + ".x", stamp[1:], stamp + "0"):
        assert key.age("once", broken, clock()) is None
    assert not has_taken_trouble(None, "once", "")


def test_one_address_has_sixty_an_hour(browser: Browser, house: PageHouse) -> None:
    for _ in range(limits.PER_ADDRESS):
        house.limits.sent.add("testclient")
    assert browser.send(picture()).status_code == 429


def test_the_folder_and_the_disk_have_an_end(
    browser: Browser, folder: PageFolder, house: PageHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = type("usage", (), {"free": limits.SPARE_BYTES - 1})
    with monkeypatch.context() as full:
        full.setattr(shutil, "disk_usage", lambda _: usage)
        answer = browser.send(picture())
        assert (answer.status_code, "这会儿收不下" in answer.text) == (503, True)
        assert put(browser, b"\xff\xd8\xff", 0, 9) == (503, {"refused": "full"})
    house.limits.room.take(10**12)
    assert browser.send(picture()).status_code == 503
    assert list(folder.drop.rglob("*")) == []


def test_a_disk_that_fills_up_half_way_leaves_nothing_half(
    browser: Browser, folder: PageFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as failing:
        failing.setattr(Path, "rename", full)
        assert browser.send(picture()).status_code == 503
    assert [file for file in folder.root.rglob("*") if file.is_file() and "receipts" in str(file)] == []
    assert list(folder.drop.rglob("entry.json")) == []
    assert list(folder.parts.glob("*.new")) == []


# -- codes ----------------------------------------------------------------------------------------------
def test_from_where_codes_are_guessed_no_code_is_looked_up_for_a_while(browser: Browser) -> None:
    browser.send(picture())
    guesses = [
        browser.client.post("/s/withdraw", data={"code": "4F7K-9QXM"}) for _ in range(TRIES_PER_ADDRESS + 1)
    ]
    assert [guess.status_code for guess in guesses] == [404] * TRIES_PER_ADDRESS + [429]
    assert browser.client.post("/s/withdraw", data={"code": browser.code}).status_code == 429


@given(st.text(max_size=30))
def test_a_code_is_read_however_it_is_typed_and_nothing_else_is(text: str) -> None:
    code = typed_code(text)
    assert code is None or len(code) == 9
    assert typed_code(" 4f7k – 9qxm ") == "4F7K-9QXM"


def test_codes_and_names_are_nowhere_in_the_files_of_the_page(browser: Browser, folder: PageFolder) -> None:
    browser.send(picture())
    for file in (*folder.receipts.rglob("*.json"), *folder.state.iterdir()):
        held = file.read_bytes()
        assert browser.code.encode() not in held
        assert "阿雅".encode() not in held
    assert (folder.state / "key").stat().st_mode & 0o777 == 0o600


# -- a page that was taken over -------------------------------------------------------------------------
@pytest.fixture
def sent(browser: Browser, folder: PageFolder) -> Path:
    browser.send(picture())
    (home,) = folder.drop.glob("*/*")
    return home


def refused(home: Path, context: Context) -> str:
    with context.open_store(reading=True) as store:
        links = {link.id: link for link in store.submission_links.links()}
    inbox = PageInbox(home.parents[1], "page", links, {"g1": Group("g1", "一群")})
    (item,) = inbox.items(home.parent.name)
    return str(getattr(inbox.read(item), "reason", ""))


def test_what_was_sent_is_read(sent: Path, context: Context) -> None:
    assert refused(sent, context) == ""


def test_links_in_the_drop_lead_nowhere(sent: Path, context: Context) -> None:
    (sent / "01.jpg").unlink()
    (sent / "01.jpg").symlink_to("/etc/passwd")
    assert refused(sent, context) == "link"


@pytest.mark.parametrize(
    "change",
    [
        {"months": 23},
        {"use": "everything"},
        {"photos": ["../../x.jpg"]},
        {"photos": ["01.jpg", "02.jpg"]},
        {"ref": "0" * 32},
        {"more": 1},
        {"sent_at": "2026-11-22T18:00:00"},
    ],
)
def test_an_entry_that_the_page_would_not_write_is_refused(
    sent: Path, context: Context, change: dict[str, object]
) -> None:
    entry = json.loads((sent / "entry.json").read_bytes())
    (sent / "entry.json").write_text(json.dumps(entry | change))
    assert refused(sent, context) == "bad_sidecar"


def test_a_link_that_nobody_made_brings_nothing(sent: Path, context: Context) -> None:
    entry = json.loads((sent / "entry.json").read_bytes())
    (sent / "entry.json").write_text(json.dumps(entry | {"link": "forged"}))
    assert refused(sent, context) == "no_group"


@pytest.mark.parametrize("text", ["", "{}", '{"ref": "x"}', "[" * 9_000])
def test_a_request_that_is_none_goes_and_changes_nothing(
    context: Context, folder: PageFolder, link: tuple[str, SubmissionLink], text: str
) -> None:
    folder.prepare()
    file = folder.requests / f"{'0' * 32}.json"
    file.write_text(text)
    assert heed_requests(context) == 0
    assert not file.exists()


def test_a_request_for_what_nobody_sent_goes(context: Context, folder: PageFolder, clock: Clock) -> None:
    folder.prepare()
    request = PageRequest(ref="0" * 32, delete=True, at=clock())
    folder.request(request.ref).write_text(request.model_dump_json())
    assert heed_requests(context) == 1
    assert list(folder.requests.iterdir()) == []


def test_before_anything_is_published_the_page_says_so(tmp_path: Path, clock: Clock) -> None:
    folder = PageFolder(tmp_path / "page")
    folder.prepare()
    client = TestClient(create_app(PageHouse(folder, clock), HOSTS), base_url=ADDRESS)
    assert client.get("/s/" + "x" * 43).status_code == 503
    assert client.get("/s/withdraw").status_code == 503
    assert client.get("/healthz").text == "ok\n"


def test_one_sender_at_a_time_from_an_address_and_others_beside_it(folder: PageFolder) -> None:
    async def send(house: PageHouse) -> list[bool]:
        async with house.room_for_forms("203.0.113.7"):
            with move_on_after(0.01) as same:
                async with house.room_for_forms("203.0.113.7"):
                    pass
            with move_on_after(5) as other:
                async with house.room_for_forms("198.51.100.9"):
                    pass
        return [same.cancelled_caught, other.cancelled_caught]

    assert run(send, PageHouse(folder)) == [True, False]
