"""The documentation says what is true: the README's story runs as printed, every setting and command is described."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from pinkas.shell import cli, demo
from pinkas.shell.config import Settings
from pinkas.testing.house import House

ROOT = Path(__file__).parent.parent


def _story() -> str:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    match = re.search(r"<!-- story:.*?-->\n```sh\n(.*?)```", text, re.DOTALL)
    assert match is not None
    return match[1]


def test_the_readmes_story_runs_as_printed(house: House, tmp_path: Path) -> None:
    house.run(demo.make_demo(house.desk))
    script = _story().replace("http://127.0.0.1:8080", house.url)
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert re.findall(r'"Balance":([^,\n]*)\n', done.stdout) == ["-1180.0", "0.0", "295.0"]
    assert (tmp_path / "invoice.pdf").read_bytes().startswith(b"%PDF")
    assert '"Number":"98/100' in done.stdout
    assert '"Document sent to: dana@example.com"' in done.stdout
    assert '"QtyInStock":49.0' in done.stdout


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
