import pytest

from content.messages import LANGUAGES, render
from content.messages.catalog import catalog
from content.model import Reason
from content.shortlist.reasons import dropped, kept


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_a_sentence_in_both_languages(reason: Reason) -> None:
    code = f"shortlist.{reason.value}"
    assert all(catalog(language, "shortlist").gettext(code) != code for language in LANGUAGES)


def test_the_sentence_shows_the_evidence() -> None:
    verdict = dropped(Reason.BLURRED, score=0.4, focus=0.11, least=0.235)
    assert render(verdict.why, "zh") == "焦点 0.110，低于 0.235"
    assert render(verdict.why, "en") == "Focus 0.110, below 0.235"
    assert (verdict.reason, verdict.score, verdict.of) == (Reason.BLURRED, 0.4, None)


def test_a_copy_names_its_original() -> None:
    verdict = dropped(Reason.NEAR_DUPLICATE, score=0.4, of="i00012")
    assert (render(verdict.why, "zh"), verdict.of) == ("与 i00012 是同一张照片", "i00012")


def test_what_is_kept_says_where_it_stands() -> None:
    assert render(kept(0.823, 3).why, "zh") == "入选第 3 名，得分 0.82"
