"""The documentation says what is true: the README's story runs as printed, every setting and command is described."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
from pathlib import Path

import pytest

from pinkas.shell import cli, demo
from pinkas.shell.config import Settings
from pinkas.storage.verify import verify_business
from pinkas.testing.house import House

ROOT = Path(__file__).parent.parent


def _run_story(number: int, house: House, folder: Path) -> str:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    stories = re.findall(r"<!-- story:.*?-->\n```sh\n(.*?)```", text, re.DOTALL)
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", stories[number].replace("http://127.0.0.1:8080", house.url)],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_readmes_stories_run_as_printed(house: House, tmp_path: Path) -> None:
    # They ask for the last days by the shell's own clock.
    house.clock.at = dt.datetime.now(dt.UTC)
    house.run(demo.make_demo(house.desk))
    said = _run_story(0, house, tmp_path)
    assert re.findall(r'"Balance":([^,\n]*)\n', said) == ["-1180.0", "0.0", "295.0"]
    assert (tmp_path / "invoice.pdf").read_bytes().startswith(b"%PDF")
    assert '"Number":"98/100' in said
    assert '"Document sent to: dana@example.com"' in said
    assert '"QtyInStock":47.0' in said
    told = _run_story(1, house, tmp_path).splitlines()
    number, seen, price, sold, total, cheque, *words = told
    assert number.startswith('"Number":"98/100')
    assert re.search(r'"TransactionNo":"998-\d+"$', seen)
    assert price == '"DocumentTotalPrice":"590.00"'
    assert sold.startswith('"TransactionNo":"21-')
    assert total == '"EffectiveTotal":1015.0'
    assert cheque == '"CheckNumber":"88017","PaymentDate":"2027-04-01T00:00:00"'
    assert len(words) >= 10
    assert any("שקל" in one for one in words)
    assert house.run(verify_business(house.desk.store, 1)) is None


def test_every_setting_is_described() -> None:
    text = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    described = set(re.findall(r"^\| `PINKAS_(\w+)`", text, re.MULTILINE))
    assert described == {name.upper() for name in Settings.model_fields}


def test_every_command_is_in_the_readme() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = [
        command.name or command.callback.__name__ for command in cli.app.registered_commands if command.callback
    ]
    assert sorted(commands) == ["backup", "difference", "doctor", "opening-balance", "restore", "serve", "verify"]
    for command in (*commands, "business add", "user add"):
        assert f"pinkas {command}" in text


@pytest.mark.parametrize(
    "path", sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]), ids=lambda path: str(path.relative_to(ROOT))
)
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", path.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (path.parent / target).exists(), target
