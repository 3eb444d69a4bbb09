"""A spec with what its photos show: for posters of photos that nobody gathered."""

from dataclasses import replace

from content.model import Features, PosterSpec
from content.model.photo_facts import FactsJson
from content.posters.photo import SIDES
from content.posters.pictures import PosterMedia
from content.posters.spec import rounded
from content.score.face_search import FaceSearch
from content.score.image import photo_facts


def looked_at(spec: PosterSpec, pictures: PosterMedia, search: FaceSearch) -> PosterSpec:
    """The spec with the focal points and facts of its photos, as the night has them from gathering.

    Raises what decoders raise where a photo cannot be read.
    """
    seen = {name: photo_facts(pictures.working(sha), search) for name, sha in spec.photos.items()}
    return replace(
        spec,
        focus={name: rounded(features.focus) for name, features in seen.items()},
        facts={name: _facts(features) for name, features in seen.items()},
    )


def _facts(features: Features) -> FactsJson:
    facts = features.facts.as_json() if features.facts else FactsJson()
    facts["calm"] = {side: features.values[f"calm_{side}"] for side in SIDES}
    return facts
