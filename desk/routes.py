"""Routes: every address of the desk and what it asks of whoever comes: read from the app, none forgotten."""

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts

from content.model import Verb


@dataclass(frozen=True, slots=True)
class Door:
    """`verb` is what one must be allowed to do, None where strangers may come in."""

    method: str
    path: str
    verb: Verb | None


def doors(app: FastAPI) -> list[Door]:
    """All routes, each with its verb."""
    doors_of_app = []
    for route in iter_route_contexts(app.routes):
        dependant = getattr(route, "dependant", None)
        verb = next(_verbs(dependant), None) if dependant else None
        doors_of_app += [Door(method, str(route.path), verb) for method in sorted(route.methods or {"GET"})]
    return doors_of_app


def _verbs(dependant: Dependant) -> Iterator[Verb]:
    verb: Verb | None = getattr(dependant.call, "verb", None)
    if verb is not None:
        yield verb
    for below in dependant.dependencies:
        yield from _verbs(below)
