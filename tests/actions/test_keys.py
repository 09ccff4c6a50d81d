"""Programs are known by their keys: what passes, what does not, what is used up, and what another worker hears."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import itertools
import os
import signal
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest

from pinkas.actions import key_making
from pinkas.actions.businesses import Profile, open_business
from pinkas.actions.desk import Caller, Desk
from pinkas.actions.key_making import GivenKey, MadeKey
from pinkas.actions.keys import Keys, KeySort, SignedCall, signature_of
from pinkas.actions.logbook import Level, log_rows, record_log
from pinkas.actions.shops import furnish
from pinkas.books.errors import InvalidValue, SessionExpired, TooManyAttempts, UnknownRecord, WrongCredentials
from pinkas.shell.console import operator_of
from pinkas.storage import keys as stored
from pinkas.storage import listening as listening_module
from pinkas.storage.embedded import Cluster
from pinkas.storage.keyring import KeyringError
from pinkas.storage.pool import DatabaseUnavailableError, Store
from pinkas.storage.queries import queries
from pinkas.testing.clock import MovableClock
from pinkas.testing.house import House

KEY, SECRET = "k7p2m9x4q1v8b3n6t5r0w2y8z4c6d1f3", "n4t7w1z8c5v2b9m6x3q0p7r4k1s8d5g2"
TILL, NEIGHBOUR, GUESSER = "192.0.2.1", "192.0.2.2", "192.0.2.3"
OURS, THEIRS = "510000011", "510000029"
WITHIN_S = 1.0
#: Each test on a day of its own: what one failed at must not slow down the next.
DAYS = itertools.count(1)


@dataclass(frozen=True)
class Shop:
    """A business with a seller, and its key pair of the dossier's vectors."""

    desk: Desk
    caller: Caller
    pair: MadeKey


@pytest.fixture(scope="module")
def shops(house: House) -> dict[str, Shop]:
    for number in (OURS, THEIRS):
        house.open_business(number)
        house.run(_furnish(house.desk, number))
    return {
        OURS: house.run(_shop(house.desk, OURS, 10017, GivenKey(key=KEY, secret=SECRET))),
        THEIRS: house.run(_shop(house.desk, THEIRS, None, None)),
    }


async def _furnish(desk: Desk, tax_number: str) -> None:
    await furnish(desk, await operator_of(desk, tax_number))


async def _shop(desk: Desk, tax_number: str, number: int | None, given: GivenKey | None) -> Shop:
    caller = await operator_of(desk, tax_number)
    pair = await key_making.add_key(desk, caller, KeySort.SIGNED, name="shop", staff=3, number=number, given=given)
    return Shop(desk, caller, pair)


@pytest.fixture
def ours(shops: dict[str, Shop], clock: MovableClock) -> Shop:
    clock.move(days=next(DAYS))
    return shops[OURS]


class Till:
    """A program with a key pair, whose nonces rise by themselves."""

    nonces = iter(range(1_795_000_001, 1_796_000_000))

    def __init__(self, keys: Keys, pair: MadeKey, address: str = TILL) -> None:
        self.keys, self.pair, self.address = keys, pair, address

    def call(self, nonce: object = None, number: object = "own", **other: str) -> SignedCall:
        said = str(next(self.nonces)) if nonce is None else str(nonce)
        sent = str(self.pair.number) if number == "own" else None if number is None else str(number)
        assert self.pair.secret is not None
        signature = signature_of(self.pair.secret, self.pair.key, said, sent or str(self.pair.number))
        return SignedCall(**{"key": self.pair.key, "nonce": said, "signature": signature, "number": sent, **other})  # type: ignore[arg-type]  # all are texts

    async def login(self) -> str:
        return await self.keys.open_session(self.call(), "3", address=self.address)

    async def get(self, session: str, call: SignedCall | None = None) -> Caller:
        return await self.keys.signed(call or self.call(number=None), session, address=self.address)


@pytest.mark.parametrize(
    ("nonce", "signature"),
    [
        ("1795000001", "9E47945E130063EDC526663490358CFD23C60F55DF0DCEB4BD43209451ABD473"),
        ("1795000002", "9065D9087FEE5A06DE224BCAA1160F2EBB289FCD866FF8763E552DD7859405E8"),
        ("1795000003", "CBA07559C61CF60AEC61E35E6EB6C56A1A71531E6C3FFFF73B13897D27BAB156"),
        ("1795000004", "624A0285B4A7D1F34F4E8885D468907DE99E9AC75BB9222C630BE2E923C1B76E"),
    ],
)
def test_signatures_are_the_dossiers(nonce: str, signature: str) -> None:
    assert signature_of(SECRET, KEY, nonce, "10017") == signature


def test_a_session_is_opened_by_the_keys_own_user_and_business_and_slides(
    house: House, ours: Shop, clock: MovableClock
) -> None:
    async def story() -> None:
        till = Till(Keys(house.desk), ours.pair)
        session = await till.login()
        assert len(session) == 32
        assert set(session) <= set("0123456789abcdef")
        caller = await till.get(session)
        assert (caller.business, caller.key, caller.staff, caller.role) == (ours.caller.business, 1, 3, "user")
        assert (caller.credential, caller.actor, caller.operator) == ("key:1", "shop", False)
        await till.get(session, till.call())
        for staff, number in (("4", "own"), ("3", 10018), ("3", None), ("03", "own"), ("", "own")):
            with pytest.raises(WrongCredentials):
                await till.keys.open_session(till.call(number=number), staff, address=TILL)
        second = await till.login()
        for _ in range(3):
            clock.move(minutes=59)
            await till.get(session)
        with pytest.raises(SessionExpired):
            await till.get(second)
        clock.move(minutes=60)
        with pytest.raises(SessionExpired):
            await till.get(session)

    house.run(story())


def test_sessions_belong_to_one_key_and_last_as_long_as_is_set(
    house: House, shops: dict[str, Shop], ours: Shop, clock: MovableClock
) -> None:
    async def story() -> None:
        keys = Keys(house.desk, session_lifetime=dt.timedelta(minutes=5))
        till, other = Till(keys, ours.pair), Till(keys, shops[THEIRS].pair)
        session = await till.login()
        for unknown in (await other.login(), session.upper(), "0" * 32, "", "\udcff"):
            with pytest.raises(SessionExpired):
                await till.get(unknown)
        await till.get(session)
        await stored.drop_old_sessions(house.desk.store, clock.now())
        await till.get(session)
        clock.move(minutes=5)
        with pytest.raises(SessionExpired):
            await till.get(session)
        await stored.drop_old_sessions(house.desk.store, clock.now())
        assert await house.desk.store.value("select count(*) from directory.key_session") == 0

    house.run(story())


def test_a_nonce_only_rises_and_only_by_signed_calls(house: House, ours: Shop) -> None:
    async def story() -> None:
        till = Till(Keys(house.desk), ours.pair)
        session = await till.login()
        used = till.call(number=None)
        await till.get(session, used)
        far = int(used.nonce) + 1000
        refused = [
            used,
            till.call(int(used.nonce) - 1),
            till.call(far, signature="0" * 64),
            till.call(far, signature="é\udcff"),
            till.call(far, number=10018, signature=till.call(far).signature),
            *(till.call(nonce) for nonce in ("0", "-5", f"0{far}", f"+{far}", f" {far}", f"{far}.0", "", "9" * 19)),
        ]
        for call in refused:
            with pytest.raises(WrongCredentials):
                await till.get(session, call)
        # Not one of them used up what is lower than its own nonce.
        await till.get(session, till.call(int(used.nonce) + 1))
        upper = till.call(int(used.nonce) + 2)
        await till.get(session, till.call(upper.nonce, signature=upper.signature.lower()))
        # Correctly signed for another business, or without a session: refused and used up.
        with pytest.raises(WrongCredentials):
            await till.get(session, till.call(far, number=10018))
        with pytest.raises(SessionExpired):
            await till.get("", till.call(far + 1))
        with pytest.raises(WrongCredentials):
            await till.get(session, till.call(far + 1))
        Till.nonces = iter(range(far + 2, far + 1_000_000))
        await till.get(session)

    house.run(story())


def test_of_calls_at_once_with_one_nonce_one_passes(house: House, ours: Shop) -> None:
    async def story() -> None:
        workers = [Till(Keys(house.desk), ours.pair) for _ in range(4)]
        session = await workers[0].login()
        for till in workers:
            await till.get(session)
        call = workers[0].call(number=None)
        answers = await asyncio.gather(
            *(till.get(session, call) for till in workers for _ in range(2)), return_exceptions=True
        )
        kinds = [type(answer) for answer in answers]
        assert (kinds.count(Caller), kinds.count(WrongCredentials)) == (1, 7)
        # Of rising ones the highest always does, and none of the others finds the session gone.
        calls = [till.call() for till in workers for _ in range(2)]
        answers = await asyncio.gather(
            *(till.get(session, call) for till in workers for call in calls),
            return_exceptions=True,
        )
        kinds = [type(answer) for answer in answers]
        assert kinds.count(Caller) + kinds.count(WrongCredentials) == 32
        assert 1 <= kinds.count(Caller) <= 8
        with pytest.raises(WrongCredentials):
            await workers[0].get(session, calls[-1])

    house.run(story())


@pytest.fixture
def statements(house: House, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the statements that keys send, as they send them."""
    sent: list[str] = []
    named = {text: name for name, text in queries("keys").items()}
    for method in ("row", "value", "rows", "execute"):
        before: Callable[..., Any] = getattr(Store, method)

        def noted(self: Store, sql: str, *values: object, before: Callable[..., Any] = before) -> Any:
            sent.append(named.get(sql, "another"))
            return before(self, sql, *values)

        monkeypatch.setattr(Store, method, noted)
    return sent


def test_a_signed_call_at_hand_is_one_statement(house: House, ours: Shop, statements: list[str]) -> None:
    async def story() -> None:
        till = Till(Keys(house.desk), ours.pair)
        session = await till.login()
        await till.get(session)
        with pytest.raises(SessionExpired):
            await till.get("0" * 32)
        assert statements == ["find_key", "open_session", "use_nonce", "use_nonce"]

    house.run(story())


@contextlib.asynccontextmanager
async def listening(keys: Keys) -> AsyncIterator[None]:
    """Keys that hear of revocations."""
    kept = asyncio.create_task(keys.keep())
    await until(lambda: keys.listens)
    try:
        yield
    finally:
        kept.cancel()
        await asyncio.gather(kept, return_exceptions=True)


async def until(true: Callable[[], bool], within_s: float = 10.0) -> None:
    """Wait for what comes about by itself."""
    async with asyncio.timeout(within_s):
        while not true():  # noqa: ASYNC110 - what is waited for knows no events
            await asyncio.sleep(0.005)


def test_an_opaque_key_is_believed_while_revocations_are_heard(house: House, ours: Shop, statements: list[str]) -> None:
    async def story() -> None:
        made = await key_making.add_key(house.desk, ours.caller, KeySort.OPAQUE, given=GivenKey(key="till-demo"))
        keys = Keys(house.desk)
        async with listening(keys):
            statements.clear()
            callers = [await keys.opaque("till-demo", address=TILL) for _ in range(3)]
            assert statements == ["find_key"]
            assert callers[0] is not None
            assert (callers[0].business, callers[0].staff, callers[0].role) == (ours.caller.business, None, None)
            assert callers[0].credential == f"key:{made.serial}"
            assert callers[0].actor == f"key {made.serial}"
            await key_making.revoke_key(house.desk, ours.caller, made.serial)
            async with asyncio.timeout(WITHIN_S):
                while await keys.opaque("till-demo", address=TILL):  # noqa: ASYNC110 - a client that asks again
                    await asyncio.sleep(0.005)

    house.run(story())


def test_a_cut_listener_is_noticed_at_the_next_request_and_listens_again(
    house: House, ours: Shop, cluster: Cluster, statements: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        made = await key_making.add_key(house.desk, ours.caller, KeySort.OPAQUE)
        keys = Keys(house.desk)
        async with listening(keys):
            assert await keys.opaque(made.key, address=TILL) is not None
            with monkeypatch.context() as patch:
                patch.setattr(Store, "own_connection", unreachable)
                assert _cut_listeners(cluster) >= 1
                await until(lambda: not keys.listens)
                statements.clear()
                for _ in range(3):
                    assert await keys.opaque(made.key, address=TILL) is not None
                assert statements == ["find_key"] * 3
                await key_making.revoke_key(house.desk, ours.caller, made.serial)
                assert await keys.opaque(made.key, address=TILL) is None
            await until(lambda: keys.listens)
            other = await key_making.add_key(house.desk, ours.caller, KeySort.OPAQUE)
            statements.clear()
            for _ in range(3):
                assert await keys.opaque(other.key, address=TILL) is not None
            assert statements == ["find_key"]

    house.run(story())


def test_a_listener_that_is_not_answered_any_more_counts_as_none(
    house: House, ours: Shop, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        made = await key_making.add_key(house.desk, ours.caller, KeySort.OPAQUE)
        keys = Keys(house.desk)
        before = set(_listeners(cluster))
        async with listening(keys):
            (behind,) = set(_listeners(cluster)) - before
            os.kill(behind, signal.SIGSTOP)
            try:
                await until(lambda: not keys.listens)
            finally:
                os.kill(behind, signal.SIGCONT)
            await until(lambda: keys.listens)
            assert await keys.opaque(made.key, address=TILL) is not None

    monkeypatch.setattr(listening_module, "_ASK_EVERY_S", 0.02)
    monkeypatch.setattr(listening_module, "_ANSWER_WITHIN_S", 0.2)
    house.run(story())


def _listeners(cluster: Cluster) -> list[int]:
    with psycopg.connect(cluster.dsn("admin"), dbname="postgres", autocommit=True) as admin:
        found = admin.execute("select pid from pg_stat_activity where application_name = 'pinkas listener'").fetchall()
    return [pid for (pid,) in found]


@contextlib.asynccontextmanager
async def unreachable(*_: object) -> AsyncIterator[None]:
    raise DatabaseUnavailableError("the database cannot be reached")
    yield


def _cut_listeners(cluster: Cluster) -> int:
    with psycopg.connect(cluster.dsn("admin"), dbname="postgres", autocommit=True) as admin:
        cut = admin.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'pinkas listener'"
        ).fetchall()
    return len(cut)


def test_a_revoked_pair_is_refused_with_its_sessions_though_it_is_at_hand(house: House, ours: Shop) -> None:
    async def story() -> None:
        pair = await key_making.add_key(house.desk, ours.caller, KeySort.SIGNED, staff=3)
        assert (pair.number, pair.name) == (10017, f"key {pair.serial}")
        till = Till(Keys(house.desk), pair)
        session = await till.login()
        await till.get(session)
        await key_making.revoke_key(house.desk, ours.caller, pair.serial)
        for _ in range(2):
            with pytest.raises(WrongCredentials):
                await till.get(session)
        with pytest.raises(WrongCredentials):
            await till.login()
        with pytest.raises(UnknownRecord):
            await key_making.revoke_key(house.desk, ours.caller, pair.serial)
        left = await house.desk.store.value(
            "select count(*) from directory.key_session where key_serial = $1", pair.serial
        )
        assert left == 0

    house.run(story())


def test_a_key_is_good_for_its_own_way_alone(house: House, shops: dict[str, Shop], ours: Shop) -> None:
    async def story() -> None:
        made = await key_making.add_key(house.desk, ours.caller, KeySort.OPAQUE)
        keys = Keys(house.desk)
        till = Till(keys, ours.pair)
        await till.login()
        assert await keys.opaque(KEY, address=TILL) is None
        assert await keys.opaque("", address=TILL) is None
        assert await keys.opaque("\udcff" * 9, address=TILL) is None
        with pytest.raises(WrongCredentials):
            await keys.signed(till.call(key=made.key), "0" * 32, address=NEIGHBOUR)
        with pytest.raises(UnknownRecord):
            await key_making.revoke_key(house.desk, shops[THEIRS].caller, made.serial)
        assert await keys.opaque(made.key, address=TILL) is not None

    house.run(story())


def test_wrong_keys_slow_down_their_address_and_nothing_else_does(
    house: House, ours: Shop, clock: MovableClock
) -> None:
    async def story() -> None:
        made = await key_making.add_key(house.desk, ours.caller, KeySort.OPAQUE)
        keys = Keys(house.desk)
        till = Till(keys, ours.pair, GUESSER)
        session = await till.login()
        used = till.call()
        await till.get(session, used)
        for _ in range(6):
            with pytest.raises(WrongCredentials):
                await till.get(session, used)
            with pytest.raises(SessionExpired):
                await till.get("0" * 32)
        for number in range(3):
            assert await keys.opaque(f"guessed-{number}", address=GUESSER) is None
        for _ in range(2):
            with pytest.raises(WrongCredentials):
                await till.get(session, till.call(signature="0" * 64))
        with pytest.raises(TooManyAttempts) as slowed:
            await keys.opaque("guessed-4", address=GUESSER)
        assert slowed.value.retry_after == 2
        with pytest.raises(TooManyAttempts):
            await till.get(session, till.call(signature="0" * 64))
        # A right key nobody has shown from there yet waits too; one that was right is served, as are others elsewhere.
        with pytest.raises(TooManyAttempts):
            await keys.opaque(made.key, address=GUESSER)
        await till.get(session)
        assert await keys.opaque(made.key, address=NEIGHBOUR) is not None
        clock.move(seconds=2)
        assert await keys.opaque(made.key, address=GUESSER) is not None

    house.run(story())


def test_what_a_program_met_with_is_in_its_businesss_log(house: House, shops: dict[str, Shop], ours: Shop) -> None:
    async def story() -> None:
        till = Till(Keys(house.desk), ours.pair)
        caller = await till.get(await till.login())
        log_id = await record_log(house.desk, caller, Level.ERROR, "An unexpected error", exception="ValueError")
        total, rows = await log_rows(house.desk, ours.caller, offset=0, limit=10)
        assert (total, [(row.log_id, row.name) for row in rows]) == (1, [(log_id, "shop")])
        assert await log_rows(house.desk, shops[THEIRS].caller, offset=0, limit=10) == (0, [])

    house.run(story())


def test_a_business_is_called_by_one_number_and_a_key_is_somebodys(
    house: House, shops: dict[str, Shop], ours: Shop
) -> None:
    async def refused(field: str, said: str, caller: Caller, sort: KeySort, **other: Any) -> None:
        with pytest.raises(InvalidValue) as error:
            await key_making.add_key(house.desk, caller, sort, **other)
        assert (error.value.field, error.value.reason) == (field, said)

    async def story() -> None:
        theirs, signed, opaque = shops[THEIRS].caller, KeySort.SIGNED, KeySort.OPAQUE
        assert (ours.pair.number, shops[THEIRS].pair.number) == (10017, 10018)
        assert (ours.pair.key, ours.pair.secret) == (KEY, SECRET)
        fresh = shops[THEIRS].pair
        assert (len(fresh.key), len(fresh.secret or "")) == (32, 32)
        await refused("number", "cannot change: it is 10018", theirs, signed, staff=3, number=10019)
        await refused("number", "cannot change: it is 10018", theirs, signed, staff=3, number=10017)
        await refused("number", "must be between 1 and 999999999", theirs, signed, staff=3, number=0)
        await open_business(house.desk, "510000037", Profile(legal_name="עסק"))
        third = await operator_of(house.desk, "510000037")
        await refused("number", "is another business's", third, opaque, number=10017)
        await refused("key", "is somebody's already", theirs, signed, staff=3, given=GivenKey(key=KEY, secret=SECRET))
        await refused("key", "must be 32 lower-case letters and digits", theirs, signed, staff=3,
                      given=GivenKey(key=KEY.upper(), secret=SECRET))  # fmt: skip
        await refused("secret", "must be 32 lower-case letters and digits", theirs, signed, staff=3,
                      given=GivenKey(key=KEY[::-1]))  # fmt: skip
        await refused("key", "must be 8 to 200 visible ASCII characters, none of them a colon", theirs, opaque,
                      given=GivenKey(key="till:demo"))  # fmt: skip
        await refused("secret", "belongs to keys that sign", theirs, opaque, given=GivenKey(key="till-two", secret="x"))
        await refused("staff", "must be said: a key that signs acts as a member of staff", theirs, signed)
        await refused("name", "must be up to 100 characters on one line", theirs, opaque, name="a\nb")
        with pytest.raises(UnknownRecord):
            await key_making.add_key(house.desk, theirs, signed, staff=5)
        assert [one.number for one in await key_making.list_keys(house.desk, third)] == []

    house.run(story())


def test_nothing_of_a_key_lies_in_the_database_in_clear(
    house: House, shops: dict[str, Shop], ours: Shop, owner_dsn: str
) -> None:
    theirs = shops[THEIRS].pair
    with psycopg.connect(owner_dsn, autocommit=True) as owner:
        rows = owner.execute("select k::text, encode(sealed, 'escape') from directory.api_key k").fetchall()
        assert [text for row in rows for text in row if text and (KEY in text or SECRET in text)] == []
        # A secret is sealed for its own row: in another it opens nothing.
        own = owner.execute("select sealed from directory.api_key where serial = %s", (theirs.serial,)).fetchone()
        owner.execute(
            "update directory.api_key k set sealed = o.sealed from directory.api_key o"
            " where k.serial = %s and o.serial = %s",
            (theirs.serial, ours.pair.serial),
        )
        try:
            with pytest.raises(KeyringError):
                house.run(Till(Keys(house.desk), theirs).login())
        finally:
            assert own is not None
            owner.execute("update directory.api_key set sealed = %s where serial = %s", (own[0], theirs.serial))
