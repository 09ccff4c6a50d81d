"""The master key of an installation: made at the very first start, and never silently replaced."""

from __future__ import annotations

import datetime as dt

from pinkas.shell.config import Settings
from pinkas.storage import directory
from pinkas.storage.keyring import Keyring, KeyringError, open_keyring
from pinkas.storage.pool import Store


async def installation_keyring(settings: Settings, store: Store) -> Keyring:
    """The key these books are written with; a database that never saw one gets a fresh one.

    Raises KeyringError when the key is missing or is another than the books know.
    """
    known = await directory.master_keys(store)
    if known and not settings.key_file.exists():
        raise KeyringError(
            f"the master key {settings.key_file} is missing: put back the file with key id {known[-1]}, or name it "
            "with PINKAS_SECRET_KEY_FILE"
        )
    if settings.database_url is not None and not settings.key_file.exists():
        raise KeyringError(
            f"with PINKAS_DATABASE_URL the master key must be given: put 32 random bytes into a file of mode 600 "
            f"(head -c 32 /dev/urandom) and name it with PINKAS_SECRET_KEY_FILE; {settings.key_file} is not there"
        )
    # With a database elsewhere the key must be given: a fresh one on each machine would lock the others out.
    keyring = open_keyring(settings.key_file, create=settings.database_url is None)
    if not known:
        await directory.add_master_key(store, keyring.key_id, dt.datetime.now(dt.UTC))
    elif keyring.key_id not in known:
        raise KeyringError(
            f"the master key {settings.key_file} has id {keyring.key_id}; these books are written with {known[-1]}"
        )
    return keyring
