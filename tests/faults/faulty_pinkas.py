"""`pinkas` with the named points of `pinkas.testing.faults` in its workers."""

from __future__ import annotations

from functools import partial

from pinkas.shell import cli, serving


def main() -> None:
    faithful = serving.run_workers

    def run_workers(*args: object, **named: object) -> int:
        return partial(faithful, *args)(**{**named, "app_factory": "pinkas.testing.faults:create_faulty_app"})

    serving.run_workers = run_workers
    cli.main()


if __name__ == "__main__":
    main()
