"""A product: the topic that ties a story to what members photograph."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Product:
    id: str
    name: str
