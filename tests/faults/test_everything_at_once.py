"""Several callers doing everything to the same few records: each deed is done or refused, and the books are whole."""

from __future__ import annotations

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from tests.faults.serving import Server
from tests.faults.test_races import Call, caller, deadlocks, server
from tests.faults.test_verbs_raced import CHEQUE, SALE, SIDES, issue, take, write
from tests.properties.integrator import Integrator

__all__ = ["caller", "server"]

CALLERS, EACH, RECORDS = 6, 60, 6
PAPERS = ("sale", "cheque", "credit", "refund", "proforma", "replacing", "delivery")
GOODS = {**SALE, "CustomerId": "mob", "DocumentLines": [{"ProductId": "mob-1", "UnitPrice": 100, "Qty": 2}]}
MONEY = {"TrxTypeId": 2, "TrxCodeNumber": 2, "CustomerId": "mob"}


class Mob:
    """One of them, who chooses by chance."""

    def __init__(self, seed: int, cheques: list[str]) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - no secret
        self._cheques = cheques
        self.seen: Counter[tuple[str, int]] = Counter()

    def come(self, port: int, token: str) -> None:
        with Integrator(port, token) as caller:
            for _ in range(EACH):
                name, call = self._chance.choice(list(self._deeds().items()))
                answer = caller.call(*call)
                # 503 is for who found the record changed four times while deciding.
                assert answer.status < 500 or "retry-after" in answer.headers, f"{name}: {answer.status} {answer.text}"
                self.seen[name, answer.status] += 1

    def _deeds(self) -> dict[str, Call]:
        number, word = self._chance.randrange(RECORDS), f"{self._chance.getrandbits(40):x}"
        paper, cheque = f"{self._chance.choice(PAPERS)}-{number}", self._chance.choice(self._cheques)
        month, product = f"2025-{1 + number:02}", f"mob-{number % 2}"
        some = {"DifferenceId": word, "DocumentId": f"sale-{number}", "Kind": "rounding", "Amount": 1}
        return {
            "print": ("POST", f"PrintDocument/{paper}"),
            "cancel": ("POST", f"CancelDocument/{paper}"),
            "edit": ("PUT", "Documents", {**GOODS, "DocumentId": f"replacing-{number}", "Comments": word}),
            "bounce": ("POST", f"/ext/v1/cheques/{cheque}/bounce", {"BankCharge": 3}),
            "difference": ("POST", "/ext/v1/differences", some),
            "entry": ("POST", "/ext/v1/entries", {"EntryId": f"e-{number}", "Lines": SIDES, "Date": "2026-01-05"}),
            "reverse": ("POST", f"/ext/v1/entries/e-{number}/reverse"),
            "count": ("POST", "/ext/v1/stock", {"ProductId": product, "Kind": "count", "Quantity": number}),
            "product": ("POST", "Products", {"ProductId": product, "Name": word, "SalePrice1": number}),
            "contact": ("POST", "Contacts", {"ContactId": "mob", "BusinessName": word, "OpenBalance": -number}),
            "opening": ("POST", "/ext/v1/opening-balances", {"Lines": [{"ContactId": "mob", "Amount": 1 + number}]}),
            "payer": ("PUT", "/ext/v1/contacts/mob/payer", {"ContactId": self._chance.choice(["payer", None])}),
            "close": ("POST", f"/ext/v1/periods/{month}/close"),
            "reopen": ("POST", f"/ext/v1/periods/{month}/reopen"),
            "cash": ("POST", "/ext/v1/cash", {"Kind": self._chance.choice(["in", "out"]), "Amount": 5}),
            "class": ("PUT", "/ext/v1/trx-codes/778", {"TrxCode": word, "TrxCodeType": 1}),
            "terms": ("PUT", "/ext/v1/terms", {"PaymentTerms": 4, "PaymentTermsDays": number}),
        }


def test_everything_at_once(server: Server, caller: Integrator) -> None:
    cheques = prepare(caller)
    mobs = [Mob(seed, cheques) for seed in range(CALLERS)]
    with ThreadPoolExecutor(CALLERS) as threads:
        list(threads.map(lambda mob: mob.come(server.port, caller.token), mobs))
    seen = sum((mob.seen for mob in mobs), Counter[tuple[str, int]]())
    assert seen.total() == CALLERS * EACH
    # Each cheque bounces once, each entry is written and reversed once.
    assert {seen["bounce", 201], seen["entry", 201], seen["reverse", 201]} <= set(range(1, RECORDS + 1))
    assert sum(count for (_, status), count in seen.items() if status == 503) < CALLERS * EACH / 5
    assert deadlocks(server) == 0


def prepare(caller: Integrator) -> list[str]:
    """The records, some issued and some drafts; gives the ids of the cheques."""
    for key in ("mob", "payer"):
        take(caller, "Contacts", {"ContactId": key, "BusinessName": "א"})
    for number in range(2):
        take(caller, "Products", {"ProductId": f"mob-{number}", "Name": "מדף", "QtyInStock": 10})
    refund = {**MONEY, "TrxTypeId": 13, "ReceiptLines": [{"PaymentTypeId": 1, "Payment": 50}]}
    for number in range(RECORDS):
        issue(caller, f"sale-{number}", GOODS)
        issue(caller, f"cheque-{number}", {**MONEY, "ReceiptLines": [CHEQUE]}, f"sale-{number}")
        write(caller, f"credit-{number}", {**GOODS, "TrxTypeId": 9}, f"sale-{number}")
        write(caller, f"refund-{number}", refund, f"cheque-{number}")
        issue(caller, f"proforma-{number}", {**GOODS, "TrxTypeId": 6})
        write(caller, f"replacing-{number}", GOODS, f"proforma-{number}")
        write(caller, f"delivery-{number}", {**GOODS, "TrxTypeId": 15})
    return [line["CaspitKupaLineId"] for line in caller.whole_list("Kupa")]
