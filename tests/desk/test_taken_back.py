"""What its author took back is shown nowhere on the desk: 410 with the reason, and gone from the disk."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from content.media import shelve
from content.model import Consent, ConsentState
from content.posters import DrawnPoster, PosterPlaces, poster_file, stage
from content.posters.stage import posters_of
from content.rights.consents import record_consent
from content.rights.leave import bring_back, clear_taken_back
from content.workers import Workers
from content.workspace import Workspace
from services.erase import erase_member

AS_A_PICTURE = {"Accept": "image/avif,image/webp,*/*;q=0.8"}
GRANTED = Consent(ConsentState.GRANTED, evidence="截图")


@pytest.fixture
def shown(workspace: Workspace) -> tuple[str, str, str]:
    """A submission that a post shows, its picture, and the poster."""
    with workspace.open_store(reading=True) as store:
        post = next(post for post in store.queue.posts() if post.photo and post.submission == post.photo)
        (submission,) = store.intake.submissions([post.photo or ""])
        return submission.id, submission.media[0].sha256, post.poster


def addresses(shown: tuple[str, str, str]) -> list[str]:
    _, photo, poster = shown
    return [f"/media/photo/{photo}/96.jpg", f"/media/poster/{poster}.jpg", f"/media/poster/{poster}/96.jpg"]


def say(workspace: Workspace, key: str, consent: Consent) -> None:
    with workspace.open_store() as store:
        post = store.queue.posts()[0]
        record_consent(store, key, consent, at=post.goes_out_at, by="小周")


def files(workspace: Workspace, shown: tuple[str, str, str]) -> list[Path]:
    _, photo, poster = shown
    thumbs = workspace.var / "thumbs"
    return [
        workspace.media.working(photo),
        poster_file(workspace.posters, poster),
        *thumbs.rglob(f"m-{photo}-*.jpg"),
        *thumbs.rglob(f"p-{poster}-*.jpg"),
    ]


@pytest.mark.parametrize("state", [ConsentState.WITHDRAWN, ConsentState.REFUSED])
def test_a_picture_that_was_taken_back_is_gone_with_the_reason(
    client: TestClient, workspace: Workspace, shown: tuple[str, str, str], state: ConsentState
) -> None:
    kept = {address: client.get(address) for address in addresses(shown)}
    assert {answer.status_code for answer in kept.values()} == {200}
    say(workspace, shown[0], Consent(state))
    for address, before in kept.items():
        again = {"If-None-Match": before.headers["etag"]}
        for headers in ({}, again, AS_A_PICTURE, AS_A_PICTURE | again):
            answer = client.get(address, headers=headers)
            assert answer.status_code == 410
            assert "作者" in answer.text
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["content-type"].startswith("image/svg" if "Accept" in headers else "text/")


def test_a_browser_that_has_it_is_told_so(client: TestClient, shown: tuple[str, str, str]) -> None:
    for address in addresses(shown):
        etag = client.get(address).headers["etag"]
        assert client.get(address, headers={"If-None-Match": etag}).status_code == 304


def test_it_leaves_the_disk_but_for_the_original_and_comes_back_with_a_yes(
    client: TestClient, workspace: Workspace, shown: tuple[str, str, str]
) -> None:
    for address in addresses(shown):
        client.get(address)
    before = files(workspace, shown)
    assert len(before) == 4
    original = next((workspace.var / "media/original").rglob(f"{shown[1]}*")).read_bytes()
    sheet = workspace.var / "sheets/week.jpg"
    sheet.parent.mkdir(exist_ok=True)
    sheet.touch()
    say(workspace, shown[0], Consent(ConsentState.WITHDRAWN))
    assert clear_taken_back(workspace.open_store, workspace) >= len(before)
    assert [file for file in (*before, sheet) if file.exists()] == []
    assert next((workspace.var / "media/original").rglob(f"{shown[1]}*")).read_bytes() == original
    assert clear_taken_back(workspace.open_store, workspace) == 0
    with workspace.open_store(reading=True) as store:
        assert store.queue.rendered([shown[2]]) == {}
    say(workspace, shown[0], GRANTED)
    assert bring_back(workspace.open_store, workspace, lambda jobs: [shelve(job) for job in jobs]) == 1
    assert client.get(addresses(shown)[0]).status_code == 200


def test_nothing_draws_it_again(workspace: Workspace, shown: tuple[str, str, str]) -> None:
    with workspace.open_store(reading=True) as store:
        posts = store.queue.posts()
    first, last = posts[0].day, posts[-1].day
    assert shown[2] in posters_of(workspace.open_store, [], first, last)
    say(workspace, shown[0], Consent(ConsentState.WITHDRAWN))
    assert shown[2] not in posters_of(workspace.open_store, [], first, last)


def test_a_poster_that_a_killed_run_could_not_record_leaves_the_disk(
    workspace: Workspace, shown: tuple[str, str, str]
) -> None:
    file = poster_file(workspace.posters, shown[2])
    drawn = file.read_bytes()
    say(workspace, shown[0], Consent(ConsentState.WITHDRAWN))
    clear_taken_back(workspace.open_store, workspace)
    file.write_bytes(drawn)
    clear_taken_back(workspace.open_store, workspace)
    assert not file.exists()


@pytest.mark.parametrize("no", ["withdrawn", "erased"])
def test_a_poster_whose_picture_is_taken_back_while_it_is_drawn_does_not_stay(
    workspace: Workspace, shown: tuple[str, str, str], no: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = poster_file(workspace.posters, shown[2])
    drawn = file.read_bytes()
    with workspace.open_store(reading=True) as store:
        recorded = store.queue.rendered([shown[2]])[shown[2]]
        (submission,) = store.intake.submissions([shown[0]])
        at = store.queue.posts()[0].goes_out_at
    file.unlink()

    def rendered_while_somebody_says_no(*_: object, **__: object) -> list[DrawnPoster]:
        if no == "withdrawn":
            say(workspace, shown[0], Consent(ConsentState.WITHDRAWN))
        else:
            erase_member(workspace, submission.member or "", at=at, by="小周")
        file.write_bytes(drawn)
        return [DrawnPoster(recorded, reused=False)]

    monkeypatch.setattr(stage, "render_posters", rendered_while_somebody_says_no)
    with Workers(1) as workers:
        answer = stage.draw_posters(
            workspace.open_store,
            [shown[2]],
            PosterPlaces(workspace.root, workspace.posters, (), workspace.media.root),
            workers=workers,
            now=at,
        )
    assert not file.exists()
    assert answer.rendered == 0
    with workspace.open_store(reading=True) as store:
        assert store.queue.rendered([shown[2]]) == {}


def test_an_export_from_the_desk_is_refused_where_nothing_may_be_sent(client: TestClient) -> None:
    answer = client.get("/export/zip")
    assert answer.status_code == 404
    assert "没有已批准" in answer.text


def test_pages_show_the_reason_where_the_picture_was(
    client: TestClient, workspace: Workspace, shown: tuple[str, str, str]
) -> None:
    say(workspace, shown[0], Consent(ConsentState.WITHDRAWN))
    clear_taken_back(workspace.open_store, workspace)
    with workspace.open_store(reading=True) as store:
        post = next(post for post in store.queue.posts() if post.poster == shown[2])
        assert shown[2] not in {failed.key for failed in store.queue.failed_posters()}
    week = f"{post.day.isocalendar().year}-W{post.day.isocalendar().week:02}"
    for page in ("/queue", f"/week/{post.group}/{week}", f"/post/{post.id}"):
        answer = client.get(page)
        assert answer.status_code == 200, page
        assert f"/media/poster/{shown[2]}/" in answer.text, page
