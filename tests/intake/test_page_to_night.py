"""What members send by the page goes through a night, and is gone from the queue once they take it back."""

from datetime import date, timedelta

from channels.readers.collect import asked_in
from content.model import ConsentScope, ConsentState, Dropped, PostState
from content.night import NightOrder
from content.submission_page.folder import PageFolder
from content.submission_page.shapes import PageStatus
from services.context import Context
from services.page_taking import heed_requests, tend_page
from services.sources import ExportToRead, rehearse_export
from tests.a_night import gather_all, run_night
from tests.intake.conftest import Browser, Clock, picture

DAYS = date(2026, 11, 23), 3


def order(context: Context) -> NightOrder:
    return NightOrder(str(context.root), *DAYS, run="r1")


def gather(context: Context) -> int:
    return gather_all(context, order(context)).new


def page_submission(context: Context) -> str:
    """The id of the one submission that came by the page."""
    with context.open_store(reading=True) as store:
        (taken,) = store.submission_links.all_taken()
    return taken.submission


def status_of(folder: PageFolder) -> PageStatus:
    (file,) = folder.published.glob("status/*/*.json")
    return PageStatus.model_validate_json(file.read_bytes())


def test_what_was_sent_comes_with_words_author_and_consent(context: Context, browser: Browser) -> None:
    before = gather(context)
    browser.send(picture(1001), picture(1002), product="mug")
    assert gather(context) == 1
    assert before > 0
    key = page_submission(context)
    with context.open_store(reading=True) as store:
        (submission,) = store.intake.submissions([key])
        recorded = store.rights.current(key)
    assert (submission.group, submission.text, len(submission.media)) == ("g1", "八点半的厨房", 2)
    assert submission.product == "mug"
    consent = submission.consent
    assert (consent.state, consent.scope, consent.uses) == (
        ConsentState.GRANTED,
        ConsentScope.ALL,
        {"poster"},
    )
    assert (consent.since, consent.until) == (date(2026, 11, 23), date(2027, 11, 23))  # the group's days
    assert recorded is not None
    assert recorded.consent.evidence.startswith("submission-page ")
    assert " wording 1/zh 2026-11-22T18:00Z" in recorded.consent.evidence


def test_it_is_taken_once_and_leaves_the_drop(context: Context, browser: Browser, folder: PageFolder) -> None:
    browser.send(picture(1001))
    gather(context)
    assert list(folder.drop.rglob("*.jpg")) == []
    assert gather(context) == 0
    with context.open_store(reading=True) as store:
        assert len(store.submission_links.all_taken()) == 1


def test_a_rehearsal_tells_it_and_takes_nothing(
    context: Context, browser: Browser, folder: PageFolder
) -> None:
    browser.send(picture(1001))
    export = ExportToRead(folder.root, asked_in(context.workspace, context.clock()))
    taken = rehearse_export(context, export)
    assert (taken.total.new, taken.surveys[0].reader) == (1, "submission_page")
    assert len(list(folder.drop.rglob("*.jpg"))) == 1
    assert gather(context) > 0


def test_a_withdrawal_by_code_takes_it_from_shortlist_plan_and_queue(
    context: Context, browser: Browser, folder: PageFolder
) -> None:
    for photo in context.root.glob("ugc_inbox/*/i*"):
        photo.unlink()  # nobody else sent anything
    browser.send(picture(1001), product="mug")
    run_night(context, order(context))
    key = page_submission(context)
    with context.open_store(reading=True) as store:
        shown = store.withdrawals.posts_with(key)
    assert shown
    assert status_of(folder).pending == len(shown)
    page = browser.client.post("/s/withdraw", data={"code": browser.code.lower().replace("-", " ")})
    assert f"还没发的 {len(shown)} 条马上停" in page.text

    assert browser.take_back().status_code == 200
    assert heed_requests(context) == 1
    with context.open_store(reading=True) as store:
        assert store.rights.consent(key).state is ConsentState.WITHDRAWN
        assert isinstance(store.curation.verdict(key), Dropped)
        assert store.withdrawals.planned_days(key) == []
        states = {post.state for post in store.queue.posts_of(shown)}
    assert states == {PostState.RETURNED}
    status = status_of(folder)
    assert (status.stopped, status.pending, status.removed_at) == (len(shown), 0, context.clock())
    assert "都停用了" in browser.client.post("/s/withdraw", data={"code": browser.code}).text
    assert heed_requests(context) == 0


def test_deleting_erases_photos_and_words_of_that_submission_alone(
    context: Context, browser: Browser, folder: PageFolder, clock: Clock
) -> None:
    browser.send(picture(1001))
    clock.at += timedelta(minutes=1)
    browser.send(picture(1002), words="另一张")
    run_night(context, order(context))
    with context.open_store(reading=True) as store:
        first, second = (taken.submission for taken in store.submission_links.all_taken())
        kept, gone = store.intake.submissions([first]), store.intake.submissions([second])
    browser.take_back(delete="yes")
    assert heed_requests(context) == 1
    with context.open_store(reading=True) as store:
        (erased,) = store.intake.submissions([second])
        (whole,) = store.intake.submissions([first])
        assert store.erasure.tombstones().medium(gone[0].media[0].sha256)
    assert (erased.text, erased.media) == ("", ())
    assert whole == kept[0]
    media = context.workspace.media
    assert not media.original(gone[0].media[0].sha256, gone[0].media[0].suffix).exists()
    assert media.original(kept[0].media[0].sha256, kept[0].media[0].suffix).exists()
    browser.send(picture(1002))  # sent again by whoever still has it
    assert gather(context) == 0
    assert list(folder.drop.rglob("*.jpg")) == []


def test_what_is_taken_back_before_the_night_is_never_gathered(
    context: Context, browser: Browser, folder: PageFolder
) -> None:
    gather(context)
    browser.send(picture(1001))
    browser.take_back()
    assert gather(context) == 0
    assert tend_page(context) == 1
    assert list(folder.drop.rglob("*.json")) == []
    assert "都停用了" in browser.client.post("/s/withdraw", data={"code": browser.code}).text


def test_a_copy_of_a_known_photo_changes_nothing_of_it(context: Context, browser: Browser) -> None:
    """Whoever saved a neighbour's photo from the chat can neither agree to anything for them, nor take it
    back."""
    gather(context)
    with context.open_store(reading=True) as store:
        (known,) = store.intake.submissions(["i00"])
        before = store.rights.consent(known.id)
    original = context.workspace.media.original(known.media[0].sha256, known.media[0].suffix)
    browser.send(original.read_bytes(), nickname=known.member or "", use="ads", months="24")
    gather(context)
    tend_page(context)
    assert "算那一次的" in browser.client.post("/s/withdraw", data={"code": browser.code}).text
    browser.take_back(delete="yes")
    assert heed_requests(context) == 1
    with context.open_store(reading=True) as store:
        assert store.rights.consent(known.id) == before
        assert store.intake.submissions([known.id]) == [known]
    assert "都停用了" in browser.client.post("/s/withdraw", data={"code": browser.code}).text


def test_the_author_may_say_no_in_the_chat_too(context: Context, browser: Browser) -> None:
    browser.send(picture(1001))
    gather(context)
    with context.open_store(reading=True) as store:
        (request,) = store.consent_requests.requests()
    assert request.code == browser.code[:4]
    assert request.submissions == (page_submission(context),)
