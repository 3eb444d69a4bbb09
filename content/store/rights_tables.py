"""The tables of rights: requests for consent, and what members asked of us."""
