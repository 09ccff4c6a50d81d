"""The routes on documents: Documents, PrintDocument, PRINT, CancelDocument, Pdf (dossier 9.4)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Final

from pinkas.actions import drafts, issuing, papers, printing
from pinkas.actions.desk import Caller, Desk
from pinkas.actions.sessions import Sessions
from pinkas.actions.showing import Showing
from pinkas.books.document import StoredDocument
from pinkas.books.draft import DocumentOrder
from pinkas.books.errors import InvalidValue, NotADraft, NotSettleable, UnknownRecord
from pinkas.books.kinds import KINDS
from pinkas.books.language import language_of
from pinkas.dialects.caspit import operations, quirks
from pinkas.dialects.caspit.answers import PDF, Answer, encoded, ok
from pinkas.dialects.caspit.binding import WireError
from pinkas.dialects.caspit.call import Call
from pinkas.dialects.caspit.counter import caller_of, once_of, saved_answer
from pinkas.dialects.caspit.documents import to_order, to_wire
from pinkas.dialects.caspit.envelope import envelope
from pinkas.dialects.caspit.names import KIND_OF_TRX_TYPE, LANGUAGE_CODES, LANGUAGES, TRX_TYPE_OF_KIND
from pinkas.dialects.caspit.routing import CaspitRouter
from pinkas.dialects.caspit.wire import CaspitDocument
from pinkas.paper import Language
from pinkas.storage.documents import DocumentFilter, Named, by_key, by_number

#: What the law says of a document that was printed all the same; ours.
WARNING_HEADER: Final = "pinkas-warning"
_KINDS = tuple(KIND_OF_TRX_TYPE.values())


def add_routes(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    """Every call on documents."""
    _add_writing(router, desk, sessions)
    _add_reading(router, desk, sessions)
    _add_deeds(router, desk, sessions)


def _add_writing(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    @router.on("POST", "Documents", error_status=True, says=operations.POST_DOCUMENT)
    async def create_document(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        sent = await call.body(CaspitDocument)
        once = await once_of(call, desk, status=201)
        order = to_order(sent, creating=True)
        async with _in_words(desk, caller, order):
            saved = await drafts.save_draft(desk, caller, order, once=once)
        return saved_answer(
            201,
            to_wire(saved.record, call, business=caller.business),
            at=call.link("documents", saved.record.key),
            replayed=saved.replayed,
        )

    @router.on("PUT", "Documents", error_status=True, says=operations.PUT_DOCUMENT)
    async def edit_document(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        sent = await call.body(CaspitDocument)
        if not sent.DocumentId:
            raise WireError({"doc.DocumentId": ["The DocumentId field is required."]})
        once = await once_of(call, desk, status=200)
        order = to_order(sent, creating=False)
        async with _in_words(desk, caller, order):
            saved = await drafts.save_draft(desk, caller, order, once=once, must_exist=True)
        return saved_answer(200, to_wire(saved.record, call, business=caller.business), replayed=saved.replayed)


@asynccontextmanager
async def _in_words(desk: Desk, caller: Caller, order: DocumentOrder) -> AsyncIterator[None]:
    """What the vendor has no word for is not found, rather than found to be no draft, or nothing that can be paid."""
    try:
        yield
    except NotADraft as refusal:
        await drafts.find_document(desk, caller, by_key(refusal.key, _KINDS))
        raise
    except NotSettleable as refusal:
        try:
            await drafts.find_document(desk, caller, by_key(refusal.key, _KINDS))
        except UnknownRecord:
            keys = [source.key for source in order.sources or ()]
            place = f"[{keys.index(refusal.key)}]" if refusal.key in keys else ""
            raise InvalidValue(f"sources{place}", f"names no document: '{refusal.key}'") from None
        raise


def _add_reading(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    showing = Showing(desk)

    @router.on("GET", "Documents", says=operations.LIST_DOCUMENTS)
    async def list_documents(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        wanted, paging = _filter(call), call.paging()
        total, rows = (
            (0, [])
            if wanted is None
            else await drafts.list_documents(desk, caller, wanted, offset=paging.offset, limit=paging.size)
        )
        return ok(envelope(call, paging, (to_wire(row, call, business=caller.business) for row in rows), total=total))

    @router.on("GET", "Documents/{id}", says=operations.GET_DOCUMENT)
    async def show_document(call: Call) -> Answer:
        caller, form = await caller_of(call, sessions), call.form

        def made(found: StoredDocument) -> bytes:
            if found.document.kind not in TRX_TYPE_OF_KIND:
                raise UnknownRecord("document", call.id)
            return encoded(to_wire(found, call, business=caller.business), form, call.surface.zone)

        # Of the call an answer holds only the address it was sent to, in the form it takes.
        name = f"{call.link()} {form.name}"
        return Answer(200, await showing.document(caller, call.id, name, made), form.media_type)

    @router.on("GET", "Pdf/{id?}", says=operations.GET_PDF)
    async def show_pdf(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        stored, pdf = await papers.document_pdf(
            desk, caller, named_document(call), chosen_language(call, caller), giving=call.method != "HEAD"
        )
        name = f"{stored.full_number.replace('/', '-')}.pdf"
        return Answer(200, pdf, PDF, (("content-disposition", f'inline; filename="{name}"'),))


def _add_deeds(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    async def print_document(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        language = chosen_language(call, caller)
        chosen = {} if language == language_of(caller.country) else {"lan": str(LANGUAGE_CODES[language])}
        named, once = named_document(call), await once_of(call, desk, status=200)
        if call.flag("createSignedPdf", default=False):
            # On paper, or in another language, it is another request than this one.
            once = None if once is None else replace(once, route=f"{once.route}?createSignedPdf={language}")
            printed = await printing.print_computerised(desk, caller, named, language, once=once)
            key, replayed, warning = printed.record.stored.key, printed.replayed, printed.record.warning
        else:
            issued = await issuing.issue_document(desk, caller, named, once=once)
            key, replayed, warning = issued.record.key, issued.replayed, None
        at = call.link("Pdf", key, token=call.token or "", **chosen)
        answer = saved_answer(200, at, at=at, replayed=replayed)
        if warning is None:
            return answer
        return replace(answer, headers=(*answer.headers, (WARNING_HEADER, warning)))

    async def cancel_document(call: Call) -> Answer:
        caller: Caller = await caller_of(call, sessions)
        named, once = named_document(call), await once_of(call, desk, status=200)
        cancelled = await issuing.cancel_document(desk, caller, named, once=once)
        content = to_wire(cancelled.record, call, business=caller.business)
        return saved_answer(200, content, replayed=cancelled.replayed)

    router.add("POST", "PrintDocument/{id?}", print_document, error_status=True, says=operations.PRINT_DOCUMENT)
    router.add("PRINT", "Documents/{id?}", print_document, says=operations.PRINT_DOCUMENT)
    router.add("POST", "CancelDocument/{id?}", cancel_document, error_status=True, says=operations.CANCEL_DOCUMENT)


def named_document(call: Call) -> Named:
    """The document of the call: by id, which wins, or by its full number, narrowed by type (dossier 9.4)."""
    if key := call.text("id"):
        return by_key(key, _KINDS)
    number = call.required("documentNumber")
    trx_type = call.integer("trxTypeId")
    kinds = _KINDS if trx_type is None else tuple(filter(None, [KIND_OF_TRX_TYPE.get(trx_type)]))
    parsed = quirks.parse_full_number(number)
    if parsed is None or not kinds:
        raise UnknownRecord("document", number)
    return by_number(parsed.series, parsed.number, kinds, provisional=parsed.provisional)


def chosen_language(call: Call, caller: Caller) -> Language:
    """The language that `lan` asks for; that of the business's country unless said, Hebrew in Israel."""
    chosen = call.choice("lan", LANGUAGES)
    if chosen is None:
        return language_of(caller.country)
    if chosen not in LANGUAGES.values():
        raise WireError({"lan": [f"The value '{chosen}' is not valid for lan."]})
    return "en" if chosen else "he"


def _filter(call: Call) -> DocumentFilter | None:
    """The list's filters; None when nothing can match them (a type not served, a bare number)."""
    trx_type = call.integer("trxTypeId")
    kind = None if trx_type is None else KIND_OF_TRX_TYPE.get(trx_type)
    series = number = None
    provisional = False
    start, end = call.date("datStart"), call.date("datEnd")
    only_open = call.flag("onlyOpenDocuments", default=False)
    if text := call.text("Number"):
        parsed = quirks.parse_full_number(text)
        if parsed is None:
            return None
        series, number, provisional = parsed
    if trx_type is not None and kind is None:
        return None
    return DocumentFilter(
        kinds=_KINDS if kind is None else (KINDS[kind].name,),
        contact_key=call.text("CustomerId"),
        series=series,
        number=number,
        provisional=provisional,
        from_date=start,
        to_date=end,
        only_open=only_open,
    )
