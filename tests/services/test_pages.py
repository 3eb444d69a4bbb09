"""A set of nine squares from a photo; what a long picture asks for."""

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from content.errors import UnknownId, WrongInput
from content.model import LayoutChange, LayoutRuleKind, Slot
from content.posters.fonts import missing_fonts
from content.posters.preview import stand_in
from services.context import Context
from services.layouts import LayoutWish, layout_rules, set_layout
from services.pages import NineWords, day_picture, nine_squares


def test_a_round_picture_becomes_nine_squares(context: Context, tmp_path: Path) -> None:
    if missing := missing_fonts():
        pytest.skip(str(missing[0]))
    stand_in(1600, 1600).save(tmp_path / "moon.jpg", quality=90)
    squares = nine_squares(context, NineWords("月满人圆", "中秋"), tmp_path / "moon.jpg")
    sizes = {Image.open(BytesIO(square)).size for square in squares}
    assert (len(squares), sizes) == (9, {(1080, 1080)})


def test_a_day_without_posts_is_no_picture(context: Context) -> None:
    with pytest.raises(UnknownId):
        day_picture(context, "g1", date(2026, 11, 23))


def test_a_layout_is_banned_from_its_slots_and_freed(context: Context) -> None:
    assert set_layout(context, LayoutWish(LayoutChange.BAN, "quiz-dark"), actor="小林") == (Slot.NOON,)
    assert [(rule.kind, rule.template, rule.slot) for rule in layout_rules(context)] == [
        (LayoutRuleKind.BAN, "quiz-dark", Slot.NOON)
    ]
    assert set_layout(context, LayoutWish(LayoutChange.FREE, "quiz-dark"), actor="小林") == (Slot.NOON,)
    assert layout_rules(context) == ()
    with pytest.raises(WrongInput, match="several slots"):
        set_layout(context, LayoutWish(LayoutChange.PIN, "day-countdown"), actor="小林")
