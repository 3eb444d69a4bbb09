"""The tables of curation: features by version, models, members' axes and ladder."""
