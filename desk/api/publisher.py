"""Whether anything sends, as JSON."""

from dataclasses import asdict

from fastapi import APIRouter, Request

from content.model import Verb
from desk.api.send_shapes import PublisherItem
from desk.auth import Person, may, office_of
from services.dispatch import send_health

router = APIRouter(prefix="/api/v1/publisher", tags=["sends"])


@router.get("")
def publisher(request: Request, person: Person = may(Verb.VIEW)) -> PublisherItem:
    """`heartbeat` is `alive`, `silent` where a publisher was there and is not, or `never`."""
    return PublisherItem(**asdict(send_health(office_of(request))))
