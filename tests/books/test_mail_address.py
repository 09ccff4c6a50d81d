"""Addresses as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinkas.books.errors import InvalidValue
from pinkas.books.mail_address import address, addresses, is_address, masked


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ()),
        (" ;, \n", ()),
        ("dana@example.com", ("dana@example.com",)),
        ("Dana.L+x@Example.COM", ("Dana.L+x@example.com",)),
        ("a@x.com,b@x.com; c@x.com d@x.com\r\ne@x.com", ("a@x.com", "b@x.com", "c@x.com", "d@x.com", "e@x.com")),
        ("Dana Levi <dana@x.com>, אבי <avi@x.com>", ("dana@x.com", "avi@x.com")),
        ('"Levi, Dana; \\"D\\"" <dana@x.com> b@x.com', ("dana@x.com", "b@x.com")),
        ("dana@x.com <Dana@x.com>", ("Dana@x.com",)),
        ("a@x.com Dana <b@x.com>", ("a@x.com", "b@x.com")),
        ("a@x.com; a@X.com", ("a@x.com",)),
        ("<a@x.com>", ("a@x.com",)),
        ("\u200fdana@x.com\u200e", ("dana@x.com",)),
        ("info@קום.ישראל", ("info@xn--9dbq2a.xn--4dbrk0ce",)),
        ("info@bücher.example", ("info@xn--bcher-kva.example",)),
    ],
)
def test_addresses_are_found_among_names_and_separators(text: str, found: tuple[str, ...]) -> None:
    assert addresses(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "dana", "dana@", "@x.com", "dana@localhost", "dana@x..com", "dana@-x.com", "dana@x.com.", ".dana@x.com",
        "da..na@x.com", "דנה@x.com", "dana@1.2.3.4", "dana@[1.2.3.4]", "dana@x_y.com", "a@b@x.com", "Dana dana@x.com",
        "<>", "<dana@x.com", 'dana@x.com"', "dana@x.com\0", "dana@x.com\x01y", "da\ud800na@x.com", "dana@x\ud800.com",
        "dana@exa\u200dmple.com", "dana@stra\u00dfe.example", "a" * 65 + "@x.com", "a@" + "b" * 64 + ".com",
        "a@" + "bbbbbbb." * 33 + "com", "a@" + "é" * 300 + ".com", "mailto:dana@x.com", "x" * 10_001,
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_under_its_field(text: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        addresses(text, "cc")
    assert refused.value.field == "cc"
    assert refused.value.reason.isprintable()
    assert len(refused.value.reason) < 160


def test_twenty_are_enough() -> None:
    twenty = [f"a{at}@x.com" for at in range(20)]
    assert addresses(",".join([*twenty, *twenty])) == tuple(twenty)
    with pytest.raises(InvalidValue, match="must hold at most 20 addresses"):
        addresses(",".join([*twenty, "one@more.com"]))


@given(st.text(max_size=300))
def test_whatever_comes_out_is_plain(text: str) -> None:
    try:
        found = addresses(text)
    except InvalidValue:
        return
    for one in found:
        assert one.isascii()
        assert one.isprintable()
        assert " " not in one
        assert address(one) == one
        assert is_address(one)


def test_a_masked_address_keeps_its_first_letter_and_its_domain() -> None:
    assert masked("dana@example.com") == "d***@example.com"
    assert masked("550 <dana@example.com>: no such user; avi@x.org too") == (
        "550 <d***@example.com>: no such user; a***@x.org too"
    )
