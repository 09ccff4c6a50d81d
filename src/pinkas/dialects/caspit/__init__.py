"""Caspit's `api/v1`, as its clients know it.

The wire layer - everything between bytes and typed values, knowing nothing of books or storage - is

* `wire`: the models, each field written down once; `fields`: what a field's line can say;
* `scalars`, `jsontext`, `xmltext`, `binding`: bytes to models; `codec`, `xmlcodec`: models to bytes, JSON and XML;
* `negotiation`: which of the two a caller takes;
* `routing`, `call`, `query`: which handler is called, and what it can ask of the request;
* `answers`, `envelope`: what a handler gives back.

A handler reads one call and gives one answer; the router does the rest (cross-origin headers, HEAD, OPTIONS, limits,
error bodies, the status the caller asked errors to have):

    router = CaspitRouter(on_failure=failures.answer)

    @router.on("GET", "Contacts/{id}")
    async def show_contact(call: Call) -> Answer:
        desk = await open_desk(call.token)
        return ok(to_wire(await desk.contact(call.id)))

    @router.on("GET", "Contacts")
    async def list_contacts(call: Call) -> Answer:
        desk, asked = await open_desk(call.token), call.paging(sizable=True)
        rows, total = await desk.contacts(asked.offset, asked.size)
        return ok(envelope(call, asked, map(to_wire, rows), total=total))

    @router.on("POST", "Contacts", error_status=True)
    async def save_contact(call: Call) -> Answer:
        desk, sent = await open_desk(call.token), await call.body(CaspitContact)
        stored = to_wire(await desk.save(to_books(sent)))
        return created(stored, at=call.link("contacts", stored.ContactId))

Only `routing`, `call`, `query`, `answers` and `envelope` serve; a client of the real service shares the other modules.
"""
