"""A placement becomes the four posts of a group's day: texts from copy templates, and poster specs.

stage            reads what the plan chose, composes, and writes the posts
post             what one slot says and shows: its text and the spec of its poster
layouts          which layout and palette each slot has, from what its group saw before
day_words        what a calendar says of a day, for posters
copy_templates   the words around a story: the four texts of a day
"""
