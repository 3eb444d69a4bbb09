"""Pictures whose author said no: which they are, and which posters show them."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select, update

from content.model import NO_LONGER_SHOWN, TAKEN_BACK, ConsentState
from content.store.base import AnySelect, StorePart, batched
from content.store.tables import ConsentRow, MediaRow, PosterRow, SubmissionMediaRow, SubmissionRow

_NO = [state.value for state in TAKEN_BACK]
_PICTURE = re.compile(r"\b[0-9a-f]{64}\b")  # a picture as a spec names it


class WithdrawnPictures(StorePart):
    def taken_back_pictures(self, hashes: Collection[str] | None = None) -> dict[str, ConsentState]:
        """sha256 -> what its author said, for those of these pictures (None: of all) that were taken back.

        A picture that several submissions show is taken back as soon as one of them is.
        """
        taken_back = (
            select(SubmissionMediaRow.sha256, SubmissionRow.consent_state)
            .join(SubmissionRow, SubmissionRow.id == SubmissionMediaRow.submission_id)
            .where(SubmissionRow.consent_state.in_(_NO))
        )
        rows = self._rows_among(taken_back, SubmissionMediaRow.sha256, hashes)
        return {sha256: ConsentState(state) for sha256, state in rows}

    def taken_back_posters(self, keys: Collection[str] | None = None) -> dict[str, ConsentState]:
        """key -> what the author said, for those of these posters (None: of all, drawn or not) that
        show a picture that was taken back, whatever the group."""
        specs = select(PosterRow.key, PosterRow.spec)
        if keys is None and not self.taken_back_pictures():
            return {}
        shows = {
            key: set(_PICTURE.findall(spec)) for key, spec in self._rows_among(specs, PosterRow.key, keys)
        }
        taken = self.taken_back_pictures(set().union(*shows.values()))
        return {
            key: taken[sha256] for key, pictures in shows.items() for sha256 in pictures if sha256 in taken
        }

    def pictures_given_back(self) -> list[tuple[str, str]]:
        """(sha256, suffix) of pictures that were taken back once and are no longer."""
        once = select(ConsentRow.submission_id).where(
            ConsentRow.state.in_(_NO), ConsentRow.is_current.is_(False)
        )
        rows = self._session.execute(
            select(MediaRow.sha256, MediaRow.suffix)
            .join(SubmissionMediaRow, SubmissionMediaRow.sha256 == MediaRow.sha256)
            .where(SubmissionMediaRow.submission_id.in_(once))
            .distinct()
        ).all()
        still = self.taken_back_pictures({sha256 for sha256, _ in rows})
        return sorted((sha256, suffix) for sha256, suffix in rows if sha256 not in still)

    def undraw(self, answers: Mapping[str, ConsentState]) -> None:
        """These posters (key -> what the author said) have no file any more, for this reason."""
        nothing: dict[str, Any] = dict.fromkeys(("path", "sha256", "width", "height", "bytes"))
        for state in TAKEN_BACK:
            keys = sorted(key for key, why in answers.items() if why is state)
            for batch in batched(keys):
                gone = update(PosterRow).where(PosterRow.key.in_(batch))
                self._change(gone.values(**nothing, failed=NO_LONGER_SHOWN[state]))

    def _rows_among(self, rows: AnySelect, column: Any, values: Collection[str] | None) -> list[Any]:
        if values is None:
            return list(self._session.execute(rows))
        return [
            row
            for batch in batched(sorted(values))
            for row in self._session.execute(rows.where(column.in_(batch)))
        ]
