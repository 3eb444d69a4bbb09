"""Who looks: the review desk, pages rendered on the server that work as plain links and forms.

The way of a request:

    guard       hosts, sizes of bodies, headers, where a form may come from, turns: before anything else
    people      who is asking: the local cookie, a sign-in, a token; and whether they may
    pages       one module a page: reads the store, renders a template, calls content.review for what changes
    api         the same verbs as JSON under /api/v1, for pages and programs
    media       posters and photos, small and large

What they stand on:

    office      the open desk: workspace, clock, workers; one a process
    planning    the coming days laid out, told and drawn anew when somebody asks for it now
    beside      what goes on after its answer, as planning does; it ends with the server
    paper       a page: its template, and what every page shows
    press       how templates are read: an environment a language, with words and icons put in
    errors      what is refused: a status, a code and a Message
    answers     an error as JSON, as a page, or as a picture
    i18n        the reader's language; gettext for templates, Messages for what Python says
    labels      what values of the model are called
    static      style sheets and ES modules of our own; no third-party script
    preview     `sishi poster preview`: the template maker's page

It knows content, and neither flows nor Prefect: what starts a run is handed in.
"""
