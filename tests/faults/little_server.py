"""A supervisor with the little app, as a program: what the tests of `pinkas.shell.supervisor` start and kill.

Usage: little_server.py PORT WORKERS GRACE_S SETTINGS_JSON
"""

import json
import sys

from pinkas.shell import supervisor
from pinkas.shell.supervisor import ServeError, bind, run_workers


def say(sentence: str) -> None:
    print(sentence, flush=True)  # noqa: T201  # the test reads it


def main(port: str, workers: str, grace_s: str, settings: str) -> int:
    supervisor.RESTART_DELAYS_S = (0.0, 0.1)
    try:
        listener = bind("127.0.0.1", int(port))
    except ServeError as refusal:
        say(str(refusal))
        return 2
    return run_workers(
        listener,
        count=int(workers),
        app_factory="tests.shell.little_app:create",
        settings=json.loads(settings),
        on_ready=lambda: say(f"ready {listener.getsockname()[1]}"),
        announce=say,
        grace_s=float(grace_s),
    )


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
