"""Photos uploaded at the desk: sent in pieces, looked at, taken in once, and taken back whole."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from content import review
from content.errors import UnknownId, WrongInput
from content.model import (
    Choice,
    ConsentScope,
    ConsentState,
    FileState,
    Group,
    Member,
    RefusedAction,
    Seen,
    Submission,
    UploadBatch,
    UploadChoice,
    UploadFile,
)
from content.review import Decide
from content.upload import Staging
from content.upload.staging import OtherOffset, TooMuch
from services.context import Context
from services.erase import erase_member
from services.upload_look import look
from services.upload_take import UploadAnswers, take_upload
from services.uploads import (
    Announced,
    FileWish,
    begin_upload,
    clear_uploads,
    receive,
    renew_file,
    staging,
    stop_upload,
    wish,
)


def photo(seed: int, side: int = 480, quality: int = 90) -> bytes:
    """A JPEG of coloured fields, another for each seed; the same fields at every size."""
    fields = np.random.default_rng(seed).integers(30, 255, (8, 8, 3), dtype=np.uint8)
    out = BytesIO()
    Image.fromarray(fields).resize((side, side), Image.Resampling.BICUBIC).save(out, "JPEG", quality=quality)
    return out.getvalue()


@pytest.fixture
def context(context: Context) -> Context:
    with context.open_store() as store:
        store.library.put_groups([Group("g1", "一群"), Group("g2", "二群")])
        store.library.put_members([Member("m1", "南枝", "g1"), Member("m2", "晚风", "g1")])
    return context


def sent(context: Context, photos: Sequence[bytes], group: str = "g1") -> str:
    """A batch whose files are all here and looked at."""
    announced = [Announced(f"IMG_{n}.jpg", len(data)) for n, data in enumerate(photos)]
    batch = begin_upload(context, announced, group=group, actor="小林").batch
    for number, data in enumerate(photos):
        send(context, batch.id, number, data)
    while look(context, batch.id):
        pass
    return batch.id


def send(context: Context, batch: str, number: int, data: bytes) -> UploadFile:
    with staging(context).piece(batch, number, offset=0, size=len(data)) as piece:
        piece.write(data)
    return receive(context, batch, number)


def batch_of(context: Context, key: str) -> UploadBatch:
    with context.open_store(reading=True) as store:
        return store.uploads.batch(key)


def submissions(context: Context) -> list[Submission]:
    with context.open_store(reading=True) as store:
        return store.intake.submissions()


ASK = UploadAnswers("g1", author="南枝")


def test_a_batch_is_gathered_scored_and_asks_nobody_for_more(context: Context) -> None:
    key = sent(context, [photo(1), photo(2)])
    taken = take_upload(context, key, ASK, actor="小林")
    assert [(one.group, one.member, one.consent.state) for one in submissions(context)] == [
        ("g1", "m1", ConsentState.UNKNOWN)
    ] * 2
    assert (taken.gathered.new, len(taken.new)) == (2, 2)
    with context.open_store(reading=True) as store:
        assert set(store.curation.outcomes()) == set(taken.new)
        assert {run.run for run in store.culling.gathered()} == {taken.run}


def test_consent_needs_what_shows_it(context: Context) -> None:
    key = sent(context, [photo(1)])
    granted = replace(ASK, consent="granted", uses=frozenset({"poster", "feed"}), scope=ConsentScope.ALL)
    with pytest.raises(WrongInput):
        take_upload(context, key, granted, actor="小林")
    assert submissions(context) == []
    take_upload(context, key, replace(granted, evidence="群里 11-20 说的"), actor="小林")
    (one,) = submissions(context)
    assert one.consent.state is ConsentState.GRANTED
    assert (one.consent.uses, one.consent.scope) == (frozenset({"poster", "feed"}), ConsentScope.ALL)
    assert one.consent.evidence == "群里 11-20 说的"


def test_a_screenshot_is_evidence_and_no_photo(context: Context) -> None:
    announced = [Announced("a.jpg", len(photo(1))), Announced("截图.png", len(photo(9)), evidence=True)]
    key = begin_upload(context, announced, group="g1", actor="小林").batch.id
    send(context, key, 0, photo(1))
    shown = send(context, key, 1, photo(9))
    take_upload(context, key, replace(ASK, consent="granted"), actor="小林")
    (one,) = submissions(context)
    assert one.consent.evidence == f"sha256:{shown.sha256}"
    assert (context.root / f"var/evidence/{shown.sha256}.jpg").is_file()


def test_erasing_an_author_takes_the_screenshot_and_the_staged_file_with_it(context: Context) -> None:
    announced = [Announced("a.jpg", len(photo(1))), Announced("截图.png", len(photo(9)), evidence=True)]
    key = begin_upload(context, announced, group="g1", actor="小林").batch.id
    send(context, key, 0, photo(1))
    shown = send(context, key, 1, photo(9))
    take_upload(context, key, replace(ASK, consent="granted", author="m1"), actor="小林")
    assert submissions(context)[0].member == "m1"
    erase_member(context.workspace, "m1", at=context.clock(), by="小林")
    assert not (context.root / f"var/evidence/{shown.sha256}.jpg").exists()
    assert not staging(context).file(key, 0).exists()


def test_the_brands_own_photos_have_no_author_and_serve_every_group(context: Context) -> None:
    key = sent(context, [photo(1)])
    take_upload(context, key, replace(ASK, consent="own"), actor="小林")
    (one,) = submissions(context)
    assert (one.member, one.consent.state, one.consent.scope) == (
        None,
        ConsentState.GRANTED,
        ConsentScope.ALL,
    )


def test_the_same_file_is_known_here_and_in_its_own_batch(context: Context) -> None:
    take_upload(context, sent(context, [photo(1)]), ASK, actor="小林")
    key = sent(context, [photo(1), photo(2), photo(2)])
    here, new, again = batch_of(context, key).files
    assert here.twin
    assert here.twin.submission == submissions(context)[0].id
    assert new.twin is None
    assert again.twin
    assert again.twin.file == 1
    assert [file.number for file in batch_of(context, key).to_take] == [1]


def test_a_file_that_somebody_else_is_sending_is_a_copy(context: Context) -> None:
    sent(context, [photo(1)])
    (file,) = batch_of(context, sent(context, [photo(1)])).files
    assert file.becomes is UploadChoice.SKIP


def test_the_larger_of_one_photo_goes_before_the_smaller_and_an_undo_takes_it_away(context: Context) -> None:
    take_upload(context, sent(context, [photo(1, 400)]), ASK, actor="小林")
    key = sent(context, [photo(1, 900)])
    (file,) = batch_of(context, key).files
    assert file.twin
    assert file.twin.same
    assert file.twin.larger
    assert file.becomes is UploadChoice.REPLACE
    taken = take_upload(context, key, ASK, actor="小林")
    (one,) = submissions(context)
    assert [medium.width for medium in one.media] == [900, 400]
    assert (taken.new, taken.renewed) == ((), ((one.id, file.sha256),))
    review.undo(context.open_store, "小林", at=context.clock())
    assert [medium.width for medium in submissions(context)[0].media] == [400]


def test_a_broken_file_waits_in_quarantine_and_another_takes_its_place(context: Context) -> None:
    key = begin_upload(
        context, [Announced("a.jpg", 200), Announced("b.jpg", len(photo(2)))], group="g1", actor="x"
    ).batch.id
    broken = send(context, key, 0, photo(1)[:200])
    send(context, key, 1, photo(2))
    assert (broken.state, broken.reason) == (FileState.BROKEN, "unreadable")
    wish(context, key, 0, FileWish(author="晚风"))
    take_upload(context, key, ASK, actor="小林")
    with context.open_store(reading=True) as store:
        (waiting,) = store.inbox_index.quarantined()
    assert (waiting.reason, waiting.member) == ("unreadable", "m2")
    renew_file(context, key, 0, Announced("a2.jpg", len(photo(3))))
    send(context, key, 0, photo(3))
    take_upload(context, key, ASK, actor="小林")
    assert sorted(one.member or "" for one in submissions(context)) == ["m1", "m2"]
    with context.open_store(reading=True) as store:
        assert store.inbox_index.quarantined() == []


def test_one_undo_takes_the_whole_batch_away_and_it_can_be_taken_anew(context: Context) -> None:
    key = sent(context, [photo(1), photo(2)])
    take_upload(context, key, ASK, actor="小林")
    undone = review.undo(context.open_store, "小林", at=context.clock())
    assert list(undone.outcomes) == [key]
    assert submissions(context) == []
    with context.open_store(reading=True) as store:
        assert store.intake.media_in_use() == []
    assert isinstance(
        review.redo(context.open_store, "小林", at=context.clock()).outcomes[key], RefusedAction
    )
    assert len(take_upload(context, key, ASK, actor="小林").new) == 2


def test_what_somebody_decided_on_is_not_taken_away(context: Context) -> None:
    key = sent(context, [photo(1)])
    (new,) = take_upload(context, key, ASK, actor="小林").new
    review.decide(context.open_store, [Decide(Seen(new, 0), Choice.KEEP)], actor="周正", at=context.clock())
    undone = review.undo(context.open_store, "小林", at=context.clock())
    assert isinstance(undone.outcomes[key], RefusedAction)
    assert len(submissions(context)) == 1


def test_a_stopped_batch_leaves_nothing_on_disk(context: Context) -> None:
    key = sent(context, [photo(1)])
    sha = batch_of(context, key).files[0].sha256
    take_upload(context, key, ASK, actor="小林")
    review.undo(context.open_store, "小林", at=context.clock())
    assert context.workspace.media.working(sha).is_file()
    stop_upload(context, key)
    assert not staging(context).folder(key).exists()
    assert not context.workspace.media.working(sha).exists()
    assert not list(context.workspace.media.root.rglob(f"{sha}*"))


def test_a_night_clears_away_what_nobody_touched_and_keeps_submissions(context: Context) -> None:
    key = sent(context, [photo(1)])
    take_upload(context, key, ASK, actor="小林")
    assert clear_uploads(context) == 0
    later = replace(context, clock=lambda: context.clock() + timedelta(hours=73))
    assert clear_uploads(later) == 1
    assert not staging(context).folder(key).exists()
    assert len(submissions(context)) == 1
    with pytest.raises(UnknownId):
        batch_of(context, key)


def test_what_is_too_large_empty_or_too_much_is_refused_by_its_place(context: Context) -> None:
    announced = [Announced("a.jpg", 20_000_001), Announced("b.jpg", 0), Announced("c.jpg", 9)]
    begun = begin_upload(context, announced, group="", actor="小林")
    assert [file.name for file in begun.batch.files] == ["c.jpg"]
    assert {place: why.code for place, why in begun.refused.items()} == {
        0: "upload.too_large",
        1: "upload.empty",
    }
    many = begin_upload(context, [Announced(f"{n}.jpg", 9) for n in range(502)], group="", actor="小林")
    assert (len(many.batch.files), sorted(many.refused)) == (500, [500, 501])


def test_a_name_from_outside_names_no_file_of_ours(context: Context) -> None:
    begun = begin_upload(context, [Announced("../../etc/pass#wd\n", 9)], group="", actor="小林")
    assert begun.batch.files[0].name == "pass#wd"
    for wrong in ("..", "a" * 31, "../" + "a" * 29, "A" * 32):
        with pytest.raises(UnknownId):
            staging(context).file(wrong, 0)


def test_pieces_follow_each_other_and_none_goes_beyond_the_end(tmp_path: Path) -> None:
    staged, key = Staging(tmp_path), "0" * 32
    with staged.piece(key, 0, offset=0, size=6) as piece:
        piece.write(b"abc")
        with pytest.raises(OtherOffset), staged.piece(key, 0, offset=3, size=6):
            pass
    with pytest.raises(OtherOffset) as wrong, staged.piece(key, 0, offset=0, size=6):
        pass
    assert wrong.value.offset == 3
    with pytest.raises(TooMuch), staged.piece(key, 0, offset=3, size=6) as piece:
        piece.write(b"defg")
    with staged.piece(key, 0, offset=3, size=6) as piece:
        piece.write(b"def")
    assert staged.file(key, 0).read_bytes() == b"abcdef"


def test_a_damaged_file_begins_anew(context: Context) -> None:
    key = begin_upload(context, [Announced("a.jpg", 4)], group="", actor="小林").batch.id
    with staging(context).piece(key, 0, offset=0, size=4) as piece:
        piece.write(b"abcd")
    with pytest.raises(WrongInput):
        receive(context, key, 0, checksum="0" * 64)
    assert staging(context).offset(key, 0) == 0


def test_a_name_that_two_members_have_or_nobody_is_asked_about(context: Context) -> None:
    key = sent(context, [photo(1)])
    with pytest.raises(WrongInput, match="阿岚"):
        take_upload(context, key, replace(ASK, author="阿岚"), actor="小林")
    take_upload(context, key, replace(ASK, author="阿岚", new_author=True), actor="小林")
    assert submissions(context)[0].member == "阿岚"


def test_another_file_in_its_place_needs_room_too(context: Context) -> None:
    limits = context.workspace.settings.uploads
    full = Announced("large.jpg", limits.max_mb * 1_000_000)
    room = limits.staged_mb // limits.max_mb
    batch = begin_upload(context, [Announced("small.jpg", 1)] * 2, group="g1", actor="小林").batch
    for some in range(0, room - 1, limits.files):
        begin_upload(context, [full] * min(limits.files, room - 1 - some), group="g1", actor="小林")
    with pytest.raises(WrongInput):
        renew_file(context, batch.id, 0, full)
    with context.open_store(reading=True) as store:
        assert store.uploads.file(batch.id, 0).bytes == 1
