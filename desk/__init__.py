"""Who looks: the review desk, pages rendered on the server that work as plain links and forms.

The way of a request:

    server      one process or a few, on this machine or behind a proxy
    app         guards, pages, API and pictures put together
    guard       hosts, sizes of bodies, headers, where a form may come from, concurrency: before anything else
    auth        who is asking: the local cookie, a sign-in, a token; and whether they may
    pages       one module a page: reads the store, renders a template, calls content.review for what changes
    api         the same verbs as JSON under /api/v1, for pages and programs
    actions     what changes posts, for pages and API alike; undo_scope: what an undo is for
    media       posters and photos, small and large; placeholder: what stands where one was
    live        /changes: what others change, as server-sent events

What they stand on:

    context     the open desk: a services context with what only the desk has; one a process
    render      a page: its template, and what every page shows; badges: the counts on the rail
    templating  how templates are read: an environment a language, with words and icons put in
    i18n        the reader's language; gettext for templates, Messages for what Python says
    labels      what values of the model are called
    errors      what is refused: a status, a code and a Message
    answers     an error as JSON, as a page, or as a picture
    routes      every address with the verb it asks for; backoff: of signing in
    tokens      API tokens, made by people alone; names: what people are called
    cache       what takes long to find out, kept for a moment; community: members as measured, kept so
    background  what goes on after its answer; it ends with the server
    fonts       the posters' fonts, for browsers

What single pages stand on:

    queue_query the queue's filters, out of an address; posts: posts as lists show them
    review_view the variants of one telling, as a review looks at them; commands: what the palette can do
    board       a group's week; days: what its days are called; datetimes: days and times in words
    cull_query  which photos the culling room shows; photo_view: what stands beside one of them
    upload_view whose batch an upload is, and what its dialog shows
    origin      where its author, product and words come from; fields_form: the form that sets them
    share_preview  the poster that a submission would become; weights: how the weights of its score are shown
    editing     the words on a poster as a form; layout_view: its layout, why, and what else could be
    comments_view  remarks as threads with pins; share_view: posts of a link as a guest sees them
    watermark   a guest's name in a poster's pixels; qr: a link as a code; strangers: who tries tokens
    bells       the dot on the bell
    difference  what changed between two texts; proofs: a template against real captions
    tuning_form the variables of a template, as its page sends them
    story_view  a story with its posters and findings; story_form: its words as a form
    story_pictures  posters of stories and brands that nobody saved yet, in memory
    night       a run as people read it
    owner_view  the tasks of an owner's day, for whoever holds its link
    insights    insight, worked out once; insight_view: a week for its page
    groups_query  which groups are listed; groups_view: their table; groups_drawn: its rows, drawn once
    group_view  one of them
    experiment_form  the form that asks for an experiment; experiment_values: its pages
    business_values  the page of business
    sending     how posts on their way stand, in signs and sentences

    intake      the members' submission page: an app, a process and a folder of its own
    preview     `sishi poster preview`: the template maker's page, a server of its own

Templates lie in templates/, style sheets and ES modules of our own in static/; no third-party script.

It shows what services do and content knows, and neither flows nor Prefect: what starts a run is handed in.
"""
