"""Guessing passwords is slowed. In a house of its own: what is slowed is the address, and all tests come from one."""

from __future__ import annotations

from .shop import PASSWORD, USER, Shop


def guess(shop: Shop, user: str, password: str) -> tuple[int, str | None]:
    answer = shop.send("GET", f"/api/v1/Token?user={user}&pwd={password}&osekMorshe={shop.tax_number}")
    return answer.status, answer.headers.get("retry-after")


def test_after_five_wrong_guesses_each_further_one_waits_twice_as_long(shop: Shop) -> None:
    clock = shop.house.clock
    assert [guess(shop, USER, "wrong-guess") for _ in range(5)] == [(401, None)] * 5
    refused = shop.send("GET", f"/api/v1/Token?user={USER}&pwd={PASSWORD}&osekMorshe={shop.tax_number}")
    assert (refused.status, refused.headers["retry-after"]) == (429, "2")
    assert refused.text == '{"Message":"Too many failed attempts; try again in 2 seconds."}'
    clock.move(seconds=1)
    assert guess(shop, USER, "wrong-guess") == (401, None)
    assert guess(shop, "somebody-else", PASSWORD) == (429, "3")  # the address waits, whoever it asks for
    clock.move(seconds=2)
    assert guess(shop, USER, PASSWORD) == (200, None)
    # A good login pardons its user, not the address.
    assert guess(shop, "somebody-else", "wrong-guess") == (401, None)
    assert guess(shop, USER, PASSWORD) == (429, "5")
    clock.move(minutes=15)
    assert guess(shop, USER, PASSWORD) == (200, None)
    # The token of before was never touched by all this.
    shop.log_in()
    assert shop.get("Contacts").status == 200
