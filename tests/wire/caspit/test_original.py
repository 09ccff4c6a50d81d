"""Who gets the original: looking at headers takes nothing, and a document that changes meanwhile still has one."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import httpx2
import pypdfium2
import pytest

from pinkas.testing.house import House


@pytest.fixture(scope="module")
def api(house: House) -> Iterator[httpx2.Client]:
    business = house.open_business("514000009")
    house.add_user("ruth", "s3cret-word", business)
    with httpx2.Client(base_url=f"{house.url}/api/v1/") as client:
        client.headers["Caspit-Token"] = client.get("token", params={"user": "ruth", "pwd": "s3cret-word"}).json()
        yield client


def issued(api: httpx2.Client, key: str) -> None:
    line: dict[str, Any] = {"ProductName": "מדף", "UnitPrice": 100}
    sent = {"DocumentId": key, "TrxTypeId": 1, "TrxCodeNumber": 3, "DocumentLines": [line]}
    assert api.post("documents", json=sent).status_code == 201
    assert api.post(f"printdocument/{key}").status_code == 200


def words(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as document:
        return str(document[0].get_textpage().get_text_range())


def test_looking_at_headers_hands_nothing_out(api: httpx2.Client) -> None:
    issued(api, "looked-at")
    looked = api.head("pdf/looked-at", params={"lan": 1})
    assert (looked.status_code, looked.content) == (200, b"")
    assert "Original" in words(api.get("pdf/looked-at", params={"lan": 1}).content)
    assert "Original" in words(api.get("pdf/looked-at", params={"lan": 1}).content)


def test_the_same_user_may_fetch_it_again_for_ten_minutes(api: httpx2.Client, house: House) -> None:
    issued(api, "again")
    first = api.get("pdf/again", params={"lan": 1}).content
    house.clock.move(minutes=9, seconds=59)
    assert api.get("pdf/again", params={"lan": 1}).content == first
    house.clock.move(seconds=1)
    assert "Copy" in words(api.get("pdf/again", params={"lan": 1}).content)
