"""How things arrive and leave: readers of what communities send, tables in, and the queue's exports.

readers      sources of UGC, one a module: chat exports, folders that photos are dropped into
charts       where things stand on the axes of charts, and numbers as people write them
imports      rows of a table -> groups, products, members, stories, consents
exports      the queue as files; the same tables as files
senders      how posts leave, one kind of channel a module: each call made once

What tables stand on:

tables       a file as rows; table: such rows, which know where they come from
             csv_text traditional: encodings, delimiters; markup: yaml, toml and json; syntax: errors of yaml
             workbooks: rows of xlsx, weighed before they are opened
headers      where the header is, which column each heading means, and which rows are no entries
definitions  what a table is: columns with their names, parsers, meanings, examples
             group_table (groups, members, products), story_table, consent_table,
             orders, staff_table, owner_table, days_table, results_table (results, clicks)
cells        what a cell may hold, and what is wrong with it
             day_cells, slot_times, zones, story_cells: the same for some of them
stories_markdown   stories as Markdown, a file each
"""
