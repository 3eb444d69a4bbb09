"""The form as members meet it: what it shows, what it asks for, and when nothing is taken."""

from collections.abc import Callable
from datetime import date, timedelta
from hashlib import sha256

import pytest

from content.messages.catalog import read_catalog
from content.model import Activity, ActivityKind
from content.review.upset import pause_group
from content.submission_page.folder import PageFolder
from content.submission_page.shapes import PageEntry, PageLimits, PageSite
from content.submission_page.terms import WORDING
from desk.i18n import LOCALE
from desk.intake.look import FILES, STATIC
from services.context import Context
from services.submission_links import revoke_link
from services.submission_page import publish_page
from tests.intake.conftest import Browser, Clock, picture

TERMS = (  # what a member agrees to; another text is another WORDING, and docs/intake.md keeps the old one
    "这些照片可以用在哪里？",
    "只在这个群",
    "做成海报，只发在{group}。",
    "{brand}的所有群",
    "另外 {n} 个群的人也能看到。",
    "以后有了别的群，那里的人也能看到。",
    "还可以用于广告",
    "也能出现在朋友圈广告、商品页和门店。",
    "用到什么时候",
    "过了那一天不再用。",
    "随时可以收回。",
    "发完会给你一个口令，在群里说“撤回”加口令，或回到这一页点“撤回”。没发的马上停，发出去的当天去删。",
    "照片是我拍的，里面的人也同意。我已满 14 岁；不满 14 岁请家长来发。",
)
WORDINGS = {"1": "2bfac9286e8009bf"}


def entry_in(folder: PageFolder) -> PageEntry:
    (file,) = folder.drop.glob("*/*/entry.json")
    return PageEntry.model_validate_json(file.read_bytes())


def test_nothing_is_chosen_before_the_member_chooses(browser: Browser) -> None:
    page = browser.open().text
    assert page.count('name="use"') == 3
    assert page.count(" checked") == 1  # the shortest time alone
    assert '<input type="radio" name="months"\n value="6" checked>' in page


def test_the_last_day_of_each_choice_is_written_out(browser: Browser) -> None:
    page = browser.open().text
    for day in ("2027 年 5 月 23 日", "2027 年 11 月 23 日", "2028 年 11 月 23 日"):
        assert day in page


def test_a_page_with_three_posters_weighs_less_than_a_hundred_kilobytes(browser: Browser) -> None:
    files = sum((STATIC / name).stat().st_size for name in FILES if "thanks" not in name)
    assert len(browser.open().content) + files + 3 * 9_000 < 100_000


def test_a_wording_is_never_changed_under_its_number() -> None:
    english = read_catalog(LOCALE / "en" / "submit.po")
    shown = "\n".join(f"{text}\n{english.gettext(text)}" for text in TERMS)
    assert sha256(shown.encode()).hexdigest()[:16] == WORDINGS[WORDING]


@pytest.mark.parametrize(
    ("lacking", "sentence"),
    [
        ({"nickname": " \u200b"}, "还没说怎么称呼你"),
        ({"use": ""}, "还没选可以用在哪里"),
        ({"use": "everything"}, "还没选可以用在哪里"),
        ({"agree": ""}, "还没勾"),
        ({"words": "字" * 61}, "话太长了"),
    ],
)
def test_what_is_missing_is_said_and_photos_need_not_be_chosen_again(
    browser: Browser, folder: PageFolder, lacking: dict[str, str], sentence: str
) -> None:
    answer = browser.send(picture(), **lacking)
    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert list(folder.drop.rglob("*")) == []
    (kept,) = folder.parts.glob("*.part")
    assert kept.stem in answer.text
    assert browser.send(uploads=kept.stem).status_code == 200
    assert entry_in(folder).photos == ("01.jpg",)


def test_a_photo_is_named_by_its_place_and_by_what_it_is(browser: Browser, folder: PageFolder) -> None:
    browser.send(picture(1), picture(2, "PNG"), picture(3, "WEBP"))
    assert entry_in(folder).photos == ("01.jpg", "02.png", "03.webp")
    (home,) = folder.drop.glob("*/*")
    assert sorted(file.name for file in home.iterdir()) == ["01.jpg", "02.png", "03.webp", "entry.json"]


def test_the_same_form_sent_twice_is_one_submission(browser: Browser, folder: PageFolder) -> None:
    browser.open()
    fields = dict(browser.fields)
    browser.send(picture())
    code, browser.fields = browser.code, fields
    browser.send(picture())
    assert browser.code == code
    assert entry_in(folder).code == code[:4]


def test_words_and_names_are_shown_as_text_and_never_as_markup(browser: Browser, folder: PageFolder) -> None:
    answer = browser.send(nickname="<b>x", words='"><script>alert(1)</script>')
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;" in answer.text
    assert 'value="&lt;b&gt;x"' in answer.text


@pytest.mark.parametrize(
    ("day", "sentence", "status"),
    [(0, "加照片", 200), (8, "杯子周收完了", 200)],
)
def test_a_call_that_is_over_still_welcomes_everyday_photos(
    context: Context,
    other_browser: Callable[..., Browser],
    clock: Clock,
    day: int,
    sentence: str,
    status: int,
) -> None:
    call = Activity("#杯子", "杯子周", ActivityKind.PHOTOS, date(2026, 11, 20), date(2026, 11, 29))
    with context.open_store() as store:
        store.koc.put_activity(call, actor="小林", at=clock())
    browser = other_browser(activity="#杯子", title="你家那只杯子，今天装了什么？")
    clock.at += timedelta(days=day)
    answer = browser.open()
    assert (answer.status_code, sentence in answer.text) == (status, True)
    assert "加照片" in browser.open("?any=1").text
    assert browser.send(picture(), query="?any=1").status_code == 200


def test_a_paused_group_and_a_link_that_ended_take_nothing(
    context: Context, browser: Browser, other_browser: Callable[..., Browser], clock: Clock
) -> None:
    ending = other_browser(until=date(2026, 11, 23))
    assert "加照片" in ending.open().text
    pause_group(
        context.open_store, "g1", date(2026, 11, 23), date(2026, 11, 24), actor="小林", at=clock(), why=""
    )
    publish_page(context)
    assert "这几天先不收" in browser.open().text
    assert "这几天先不收" in browser.send(picture()).text
    clock.at += timedelta(days=3)
    publish_page(context)
    assert "加照片" in browser.open().text
    assert "这个链接到期了" in ending.open().text


def test_a_revoked_link_and_one_that_never_was_look_alike(context: Context, browser: Browser) -> None:
    with context.open_store(reading=True) as store:
        (link,) = store.submission_links.links()
    revoke_link(context, link.id, actor="小林")
    revoked, never = browser.client.get(browser.path), browser.client.get("/s/" + "x" * 43)
    assert (revoked.status_code, never.status_code) == (404, 404)
    assert revoked.text == never.text
    assert "问群里的店长要一个新的" in never.text


def test_so_many_a_day_of_one_name_and_not_one_more(browser: Browser, folder: PageFolder) -> None:
    site = PageSite.model_validate_json(folder.site.read_bytes())
    folder.site.write_text(site.model_copy(update={"limits": PageLimits(daily=2)}).model_dump_json())
    assert browser.send(picture(1)).status_code == 200
    assert browser.send(picture(2)).status_code == 200
    answer = browser.send(picture(3), nickname="  阿雅 ")
    assert (answer.status_code, "今天先到这里" in answer.text) == (429, True)
    assert browser.send(picture(3), nickname="小满").status_code == 200


def test_english_readers_get_english_and_others_chinese(browser: Browser) -> None:
    english = browser.client.get(browser.path, headers={"Accept-Language": "en-GB,en"}).text
    french = browser.client.get(browser.path, headers={"Accept-Language": "fr"}).text
    assert "Where may these photos be used?" in english
    assert "这些照片可以用在哪里" in french
    assert 'lang="en"' in browser.open("?lang=en").text
