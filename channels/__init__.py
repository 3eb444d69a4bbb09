"""How things arrive and leave: readers of what communities send, tables in, and the queue's exports.

readers      sources of UGC, one a module: chat exports, folders that photos are dropped into
imports      rows of a table -> groups, products, members, stories, consents
exports      the queue as files; the same tables as files

What tables stand on:

tables       rows of csv, xlsx, yaml, toml and json; workbooks: rows of xlsx, weighed before they are opened
rows         the fields of each table, in the order of writing
cells        what a cell may hold, and what is wrong with it; story_cells: the same for a story's parts
orders       the shop's list of orders; staff_table: the team's own people; days_table: the days off of a year
stories_markdown   stories as Markdown, a file each
"""
