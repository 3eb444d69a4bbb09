"""Sources of UGC: what they are is told by what they hold; each becomes a content.inbox.Inbox.

    sources        a file or folder -> the inboxes in it; survey says what they would bring
    detect         which reader knows a file, or what was seen and what is supported

Chat exports, one module a source, each a `Reader` that turns its file into messages:

    wecom feishu               of companies
    memotrace weflow weclone chatlog chatlab qq_exporter whatsapp telegram telegram_page discord slack meta
    plain_text line_pc         QQ, MemoTrace and LINE as text, without pictures
    mediacrawler xhs_downloader forms    of sites, and of answers to forms
    unknown        what nobody reads: one refusal, and the pictures wait with it; other_forms: what to export
    messages       what a reader makes (`ChatMessage`), and what it is made with
    fields         what is read of them: texts, times, authors, pictures
    identity       by what a message is known again; quotes, withdrawals: what messages say of others
    objections     texts that take pictures back: 别用我的图; their grammar is objection_words and
                   objection_english, what a person must read objection_doubts
    chat           messages -> records, alike for all; chat_inbox: an export as an inbox
    message_log    all messages without their words; roster: who joined and left; seen_ids: few bytes an id
    join_words     which words of its author join a picture

What members send by the page that is theirs:

    submission_page    photos with words and the author's consent, each in a folder of its own

Photos that people drop:

    drop_folder    photos by group, with sidecars, an index, archives of all that (`unpack`)
    roles          what each file is there for, by its bytes; group_names: whose a folder is
    index          rows as sidecars say it: index_table reads them, index_columns names their fields,
                   office_time their dates, cell_pictures what lies in their cells; named_media the rest;
                   index_tables says which tables of other names are indexes
                   consent_words what they write of consent; sidecar_keys: the same names in a sidecar
    picture_variants   thumbnails, copies and edited versions of what lies beside them

What they stand on:

    places         folders; archives: zips, of which nothing is believed before it is checked
    json_stream    one long JSON message by message; json_rows: the objects of a file, one a line or not
    day_parts      hours with a word: 上午12:30
    text tabular   lines, JSON and CSV in any encoding and little memory; table_rows: workbooks too
"""
