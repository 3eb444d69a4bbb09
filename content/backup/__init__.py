"""Backups: what a workspace held at an instant, kept in a vault of parts that are named by their hash.

manifest   what one backup holds: every file with its parts, and the database
vault      where backups lie: a folder or an object store, parts written once
retention  which backups are kept, and for how long
"""
