"""A poster while somebody types: drawn at once, kept nowhere."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from content.compose.post import Telling
from content.errors import PosterError, TextDoesNotFit
from content.model import PosterSpec, Verb
from content.review import reworded
from desk.api.shapes import Drawing
from desk.auth import Person, may, office_of
from desk.errors import Problem, Refusal
from services.composing import current_telling
from services.drawing import sketch

router = APIRouter(prefix="/api/v1", tags=["draw"])


@router.post(
    "/draw",
    response_class=Response,
    responses={200: {"content": {"image/jpeg": {}}}, 410: {"model": Problem}},
)
def draw(request: Request, drawing: Drawing, person: Person = may(Verb.AMEND)) -> Response:
    """The post's poster with these words, 540 px wide; its ETag is the poster's key, which an approval of
    unsaved words names. 422 says under `fields` which text is too long."""
    office = office_of(request)
    with office.open_store(reading=True) as store:
        (spec,) = store.queue.specs([store.queue.post(drawing.post).poster])
    telling = current_telling(office)
    try:
        drawn = reworded(spec, drawing.fields, telling)
        picture = sketch(office, drawn)
    except TextDoesNotFit as error:
        raise Refusal(422, "too_long", error.message, fields={error.box: error.message}) from error
    except PosterError as error:
        field = _refused_field(spec, drawing.fields, telling)
        fields = {field: error.message} if field else {}
        raise Refusal(422, "not_drawn", error.message, fields=fields) from error
    return Response(picture, media_type="image/jpeg", headers={"ETag": f'"{drawn.key}"'})


def _refused_field(spec: PosterSpec, fields: Mapping[str, Any], telling: Telling) -> str:
    """The first field whose new words cannot be, even alone; "" where none is to blame."""
    for name, value in fields.items():
        try:
            reworded(spec, {name: value}, telling)
        except PosterError:
            return name
    return ""
