"""Everything the reference describes, asked at random and held against it. `make fuzz` asks two hundred times each."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from pinkas.storage.verify import verify_business
from pinkas.testing.house import House
from tests.wire.caspit.golden.shop import PASSWORD, USER, open_shop

EXCLUSIONS = Path(__file__).with_name("schemathesis.toml")
#: Requests an operation at random, besides those that the rules of its members ask for.
EXAMPLES = os.environ.get("PINKAS_FUZZ", "")


def test_no_request_breaks_what_the_reference_says(house: House, tmp_path: Path) -> None:
    house.add_user(USER, PASSWORD, operator=True)
    shop = open_shop(house)
    shop.contact("0")
    shop.invoice("0", CustomerId="0")
    shop.print("0")
    shop.invoice("1", CustomerId="0")
    phases = "fuzzing,coverage" if EXAMPLES else "fuzzing"
    done = subprocess.run(
        [
            str(Path(sys.executable).with_name("schemathesis")), "--config-file", str(EXCLUSIONS), "run",
            f"{house.url}/docs/openapi.json", "--header", f"Caspit-Token: {shop.token}",
            "--phases", phases, "--max-examples", EXAMPLES or "2", "--seed", "1", "--generation-database", "none",
            "--continue-on-failure",
        ],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-20_000:]
    assert house.run(verify_business(house.desk.store, shop.business)) is None
