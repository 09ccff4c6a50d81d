"""The last full page of a business with very many documents, against its first."""

from __future__ import annotations

import json
import statistics
import time
from typing import Final

import psycopg
import uvloop

from benchmarks.calls import Member, get
from benchmarks.installation import Installation, Server
from benchmarks.load import refuse_other, run_load
from benchmarks.reading import issue_documents
from benchmarks.results import BenchmarkError, Measure
from benchmarks.scale import Scale

_PAGE: Final = 50
_MOST_RATIO: Final = 5.0
#: Real documents that the others are copied from.
MODELS: Final = 50
#: What a copy says anew, by table: everything that names the document, its transaction or its entry. `s` is the copy's
#: serial. Other columns are the model's, so the tables may gain some.
_COPIED: Final = {
    "document_index": {
        "serial": "s", "key": "'deep-' || s", "uuid": "gen_random_uuid()", "contact_serial": "{contact}",
        "open_amount": "case when s %% %(open_every)s = 0 then m.open_amount else 0 end",
    },
    "legal_number": {"document_serial": "s", "number": "number + s - {model}"},
    "transaction": {"serial": "s", "uuid": "gen_random_uuid()", "sequence": "s"},
    "entry": {"serial": "s"},
    "posting": {"entry_serial": "s", "contact": "case when m.contact = 0 then 0 else {contact} end"},
    "document": {"serial": "s", "transaction_serial": "s", "entry_serial": "s", "contact_serial": "{contact}"},
    "document_line": {"document_serial": "s"},
    "document_vat": {"document_serial": "s"},
}  # fmt: skip
#: Whom a copy belongs to: the contacts take turns.
_CONTACT: Final = "1 + s %% %(contacts)s"
_CONTACTS: Final = {"serial": "s", "key": "'deep-' || s", "uuid": "gen_random_uuid()"}
#: The column by which a table's rows belong to a document.
_SERIALS: Final = {"legal_number": "document_serial", "posting": "entry_serial", "document_line": "document_serial",
                   "document_vat": "document_serial"}  # fmt: skip

#: Counters and caches, as if each copy had been issued.
_CACHES: Final = (
    """update books.head set documents = %(documents)s, transactions = %(documents)s, entries = %(documents)s,
    contacts = %(contacts)s where business_id = %(business)s""",
    "update books.series set last_number = first_number + %(documents)s - 1 where business_id = %(business)s",
    "update books.register set last_sequence = %(documents)s where business_id = %(business)s and api",
    "delete from books.tally where business_id = %(business)s and sort in ('document', 'contact')",
    """insert into books.tally (business_id, sort, kind, block, records)
    select business_id, 'document', kind, serial / 1024, count(*) from books.document_index
    where business_id = %(business)s group by business_id, kind, serial / 1024""",
    """insert into books.tally (business_id, sort, kind, block, records)
    select business_id, 'contact', '', serial / 1024, count(*) from books.contact
    where business_id = %(business)s group by business_id, serial / 1024""",
    "delete from books.balance where business_id = %(business)s",
    """insert into books.balance (business_id, account, contact, amount)
    select business_id, account, contact, sum(amount) from books.posting
    where business_id = %(business)s group by business_id, account, contact""",
)


def measure_deep_page(installation: Installation, server: Server, member: Member, scale: Scale) -> Measure:
    """`deep_page`: GET Documents, page 0 and the last full page in turn, one connection."""
    began = time.monotonic()
    multiply(installation, server, member, scale.deep_documents)
    filled_s = time.monotonic() - began
    last = scale.deep_documents // _PAGE - 1
    first_ms, last_ms = _page_times(server.port, member, last, scale)
    return Measure(
        name="deep_page",
        value=last_ms,
        unit="ms",
        floor=first_ms,
        target=f"ratio ≤ {_MOST_RATIO:g}",
        met=last_ms / first_ms <= _MOST_RATIO,
        notes=(
            f"{scale.deep_documents:,} issued invoices, copied in {filled_s:.0f} s; the floor is the first page",
            f"pages of {_PAGE} with three lines each, p50 of {scale.deep_pages}",
        ),
    )


def multiply(
    installation: Installation,
    server: Server,
    member: Member,
    documents: int,
    *,
    contacts: int = 1,
    open_every: int = 1,
) -> None:
    """Issue the models and copy them until there are so many documents, of so many contacts, one copy in so many open.

    Counters, tallies and balances are as if each had been issued. The daybook is left out: nothing here reads it.
    Foreign keys and triggers rest meanwhile, as in a restore.
    """
    issue_documents(server.port, member, [f"deep-{serial}" for serial in range(1, MODELS + 1)])
    values = {"business": member.business, "documents": documents, "contacts": contacts, "open_every": open_every}
    with psycopg.connect(installation.cluster().dsn("admin")) as connection, connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        cursor.execute(_copy_sql(cursor, "contact", _CONTACTS, models=1, upto="contacts"), values)
        for table, anew in _COPIED.items():
            cursor.execute(_copy_sql(cursor, table, anew), values)
        for statement in _CACHES:
            cursor.execute(statement, values)
    installation.analyze()


def _copy_sql(
    cursor: psycopg.Cursor, table: str, anew: dict[str, str], *, models: int = MODELS, upto: str = "documents"
) -> str:
    cursor.execute(
        "select column_name from information_schema.columns where table_schema = 'books' and table_name = %s"
        " and is_generated = 'NEVER' order by ordinal_position",
        [table],
    )
    columns = [name for (name,) in cursor.fetchall()]
    serial = _SERIALS.get(table, "serial")
    model = f"(1 + (s - 1) %% {models})"
    said = (anew.get(column, f"m.{column}") for column in columns)
    values = ", ".join(one.replace("{model}", model).replace("{contact}", _CONTACT) for one in said)
    return (
        f"insert into books.{table} ({', '.join(columns)}) select {values}"  # noqa: S608 - names of our own tables
        f" from generate_series({models} + 1, %({upto})s) s"
        f" join books.{table} m on m.business_id = %(business)s and m.{serial} = {model}"
    )


def _page_times(port: int, member: Member, last: int, scale: Scale) -> tuple[float, float]:
    """The median milliseconds of the first and of the last page, asked for in turn; each must be full and right."""
    asks = [get(f"Documents?page={page}", member.token) for page in (0, last)]
    # Two unmeasured rounds, so that both find the plans and the blocks they need.
    rounds = scale.deep_pages + 2
    left = iter(asks * rounds)
    answers: list[bytes] = []

    def check(connection: int, status: int, body: bytes) -> None:
        del connection
        refuse_other(status, body, 200)
        answers.append(body)

    load = uvloop.run(run_load(port, lambda _: next(left, None), check, connections=1))
    for page, body in zip((0, last), answers[-2:], strict=True):
        said = json.loads(body)
        keys = [one["DocumentId"] for one in said["Results"]]
        if said["TotalCount"] != scale.deep_documents or len(set(keys)) != _PAGE:
            raise BenchmarkError(f"page {page} is not a full page of {scale.deep_documents} documents")
        if keys != [f"deep-{serial}" for serial in range(page * _PAGE + 1, (page + 1) * _PAGE + 1)] and page:
            raise BenchmarkError(f"page {page} holds other documents than it should")
        if any(len(one["DocumentLines"]) != 3 for one in said["Results"]):
            raise BenchmarkError(f"page {page} has documents without their lines")
    measured = load.latencies_s[4:]
    return statistics.median(measured[0::2]) * 1000, statistics.median(measured[1::2]) * 1000
