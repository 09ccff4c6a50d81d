"""Our own configuration of the cluster, written anew at each start.

Nothing listens on the network, nobody is trusted: the system's users named in ``pg_ident.conf`` come in through
a socket in a private folder. An operator's ``ALTER SYSTEM`` is kept (PostgreSQL stores it elsewhere).
"""

import os
import pwd
from pathlib import Path

from pinkas.storage.embedded import files
from pinkas.storage.embedded.commands import Account
from pinkas.storage.embedded.location import Home

PORT = 5432  # names the socket only; each cluster has a socket folder of its own
DATABASE = "pinkas"
ADMIN, OWNER, SERVER = "pinkas_admin", "pinkas_owner", "pinkas_server"
_MAP = "pinkas"

_SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    # A small server: two cores, a gigabyte or two that Python shares.
    "shared_buffers": "128MB",
    "effective_cache_size": "512MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "io_workers": "2",
    "jit": "off",
    # Parallel plans need shared memory that containers ration, and take the core the next request needs.
    "max_parallel_workers_per_gather": "0",
    "random_page_cost": "1.1",
    "wal_compression": "on",
    "min_wal_size": "128MB",
    "max_wal_size": "1GB",
    "checkpoint_timeout": "10min",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    # A plan made while a table was empty lasts until its first analysis; no young business should wait a minute for it.
    "autovacuum_naptime": "10s",
    # One file per weekday, each overwritten a week later.
    "logging_collector": "on",
    "log_directory": "../postgres-log",
    "log_filename": "postgresql-%a.log",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
    "log_truncate_on_rotation": "on",
    "log_file_mode": "0600",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    "log_min_duration_statement": "1s",
    # The log must hold no personal data. "terse" because the DETAIL of a refused row quotes the row.
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
_DURABILITY = ("fsync", "synchronous_commit", "full_page_writes")

_HBA = f"""\
# Written by Pinkas at each start.
local all {ADMIN},{OWNER},{SERVER} peer map={_MAP}
"""


def write(home: Home, account: Account, *, socket_dir: Path, durable: bool) -> None:
    """Writes the three files; a running server sees them once it is told to reload."""
    settings = _SETTINGS | {
        "unix_socket_directories": str(socket_dir),
        **dict.fromkeys(_DURABILITY, "on" if durable else "off"),
    }
    lines = ["# Written by Pinkas at each start; lasting changes are made with ALTER SYSTEM."]
    lines += [f"{name} = '{value}'" for name, value in settings.items()]
    users = sorted({pwd.getpwuid(os.geteuid()).pw_name, account.name})
    maps = [f'{_MAP} "{user}" {role}' for user in users for role in (ADMIN, OWNER, SERVER)]
    for name, text in (
        ("postgresql.conf", "\n".join(lines)),
        ("pg_hba.conf", _HBA),
        ("pg_ident.conf", "\n".join(["# Written by Pinkas at each start.", *maps])),
    ):
        files.write_whole(home.cluster / name, text.encode() + b"\n", account)


# Run once, in a cluster nobody can connect to yet; one statement a line.
FIRST_STATEMENTS = f"""\
CREATE ROLE {OWNER} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE
CREATE ROLE {SERVER} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE
CREATE DATABASE {DATABASE} OWNER {OWNER}
REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC
GRANT CONNECT ON DATABASE {DATABASE} TO {SERVER}
REVOKE ALL ON DATABASE postgres FROM PUBLIC
"""
