"""Where a program's key stands in a request."""

from __future__ import annotations

import pytest

from pinkas.dialects.credentials import presented_key


@pytest.mark.parametrize(
    ("authorization", "x_api_key", "key"),
    [
        (None, None, None),
        (None, " till-demo ", "till-demo"),
        ("Bearer till-demo", None, "till-demo"),
        ("bearer   till-demo ", None, "till-demo"),
        ("Basic dGlsbC1kZW1vOg==", None, "till-demo"),
        ("basic dGlsbC1kZW1vOnBhc3N3b3Jk", None, "till-demo"),
        ("Basic dGlsbC1kZW1v", None, "till-demo"),
        ("Bearer another", "till-demo", "till-demo"),
        ("Bearer till-demo", "", None),
        ("Basic %%%", None, None),
        ("Basic é", None, None),
        ("Basic " + "QUJD" * 200, None, None),
        ("Digest till-demo", None, None),
        ("till-demo", None, None),
        ("", None, None),
    ],
)
def test_a_key_is_found_in_three_places(authorization: str | None, x_api_key: str | None, key: str | None) -> None:
    assert presented_key(authorization, x_api_key) == key
