"""Charts: positions on axes, lines that break where nothing is known, and numbers as people write them."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.charts import band_path, change, line_path, lp, pc, percent, points, span
from channels.exports.paper import template
from content.feedback.trend import slope
from content.model import Estimate

SURE = Estimate(0.5, 0.4, 0.6)
NAME = "_charts.html.j2"


def parsed(picture: str) -> ElementTree.Element:
    return ElementTree.fromstring(picture)  # noqa: S314 - our own picture


@given(st.floats(-1e6, 1e6), st.floats(-100, 100), st.floats(0.1, 100))
def test_nothing_stands_beyond_its_axis(value: float, low: float, width: float) -> None:
    assert 0 <= pc(value, low, low + width) <= 100


def test_half_and_double_are_equally_far_on_a_logarithmic_axis() -> None:
    assert lp(1, 0.5, 2) == 50
    assert lp(0.01, 0.5, 2) == 0


def test_a_line_breaks_where_nothing_is_known() -> None:
    assert line_path([SURE, None, SURE, SURE], (0, 1), 40).count("M") == 2
    assert band_path([SURE, None, SURE, SURE], (0, 1), 40).count("M") == 1  # one point alone is no band


def test_an_interval_without_an_estimate_is_an_axis_without_a_dot() -> None:
    chart = template(NAME).module
    without = parsed(chart.interval(None, 0, 1, label="a < b"))
    assert [node.get("class") for node in without.iter() if node.get("class")] == ["iv ", "ax"]
    drawn = parsed(chart.interval(SURE, 0, 1, 0.5, label="a < b"))
    assert drawn.get("role") == "img"
    assert drawn[0].text == "a < b"
    assert [node.get("class") for node in drawn] == [None, "ax", "ref", "wh", "pt"]


def test_every_chart_is_well_formed() -> None:
    chart = template(NAME).module
    made = [
        chart.spark([SURE, SURE], (0, 1), 0.5),
        chart.trend([1.0, None, 0.8], (0, 2)),
        chart.heat([[1] * 24], ["Mo"], 3, [(8.0, "m", "08:00")]),
        chart.bullet(SURE, 1, 0.4),
        chart.bars([1, 2], ["a", "b"], (1,)),
        chart.funnel([("in", 10, ""), ("bought", 3, "30%")]),
        chart.waterfall([("before", 0, 3, "tot", "3"), ("more", 3, 4, "gain", "+1")], (0, 5)),
        chart.life([SURE, SURE], [3, 0], [(0, "2026")]),
        chart.mesh(3, 1, [(0, 1), (-1, 2)]),
        chart.atlas([(10, 20, 3, "val")], (40, 40), {"across": [(10, "1%")], "down": [(20, ".2")]}),
        chart.minutes([1, 2, 3], 33.3),
    ]
    for picture in made:
        parsed(picture)
        assert " style=" not in picture


def test_numbers_are_written_as_people_do() -> None:
    assert [percent(0.068), percent(0.36), percent(0.0)] == ["6.8%", "36%", "0.0%"]
    assert [change(1.25), change(0.69), change(1.001)] == ["+25%", "\u221231%", "0%"]
    assert points(-0.001) == "\u22120.1"


@pytest.mark.parametrize("step", [-2.0, 0.5])
def test_a_straight_line_has_its_slope_and_no_doubt(step: float) -> None:
    assert slope([10 + step * week for week in range(8)]) == Estimate(step, step, step)


def test_an_interval_with_signs_has_no_dash_beside_a_minus() -> None:
    assert span(Estimate(0.04, 0.027, 0.056)) == "2.7%–5.6%"
    assert span(Estimate(0.88, 0.79, 0.97), change) == "−21% … −3%"


def test_a_few_weeks_have_no_slope() -> None:
    assert slope([1, 2, None, 3, 4]) is None
