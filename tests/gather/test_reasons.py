"""Every reason of a refusal is explained in both languages, with what to do."""

import re
from pathlib import Path

import pytest

from content.gather.reasons import LOOKED_AT_EACH_TIME, MAY_BE_UNFINISHED, SENTENCES, en, said, zh

HOUSE = Path(__file__).parents[2]
CODES = re.compile(r'(?:Refused|Unreadable)\(\s*(?:f?"[^"\n]*",\s*)?"([a-z_]+)"')


def codes() -> set[str]:
    files = [*(HOUSE / "channels/readers").glob("*.py"), *(HOUSE / "content/gather").glob("*.py")]
    text = "".join(file.read_text(encoding="utf-8") for file in [*files, HOUSE / "content/media.py"])
    return set(CODES.findall(text))


def test_each_reason_that_is_given_has_its_sentences() -> None:
    assert len(codes()) >= 15
    assert codes() <= SENTENCES.keys()
    assert SENTENCES.keys() >= MAY_BE_UNFINISHED | LOOKED_AT_EACH_TIME


@pytest.mark.parametrize("reason", sorted(SENTENCES))
def test_the_sentences_are_of_their_languages_and_end(reason: str) -> None:
    assert re.search("[\u4e00-\u9fff]", zh(reason))
    assert zh(reason).endswith("。")
    assert not re.search("[\u4e00-\u9fff]", en(reason))
    assert en(reason).endswith(".")


def test_a_reason_of_another_program_stands_for_itself() -> None:
    assert (said("odd", "zh"), said("odd", "en")) == ("odd", "odd")
