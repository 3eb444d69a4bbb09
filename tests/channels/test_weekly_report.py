"""The weekly report says a figure and last week's in one unit."""

from datetime import date

from channels.exports.weekly_report import figure_values
from content.model import Estimate, Figure


def test_answers_are_a_share_like_the_week_before() -> None:
    days = date(2026, 11, 23), date(2026, 11, 29)
    now, before = Estimate(0.08, 0.07, 0.09), Estimate(0.083, 0.07, 0.1)
    figure = Figure("week_figure.answers", *days, 56, 7, 4, now, (None, before))
    values = figure_values(figure, lambda code, **params: str(params.get("share", code)))
    assert (values["value"], values["before"]) == ("8.0%", "8.3%")
