"""How the queue leaves: items and gaps -> csv, xlsx, json, ics, html, zip, or one group's week as a picture.

collect        the queue's posts with the names of all they refer to: `queue_items`
item           one of them: `QueueItem`
export         one door to all kinds: `export`
  spreadsheet, listing, agenda, parcel      xlsx and csv, json, ics, zip
  contact_sheet, sheet                      the week as a page, and as a picture
    board, page, paper, thumbnails          what both are laid out from
weekly_report  a week of insight as a page, a picture, a workbook
rows           groups, members, products and stories as tables; table_template: an empty one to fill in
words, marks, files                         the two languages, the states' marks, whole files
"""
