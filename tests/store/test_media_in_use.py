"""Which pictures a run keeps whole: those that somebody allows and nobody took back."""

from dataclasses import replace

from content.model import Consent, ConsentState, Media
from content.store import OpenStore


def test_a_picture_that_one_of_its_authors_took_back_is_not_in_use(
    open_store: OpenStore, furnish, a_submission, now
) -> None:
    furnish(open_store)
    shared, alone = Media("a" * 64, ".jpg", 1200, 1600, 1), Media("b" * 64, ".jpg", 1200, 1600, 1)
    allowed = a_submission("i1", media=(shared, alone))
    taken_back = replace(
        a_submission("i2", member="m2", media=(shared,)), consent=Consent(ConsentState.WITHDRAWN)
    )
    with open_store() as store:
        store.intake.add_submissions([(allowed, "c1"), (taken_back, "c2")], at=now, run="r1")
    with open_store(reading=True) as store:
        assert [medium.sha256 for medium in store.intake.media_in_use()] == [alone.sha256]
        assert set(store.withdrawn_pictures.taken_back_pictures()) == {shared.sha256}
