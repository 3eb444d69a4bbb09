"""Sources of UGC: what they are is told by what they hold; each becomes a content.inbox.Inbox.

    sources        a file or folder -> the inboxes in it; survey says what they would bring
    detect         which reader knows a file, or what was seen and what is supported

Chat exports, one module a source, each a `Reader` that turns its file into messages:

    wecom memotrace whatsapp telegram discord slack meta mediacrawler
    messages       what a reader makes, and what it is made with
    chat           messages -> records, alike for all; chat_inbox: an export as an inbox
    message_log    all messages without their words; roster: who joined and left; seen_ids: few bytes an id
    join_words     which words of its author join a picture

Photos that people drop:

    drop_folder    photos by group, with sidecars, an index (`index`), archives of all that (`unpack`)

What they stand on:

    places         folders; archives: zips, of which nothing is believed before it is checked
    text tabular   lines, JSON and CSV in any encoding and little memory
"""
