"""The wheel holds what the paper needs besides its code: templates, fonts and their licence."""

from __future__ import annotations

import zipfile
from pathlib import Path

from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parents[2]


def test_templates_fonts_and_licence_are_in_the_wheel(tmp_path: Path) -> None:
    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])

    held = set(zipfile.ZipFile(wheel).namelist())
    package = ROOT / "src" / "pinkas" / "paper"
    needed = [path for folder in ("templates", "fonts") for path in (package / folder).iterdir()]
    assert len(needed) == 8
    assert {f"pinkas/paper/{path.parent.name}/{path.name}" for path in needed} <= held
    assert any(name.endswith("licenses/src/pinkas/paper/fonts/OFL.txt") for name in held)
