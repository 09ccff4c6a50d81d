"""PDFs: a draft, the original once, copies after; in Hebrew or English, by id or by number."""

from __future__ import annotations

import threading
from collections import Counter

import pypdfium2
import pytest

from pinkas.testing.house import House

from .exchanges import ALWAYS
from .shop import PASSWORD, Reply, Shop

MARKS = {"טיוטה": "draft", "Draft": "draft", "מקור": "original", "Original": "original", "העתק": "copy", "Copy": "copy"}


def mark(answer: Reply) -> str:
    """What the paper calls itself."""
    assert answer.status == 200, answer.text
    paper = pypdfium2.PdfDocument(answer.body)
    words = paper[0].get_textpage().get_text_bounded().split()
    paper.close()
    (found,) = {MARKS[word] for word in words if word in MARKS}
    return found


def english(answer: Reply) -> bool:
    paper = pypdfium2.PdfDocument(answer.body)
    text = paper[0].get_textpage().get_text_bounded()
    paper.close()
    return "Tax invoice" in text or "Tax Invoice" in text


@pytest.fixture
def printed(shop: Shop) -> Shop:
    shop.invoice("inv-1", CustomerBusinessName="Alon", Comments="תודה")
    shop.print("inv-1")
    return shop


def test_the_whole_answer(printed: Shop) -> None:
    answer = printed.get("Pdf/inv-1")
    assert answer.status == 200
    assert {name: value for name, value in answer.headers.items() if name not in {"date", "server"}} == ALWAYS | {
        "content-type": "application/pdf",
        "content-length": str(len(answer.body)),
        "content-disposition": 'inline; filename="98-100001.pdf"',
    }
    assert answer.body.startswith(b"%PDF-1.")
    assert answer.body.rstrip().endswith(b"%%EOF")


def test_a_draft_is_marked_so_however_often(shop: Shop) -> None:
    shop.invoice("inv-1")
    assert [mark(shop.get("Pdf/inv-1")) for _ in range(2)] == ["draft", "draft"]
    shop.print("inv-1")
    assert mark(shop.get("Pdf/inv-1")) == "original"


def test_the_pdf_follows_an_edit(shop: Shop) -> None:
    for city in ("Haifa", "Eilat"):
        shop.invoice("inv-1", CustomerBusinessName="Alon", CustomerCity=city)
        paper = pypdfium2.PdfDocument(shop.get("Pdf/inv-1").body)
        assert city in paper[0].get_textpage().get_text_bounded()
        paper.close()


def test_printing_alone_hands_nothing_out(printed: Shop) -> None:
    printed.print("inv-1")
    assert mark(printed.get("Pdf/inv-1")) == "original"


def test_the_same_user_may_have_the_same_bytes_again_for_ten_minutes(printed: Shop) -> None:
    first = printed.get("Pdf/inv-1")
    assert mark(first) == "original"
    printed.house.clock.move(minutes=9, seconds=59)
    assert printed.get("Pdf/inv-1").body == first.body
    printed.log_in()  # another token of the same user
    assert printed.get("Pdf?documentNumber=98%2F100001").body == first.body
    printed.house.clock.move(seconds=1)
    later = printed.get("Pdf/inv-1")
    assert (mark(later), later.body == first.body) == ("copy", False)


def test_another_user_gets_a_copy(printed: Shop) -> None:
    name = f"dan-{printed.business}"
    printed.house.add_user(name, PASSWORD, printed.business)
    token = printed.send("GET", f"/api/v1/Token?user={name}&pwd={PASSWORD}").json
    assert mark(printed.get("Pdf/inv-1")) == "original"
    assert mark(printed.send("GET", f"/api/v1/Pdf/inv-1?token={token}")) == "copy"
    assert mark(printed.get("Pdf/inv-1")) == "original"


@pytest.mark.parametrize(
    ("query", "is_english"),
    [
        ("", False),
        ("?lan=0", False),
        ("?lan=hebrew", False),
        ("?lan=1", True),
        ("?LAN=English", True),
        ("?lan=", False),
    ],
)
def test_the_language(printed: Shop, query: str, is_english: bool) -> None:  # noqa: FBT001 - a case of the table
    answer = printed.get(f"Pdf/inv-1{query}")
    assert (mark(answer), english(answer)) == ("original", is_english)


def test_the_original_in_the_other_language_is_a_copy(printed: Shop) -> None:
    first = printed.get("Pdf/inv-1?lan=1")
    assert mark(first) == "original"
    assert mark(printed.get("Pdf/inv-1?lan=0")) == "copy"
    assert printed.get("Pdf/inv-1?lan=1").body == first.body


def test_an_english_print_leads_to_the_english_pdf(shop: Shop) -> None:
    shop.invoice("inv-1")
    answer = shop.ask("PRINT", "Documents/inv-1?lan=English")
    assert answer.headers["location"] == f"{shop.house.url}/api/v1/Pdf/inv-1?token={shop.token}&lan=1"
    pdf = shop.send("GET", answer.headers["location"].removeprefix(shop.house.url))
    assert (mark(pdf), english(pdf)) == ("original", True)


def test_the_link_in_a_document_works_once_the_token_is_in_it(printed: Shop) -> None:
    link = printed.document("inv-1")["LinkToPdf"]
    assert link == f"{printed.house.url}/api/v1/Pdf/inv-1?token=_REPLACE_WITH_YOUR_TOKEN_"
    path = link.removeprefix(printed.house.url).replace("_REPLACE_WITH_YOUR_TOKEN_", printed.token)
    assert mark(printed.send("GET", path)) == "original"
    assert printed.send("GET", link.removeprefix(printed.house.url)).status == 401


def test_looking_at_its_headers_takes_nothing(printed: Shop) -> None:
    looked = printed.ask("HEAD", "Pdf/inv-1")
    printed.house.clock.move(minutes=11)
    printed.log_in()
    answer = printed.get("Pdf/inv-1")
    assert mark(answer) == "original"
    assert (looked.status, looked.body, looked.headers["content-length"]) == (200, b"", str(len(answer.body)))


def test_a_cancelled_document_has_no_original_any_more(printed: Shop) -> None:
    assert printed.ask("POST", "CancelDocument/inv-1").status == 200
    assert mark(printed.get("Pdf/inv-1")) == "copy"
    printed.invoice("inv-2")
    assert printed.ask("POST", "CancelDocument/inv-2").status == 200
    assert mark(printed.get("Pdf/inv-2")) == "draft"


def test_what_left_the_house_is_not_cancelled(printed: Shop) -> None:
    printed.get("Pdf/inv-1")
    refused = printed.ask("POST", "CancelDocument/inv-1")
    assert (refused.status, refused.text) == (
        400,
        "Document inv-1 cannot be cancelled: its original was handed out; issue a credit",
    )


def test_every_type_has_its_paper(shop: Shop) -> None:
    shop.invoice("inv-1")
    shop.receipt("rec-1", 1180)
    shop.invoice("sale-1", TrxTypeId=7, ReceiptLines=[{"PaymentTypeId": 1, "Payment": 1180}])
    for key in ("inv-1", "rec-1", "sale-1"):
        shop.print(key)
        assert mark(shop.get(f"Pdf/{key}")) == "original"


def test_of_many_users_at_once_one_gets_the_original(operated: House, printed: Shop) -> None:
    tokens = []
    for number in range(6):
        name = f"user-{printed.business}-{number}"
        operated.add_user(name, PASSWORD, printed.business)
        tokens.append(printed.send("GET", f"/api/v1/Token?user={name}&pwd={PASSWORD}").json)
    found: list[str] = []

    def fetch(token: str) -> None:
        one = Shop(operated, printed.tax_number, printed.business, token)
        found.append(mark(one.get("Pdf/inv-1")))
        one.close()

    threads = [threading.Thread(target=fetch, args=[token]) for token in tokens]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(found) == {"original": 1, "copy": 5}
