"""Curation: features, models that were learnt, and what members are to the community."""

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Nothing yet."""
