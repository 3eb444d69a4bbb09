"""A spec with what its photos show: for posters of photos that nobody gathered."""

from dataclasses import replace

from content.model import PosterSpec
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
        facts={name: features.facts.as_json() for name, features in seen.items() if features.facts},
    )
