"""The page of one group: names of its classes and checks, dates under its life, the tables behind it."""

from collections.abc import Mapping
from datetime import timedelta

from channels.charts import pc
from channels.exports.paper import TemplateValues
from content.model import CheckKind, DataTable, GroupInsight, GroupLife, HealthClass, LifeStage, Message
from desk.i18n import worded
from desk.insight_view import spark_words
from services.group_tables import group_tables

TONES = {
    LifeStage.NEW: "b-info",
    LifeStage.GROWING: "b-ok",
    LifeStage.STEADY: "b-ok",
    LifeStage.DECLINING: "b-chg",
}
A_YEAR_OR_SO = 40  # weeks: a longer life has months under it, a shorter one days
DATES = 4  # under the curve of a life


def group_values(known: GroupInsight, language: str) -> TemplateValues:
    """Everything that the page shows of a group's insight."""
    top = max((slot.people.high for slot in known.slots if slot.people), default=1.0)
    return {
        "class_notes": {kind: _words(f"class_{kind.value}", language) for kind in HealthClass},
        "check_names": {
            kind: (_words(f"check_{kind.value}", language), _words(f"check_{kind.value}_note", language))
            for kind in CheckKind
        },
        "decimals": decimals,
        "spark_words": spark_words,
        "tables": tables_of(known),
        "day_counts": [worded(Message("insight_group.days", n=n), language) for n in range(1, 8)],
        "stage_tones": TONES,
        "stage_name": _words(f"stage_{known.life.stage.value}", language) if known.life else "",
        "slope_words": slope_words(known.life, language) if known.life else "",
        "life_dates": life_dates(known.life) if known.life else [],
        "slot_top": max(top, 1.0),
    }


def tables_of(known: GroupInsight) -> Mapping[str, DataTable]:
    return {table.name: table for table in group_tables(known)}


def decimals(value: float) -> str:
    """.31: a share that is no per cent."""
    return f"{value:.2f}".removeprefix("0")


def slope_words(life: GroupLife, language: str) -> str:
    """Whether that is a rise or a fall, or neither beyond doubt."""
    if life.slope and life.slope.high < 0:
        return _words("falls", language)
    return _words("rises" if life.slope and life.slope.low > 0 else "neither", language)


def life_dates(life: GroupLife) -> list[tuple[float, str]]:
    """(place in per cent, the month) under the curve."""
    weeks = len(life.speakers)
    places = sorted({weeks * n // DATES for n in range(DATES)})
    pattern = "%Y-%m" if weeks > A_YEAR_OR_SO else "%m-%d"
    days = ((place, life.first + timedelta(weeks=place)) for place in places)
    return [(pc(place, 0, weeks), format(day, pattern)) for place, day in days]


def _words(name: str, language: str) -> str:
    return worded(Message(f"insight_group.{name}"), language)
