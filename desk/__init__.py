"""Who looks: the review desk. It will join `sishi up` beside Prefect's pages; its room is kept free here."""
