"""What the members' submission page and the rest of the house tell each other, by files alone.

The page runs as a process of its own that sees one folder and nothing else of the workspace.

    folder    what lies where in that folder, and who writes it
    shapes    what stands in its files; each is checked whenever it is read
    terms     what a member may choose: where and until when; and which wording was shown

The codes by which members take submissions back are in content.rights.page_codes.

desk.intake is the page; services.submission_page publishes what it shows and takes what it brought;
channels.readers.submission_page reads the drop as an inbox.
"""
