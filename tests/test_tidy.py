"""What reviewers would otherwise have to say again: sizes, names, words."""

from __future__ import annotations

import ast
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "src").glob("**/*.py"))

#: A ratchet: nobody is on it yet, and it only ever gets shorter.
LONG_MODULES: dict[str, int] = {}
MOST_LINES = 400
MOST_FUNCTION_LINES = 70
VENDORS = ("caspit", "rnet", "icash", "trxtype", "osek")


def _tracked() -> list[Path]:
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    return [ROOT / name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT / "src")))
def test_modules_stay_readable(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONG_MODULES.get(str(path.relative_to(ROOT)), MOST_LINES)
    tree = ast.parse(text)
    assert ast.get_docstring(tree), "a module says what it is for"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
            assert node.end_lineno - node.lineno < MOST_FUNCTION_LINES, node.name
        assert not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float"), (
            ("no float near money") if "books" in path.parts else True
        )


def test_modules_are_named_for_what_they_hold() -> None:
    for path in SOURCES:
        assert path.stem not in {"utils", "common", "helpers", "misc", "manager", "base"}, path


@pytest.mark.parametrize("package", ["books", "actions", "storage"])
def test_no_vendor_word_in_the_core(package: str) -> None:
    for path in (ROOT / "src" / "pinkas" / package).glob("**/*"):
        if path.suffix in {".py", ".sql"}:
            lines = path.read_text(encoding="utf-8").splitlines()
            words = [line for line in lines if any(word in line.lower() for word in VENDORS)]
            # A rule may name its source.
            assert [line for line in words if "dossier" not in line] == [], path


def test_nothing_is_left_for_later_and_no_registry_is_named() -> None:
    marks = ("TO" + "DO", "FIX" + "ME", "X" + "XX")
    hosts = ("pypi" + ".org", "pythonhosted" + ".org", "npmjs" + ".org", "deb.debian" + ".org")
    for path in _tracked():
        if path.suffix in {".ttf", ".png", ".pdf"}:
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        for word in (*hosts, *(marks if path.suffix in {".py", ".sql", ".typ", ".sh"} else ())):
            assert word not in text, f"{path}: {word}"
