"""The sentences of refusals, unreadable photos and failed posters become Messages: code and parameters.

They are kept as they are under `legacy.text`. Those that say that an author took a picture back are known
again, since posters are counted by them.
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

COLUMNS = (("quarantine", "why"), ("scores", "unreadable"), ("posters", "failed"))
TAKEN_BACK = {
    "Its author refused, so this picture is not shown.": "photo.author_refused",
    "Its author withdrew the consent, so this picture is no longer shown.": "photo.author_withdrew",
}


def upgrade() -> None:
    connection = op.get_bind()
    for table, name in COLUMNS:
        column: sa.ColumnClause[str] = sa.column(name, sa.Text())
        rows = sa.table(table, column)
        sentences = sa.select(column).where(column.is_not(None)).distinct()
        for sentence in connection.execute(sentences).scalars().all():
            change = sa.update(rows).where(column == sentence)
            connection.execute(change.values({name: _as_message(sentence)}))


def _as_message(sentence: str) -> str:
    if sentence in TAKEN_BACK:
        return _stored(TAKEN_BACK[sentence], {})
    return _stored("legacy.text", {"zh": sentence, "en": sentence})


def _stored(code: str, params: dict[str, str]) -> str:
    return json.dumps({"code": code, "params": params}, ensure_ascii=False, sort_keys=True)
