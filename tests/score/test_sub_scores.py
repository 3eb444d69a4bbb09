import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.messages import in_each, render
from content.model import Features, ScorePart
from content.score.explain import explain, name_of_part
from content.score.sub_scores import PARTS, photo_parts, ramp, score
from content.score.weights import HAND, ScoreWeights

GOOD = {
    "foc_best": 0.4,
    "foc_all": 0.35,
    "detail": 8.0,
    "p5": 20.0,
    "p95": 220.0,
    "clip_hi": 0.0,
    "clip_lo": 0.0,
    "colourful": 60.0,
    "std": 60.0,
    "noise": 0.5,
    "subject": 2.0,
    "quality": 90.0,
}
POOR = {**dict.fromkeys(GOOD, 0.0), "noise": 20.0}
NOT_A_NUMBER = (float("nan"), float("inf"), float("-inf"))


def features(values: dict[str, float]) -> Features:
    return Features(1, values, (0.5, 0.5), b"", b"")


def test_the_weights_sum_to_one() -> None:
    assert sum(HAND.of.values()) == pytest.approx(1)
    assert set(HAND.of) == set(HAND.typical) > set(PARTS)


def test_the_best_photo_has_all_and_the_poorest_nothing() -> None:
    assert score([features(GOOD)]).total == pytest.approx(1)
    assert score([features(POOR)]).total == 0


def test_the_first_photo_counts() -> None:
    assert score([features(GOOD), features(POOR)]) == score([features(GOOD)])


def test_no_photo_has_no_score() -> None:
    with pytest.raises(ValueError, match="first photo"):
        score([])


measured = st.fixed_dictionaries(
    {
        **dict.fromkeys(("foc_best", "foc_all"), st.floats(0, 0.6)),
        **dict.fromkeys(("p5", "p95", "std"), st.floats(0, 255)),
        **dict.fromkeys(("clip_hi", "clip_lo"), st.floats(0, 1)),
        **dict.fromkeys(("detail", "colourful", "noise", "quality"), st.floats(0, 100)),
        "subject": st.floats(0, 4),
    }
)


@given(measured)
def test_the_total_is_what_its_parts_contribute(values: dict[str, float]) -> None:
    told = score([features(values)])
    assert all(0 <= part.value <= 1 for part in told.parts)
    assert told.total == pytest.approx(sum(part.contribution for part in told.parts))
    assert 0 <= told.total <= 1 + 1e-9


@given(measured, st.sampled_from(sorted(GOOD)), st.sampled_from(NOT_A_NUMBER))
def test_what_is_no_number_spoils_no_score(values: dict[str, float], name: str, broken: float) -> None:
    parts = photo_parts(features({**values, name: broken}))
    assert all(0 <= value <= 1 for value in parts.values())
    assert 0 <= score([features({**values, name: broken})]).total <= 1 + 1e-9


@given(measured, st.floats(0, 5))
def test_noise_is_no_detail(values: dict[str, float], more: float) -> None:
    noisier = {**values, "noise": values["noise"] + more}
    assert photo_parts(features(noisier))["detail"] <= photo_parts(features(values))["detail"]
    assert score([features(noisier)]).total <= score([features(values)]).total + 1e-9


def test_the_weights_of_parts_nobody_knows_yet_are_shared_among_the_rest() -> None:
    told = HAND.score({"sharp": 0.5, "detail": 1.0})
    assert [part.weight for part in told.parts] == pytest.approx([0.625, 0.375])
    assert told.weights == HAND.name


def test_a_score_of_nothing_known_says_so() -> None:
    with pytest.raises(ValueError, match="None of the parts"):
        ScoreWeights("none", {"sharp": 0.0}, {}).score({"sharp": 1.0})


@given(measured, st.floats(0, 0.2))
def test_a_sharper_photo_never_scores_less(values: dict[str, float], more: float) -> None:
    sharper = {**values, "foc_best": values["foc_best"] + more}
    assert score([features(sharper)]).total >= score([features(values)]).total


@pytest.mark.parametrize("value, expected", [(-1, 0), (2, 0), (3, 0.5), (4, 1), (9, 1)])
def test_a_ramp_is_straight_between_its_ends(value: float, expected: float) -> None:
    assert ramp(value, 2, 4) == expected


@pytest.mark.parametrize("name", HAND.of)
def test_every_part_has_a_name_in_both_languages(name: str) -> None:
    assert all(in_each(name_of_part(name)).values())


def test_a_part_of_another_version_goes_by_its_code() -> None:
    assert render(name_of_part("gone"), "zh") == "gone"


@pytest.mark.parametrize(
    "value, expected",
    [
        (0.2, ("清晰 −0.21：焦点发虚", "Sharpness −0.21: out of focus")),
        (0.6, ("清晰 −0.07：略虚", "Sharpness −0.07: rather soft")),
        (0.8, ("清晰 +0.00：焦点清楚", "Sharpness +0.00: well in focus")),
        (1.0, ("清晰 +0.07：焦点清楚", "Sharpness +0.07: well in focus")),
    ],
)
def test_a_part_is_told_in_plain_words(value: float, expected: tuple[str, str]) -> None:
    assert tuple(in_each(explain(ScorePart("sharp", value, 0.35))).values()) == expected


@pytest.mark.parametrize("name", HAND.of)
def test_each_part_has_three_different_words(name: str) -> None:
    assert len({render(explain(ScorePart(name, value, 0.0)), "en") for value in (0, 0.5, 1)}) == 3
