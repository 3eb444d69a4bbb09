"""A poster while somebody types: drawn at once, kept nowhere."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from content.errors import PosterError, TextDoesNotFit
from content.model import Verb
from content.review import reworded
from desk.api.shapes import Drawing
from desk.errors import Problem, Refusal
from desk.people import Person, may, office_of
from desk.studio import sketch, telling_of

router = APIRouter(prefix="/api/v1", tags=["draw"])


@router.post(
    "/draw",
    response_class=Response,
    responses={200: {"content": {"image/jpeg": {}}}, 410: {"model": Problem}},
)
def draw(request: Request, asked: Drawing, person: Person = may(Verb.AMEND)) -> Response:
    """The post's poster with these words, 540 px wide; its ETag is the poster's key, which an approval of
    unsaved words names. 422 says under `fields` which text is too long."""
    office = office_of(request)
    with office.open_store(reading=True) as store:
        (spec,) = store.specs([store.post(asked.post).poster])
    try:
        drawn = reworded(spec, asked.fields, telling_of(office))
        picture = sketch(office, drawn)
    except TextDoesNotFit as error:
        raise Refusal(422, "too_long", str(error), fields={error.box: str(error)}) from error
    except PosterError as error:
        named = next((name for name in asked.fields if repr(name) in str(error)), "")
        raise Refusal(422, "not_drawn", str(error), fields={named: str(error)} if named else {}) from error
    return Response(picture, media_type="image/jpeg", headers={"ETag": f'"{drawn.key}"'})
