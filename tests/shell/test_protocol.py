"""Over real sockets: verbs of every kind, cut anywhere, in any order, with limits and an end to all patience."""

import json
import socket
import struct
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn

from pinkas.shell.protocol import HEAD_LIMIT_BYTES, VerbProtocol, verb_positions
from tests.shell.sockets import Client, serving, until

PRINT = b"PRINT /api/v1/Documents/7?token=t HTTP/1.1\r\nHost: x\r\n\r\n"
EMAIL = b'EMAIL /api/v1/Documents/8 HTTP/1.1\r\nHost: x\r\nContent-Length: 15\r\n\r\n{"a": "PRINT "}'
GET = b"GET /plain HTTP/1.1\r\nHost: x\r\n\r\n"
POST = b"POST /saved HTTP/1.1\r\nHost: x\r\nContent-Length: 13\r\n\r\nPRINT /x HTTP"


@pytest.fixture(scope="module")
def server() -> Iterator[uvicorn.Server]:
    with serving() as one:
        yield one


@pytest.fixture
def client(server: uvicorn.Server) -> Iterator[Client]:
    with Client(server.port) as one:  # type: ignore[attr-defined]
        yield one


def connections(server: uvicorn.Server) -> list[VerbProtocol]:
    return list(server.server_state.connections)  # type: ignore[arg-type]


@pytest.mark.parametrize("request_bytes", [PRINT, EMAIL], ids=["PRINT", "EMAIL"])
def test_a_verb_is_understood_wherever_the_network_cuts_it(server: uvicorn.Server, request_bytes: bytes) -> None:
    verb = request_bytes[:5].decode()
    body = request_bytes.partition(b"\r\n\r\n")[2].decode()
    for position in range(1, len(request_bytes)):
        with Client(server.port) as client:  # type: ignore[attr-defined]
            facts = client.send(request_bytes[:position], request_bytes[position:]).answer().facts
        assert (position, facts["verb"], facts["body"]) == (position, verb, body)


def test_a_verb_sent_byte_by_byte_is_understood(client: Client) -> None:
    client.send(*[bytes([byte]) for byte in GET + EMAIL + GET], pause_s=0)
    assert [client.answer().facts["verb"] for _ in range(3)] == ["GET", "EMAIL", "GET"]


def test_requests_in_one_segment_cut_anywhere_keep_their_order_and_bodies(server: uvicorn.Server) -> None:
    stream = POST + PRINT + EMAIL + GET
    for position in range(1, len(stream)):
        with Client(server.port) as client:  # type: ignore[attr-defined]
            client.send(stream[:position], stream[position:])
            seen = [(answer.facts["verb"], answer.facts["length"]) for answer in (client.answer() for _ in range(4))]
        assert seen == [("POST", 13), ("PRINT", 0), ("EMAIL", 15), ("GET", 0)], position


def test_one_connection_serves_common_and_uncommon_verbs_in_turn(client: Client) -> None:
    seen = [client.send(request).answer().facts["verb"] for request in (GET, PRINT, GET, EMAIL, POST, PRINT)]
    assert seen == ["GET", "PRINT", "GET", "EMAIL", "POST", "PRINT"]


def test_an_empty_line_before_the_verb_is_passed_over(client: Client) -> None:
    assert [client.send(part).answer().facts["verb"] for part in (GET, b"\r\n" + PRINT)] == ["GET", "PRINT"]


@pytest.mark.parametrize("beginning", ["PRINT ", "EMAIL ", "P", "PRINT", "EMAI"])
def test_a_body_segment_that_begins_with_a_verb_is_a_body(client: Client, beginning: str) -> None:
    body = beginning.encode() + b"/x HTTP/1.1\r\nHost: x\r\n\r\n"
    head = b"POST /saved HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body)
    facts = client.send(head, body[: len(beginning)], body[len(beginning) :]).answer().facts
    assert (facts["verb"], facts["body"]) == ("POST", body.decode())
    assert client.send(PRINT).answer().facts["verb"] == "PRINT"


def test_a_chunk_that_begins_with_a_verb_is_a_body(client: Client) -> None:
    head = b"POST /saved HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    client.send(head + b"6\r\n", b"PRINT ", b"\r\n6\r\nEMAIL ", b"\r\n0\r\n\r\n" + PRINT)
    assert client.answer().facts["body"] == "PRINT EMAIL "
    assert client.answer().facts["verb"] == "PRINT"


def test_a_verb_waits_for_the_answer_before_it(client: Client) -> None:
    client.send(b"GET /slow?s=0.3 HTTP/1.1\r\nHost: x\r\n\r\nGET /slow?s=0.1 HTTP/1.1\r\nHost: x\r\n\r\n" + PRINT, GET)
    answers = [client.answer().facts for _ in range(4)]
    assert [facts.get("slept") for facts in answers] == ["0.3", "0.1", None, None]
    assert [facts["verb"] for facts in answers] == ["GET", "GET", "PRINT", "GET"]


@pytest.mark.parametrize("verb", ["PRINTER", "EMAILS", "print", "Email", "PRIN", "XEMAIL"])
def test_other_unknown_verbs_are_refused(client: Client, verb: str) -> None:
    answer = client.send(verb.encode() + b" /x HTTP/1.1\r\nHost: x\r\n\r\n").answer()
    assert (answer.status, answer.body) == (400, b"The request is not valid HTTP/1.1.")
    assert client.closed()


def test_a_verb_with_a_large_body_arrives_whole(client: Client) -> None:
    body = b"EMAIL PRINT " * 400_000
    client.send(b"PRINT /x HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
    assert client.answer().facts["length"] == len(body)
    client.send(b"POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
    assert client.answer().facts["length"] == len(body)


def test_a_verb_may_wait_for_leave_to_send_its_body(client: Client) -> None:
    client.send(b"EMAIL /x HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
    assert client.sock.recv(1024).startswith(b"HTTP/1.1 100 ")
    assert client.send(b"{}").answer().facts["body"] == "{}"


def test_a_body_behind_an_offer_to_upgrade_is_kept(client: Client) -> None:
    offer = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIA\r\n"
    client.send(b"POST /x HTTP/1.1\r\nHost: x\r\n" + offer + b"Content-Length: 4\r\n\r\nab", b"cd" + PRINT)
    first = client.answer().facts
    assert (first["verb"], first["body"]) == ("POST", "abcd")
    assert client.answer().facts["verb"] == "PRINT"


def test_trailers_do_not_become_header_fields(client: Client) -> None:
    head = b"POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    facts = client.send(head + b"2\r\nok\r\n0\r\nCaspit-Token: stolen\r\n\r\n").answer().facts
    assert (facts["body"], facts["fields"]) == ("ok", ["host", "transfer-encoding"])


# Limits


@pytest.mark.parametrize("verb", [b"GET", b"PRINT"])
def test_a_header_within_the_limit_is_read(client: Client, verb: bytes) -> None:
    field = b"X-Long: " + b"a" * (HEAD_LIMIT_BYTES - 200) + b"\r\n"
    assert client.send(verb + b" /x HTTP/1.1\r\nHost: x\r\n" + field + b"\r\n").answer().status == 200


@pytest.mark.parametrize("megabytes", [0.1, 3])
@pytest.mark.parametrize("verb", [b"GET", b"PRINT"])
@pytest.mark.parametrize(("line", "status"), [(b" /x HTTP/1.1\r\nX-Long: ", 431), (b" /x?", 414)])
def test_a_header_beyond_the_limit_is_answered(
    client: Client, verb: bytes, line: bytes, status: int, megabytes: float
) -> None:
    # The client goes on sending for long after the refusal; it must be able to read it all the same.
    sending = threading.Thread(target=client.send, args=(verb + line + b"a" * int(megabytes * 1_000_000),))
    sending.start()
    answer = client.answer()
    sending.join()
    assert (answer.status, answer.fields["connection"]) == (status, "close")
    assert b"longer than 65536 bytes" in answer.body


def test_many_small_header_fields_beyond_the_limit_are_answered(client: Client) -> None:
    assert client.send(b"GET /x HTTP/1.1\r\n", b"X-Field: 1\r\n" * 10_000).answer().status == 431


def test_endless_trailers_are_refused(client: Client) -> None:
    head = b"POST /wait-for-body?s=0 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n"
    assert client.send(head, b"X-Trailer: 1\r\n" * 10_000).answer().status == 400


# Refusals


def test_a_broken_request_does_not_spoil_the_answer_before_it(client: Client) -> None:
    client.send(b"POST /slow?s=0.2 HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n" + b"NONSENSE\r\n\r\n")
    assert client.answer().facts["slept"] == "0.2"
    assert client.answer().status == 400
    assert client.closed()


def test_a_broken_body_behind_another_request_is_refused_in_its_turn(client: Client) -> None:
    chunked = b"POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nNOT-A-SIZE\r\n"
    client.send(b"GET /slow?s=0.2 HTTP/1.1\r\nHost: x\r\n\r\n" + chunked)
    assert [client.answer().status for _ in range(2)] == [200, 400]
    assert client.closed()


@pytest.mark.parametrize("verb", [b"POST", b"PRINT"])
def test_a_body_that_breaks_off_into_nonsense_is_refused(client: Client, verb: bytes) -> None:
    head = verb + b" /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert client.send(head + b"2\r\nok\r\n", b"NOT-A-SIZE\r\n").answer().status == 400
    assert client.closed()


@pytest.mark.parametrize("verb", [b"POST", b"PRINT"])
def test_the_application_has_no_say_after_a_refusal(
    client: Client, server: uvicorn.Server, verb: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    until(lambda: not server.server_state.tasks)
    caplog.clear()
    head = verb + b" /slow?s=0.2 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert client.send(head + b"2\r\nok\r\n", b"NOT-A-SIZE\r\n").answer().status == 400
    assert client.closed()
    until(lambda: not server.server_state.tasks)
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


@pytest.mark.parametrize("verb", [b"POST", b"PRINT"])
def test_a_body_that_breaks_after_its_answer_ends_the_connection(client: Client, verb: bytes) -> None:
    client.send(verb + b" /early HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n")
    assert client.answer().facts["early"]
    client.send(b"NOT-A-SIZE\r\n")
    assert client.closed()


@pytest.mark.parametrize("verb", [b"POST", b"PRINT"])
def test_the_next_request_follows_a_body_answered_early(client: Client, verb: bytes) -> None:
    client.send(verb + b" /early HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\nPRI")
    assert client.answer().facts["early"]
    assert client.send(b"NT " + PRINT).answer().facts["verb"] == "PRINT"


# Patience


@pytest.mark.parametrize("sent", [b"EMAI", b"P", b"GET /x HT", b"PRINT /x HTTP/1.1\r\nHost"])
def test_a_request_begun_and_left_alone_is_ended(sent: bytes) -> None:
    with serving(head_s=0.15, linger_s=0.1) as server, Client(server.port) as client:  # type: ignore[attr-defined]
        assert client.send(sent).answer().status == 408
        assert client.closed()
        until(lambda: not connections(server), 3)


@pytest.mark.parametrize("first", [b"GET /", b"PRINT /"])
def test_a_drip_of_bytes_does_not_move_the_deadline(first: bytes) -> None:
    with serving(head_s=0.3) as server, Client(server.port) as client:  # type: ignore[attr-defined]
        begun = time.monotonic()
        dripping = threading.Thread(target=client.send, args=(first, *[b"a"] * 12), kwargs={"pause_s": 0.06})
        dripping.start()
        assert client.answer().status == 408
        assert time.monotonic() - begun < 0.8
        dripping.join()


def test_a_connection_that_says_nothing_is_closed_without_a_word() -> None:
    with serving(head_s=0.2) as server, Client(server.port) as client:  # type: ignore[attr-defined]
        assert client.closed()


@pytest.mark.parametrize("request_bytes", [GET, PRINT], ids=["GET", "PRINT"])
def test_an_idle_connection_is_closed_without_a_word(request_bytes: bytes) -> None:
    with serving(keep_alive_s=0.2) as server, Client(server.port) as client:  # type: ignore[attr-defined]
        client.send(request_bytes).answer()
        assert client.closed()


@pytest.mark.parametrize("verb", [b"POST", b"PRINT"])
def test_a_body_that_stalls_is_ended(verb: bytes) -> None:
    with serving(stall_s=0.15, linger_s=10) as server, Client(server.port) as client:  # type: ignore[attr-defined]
        client.send(verb + b" /x HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc")
        assert client.answer().status == 408
        until(lambda: not server.server_state.tasks, 3)


@pytest.mark.parametrize("verb", [b"POST", b"PRINT"])
def test_a_body_that_we_ourselves_are_slow_to_take_is_not_ended(verb: bytes) -> None:
    with serving(stall_s=0.1) as server, Client(server.port) as client:  # type: ignore[attr-defined]
        body = b"x" * 3_000_000
        head = b" /wait-for-body?s=0.35 HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body)
        assert client.send(verb + head + body).answer().facts["length"] == len(body)


@pytest.mark.parametrize("verb", [b"POST", b"PRINT"])
def test_a_body_that_ends_after_its_answer_leaves_an_ordinary_idle_connection(verb: bytes) -> None:
    with serving(stall_s=0.15) as server, Client(server.port) as client:  # type: ignore[attr-defined]
        client.send(verb + b" /early HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\nab")
        assert client.answer().facts["early"]
        client.send(b"cd", b"ef")
        time.sleep(0.35)
        assert client.send(GET).answer().facts["verb"] == "GET"


@pytest.mark.parametrize("verb", [b"GET", b"PRINT"])
def test_a_slow_answer_is_waited_for_beyond_every_deadline(verb: bytes) -> None:
    with (
        serving(stall_s=0.1, head_s=0.1, keep_alive_s=0.1) as server,
        Client(server.port) as client,  # type: ignore[attr-defined]
    ):
        assert client.send(verb + b" /slow?s=0.3 HTTP/1.1\r\nHost: x\r\n\r\n").answer().facts["slept"] == "0.3"


def test_a_client_that_vanishes_leaves_nothing_behind() -> None:
    with serving() as server:
        for sent in (GET, PRINT, b"EMAI", b"GET /slow?s=0.2 HTTP/1.1\r\nHost: x\r\n\r\n" + PRINT):
            client = Client(server.port).send(sent)  # type: ignore[attr-defined]
            until(lambda: len(connections(server)) == 1)
            (protocol,) = connections(server)
            client.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            client.__exit__()
            until(lambda: not connections(server) and not server.server_state.tasks, 3)
            assert protocol.timeout_keep_alive_task is None


# Flow


def test_a_large_answer_before_a_verb_is_read_in_full_by_a_slow_reader(client: Client) -> None:
    client.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
    client.send(b"GET /big?mb=20 HTTP/1.1\r\nHost: x\r\n\r\n" + b"PRINT /big?mb=20 HTTP/1.1\r\nHost: x\r\n\r\n" + GET)
    time.sleep(0.3)  # the server's buffers fill and it must pause, before the hand-over and after
    assert [len(client.answer().body) for _ in range(2)] == [20_000_000, 20_000_000]
    assert client.answer().facts["verb"] == "GET"


def test_a_successor_learns_that_the_client_is_not_reading(client: Client, server: uvicorn.Server) -> None:
    # The last answer fills the buffers without waiting for them; the verb behind it must not pile more on top.
    client.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
    client.send(b"GET /block?mb=8 HTTP/1.1\r\nHost: x\r\n\r\nPRINT /big?mb=50 HTTP/1.1\r\nHost: x\r\n\r\n")
    time.sleep(0.5)
    waiting = max(protocol.transport.get_write_buffer_size() for protocol in connections(server))
    assert waiting < 10_000_000
    assert [len(client.answer().body) for _ in range(2)] == [8_000_000, 50_000_000]


# Stopping


def test_stopping_finishes_what_is_in_flight_and_closes_what_is_idle() -> None:
    with serving() as server:
        idle, idle_after_verb, busy, busy_before = (Client(server.port) for _ in range(4))  # type: ignore[attr-defined]
        idle.send(GET).answer()
        idle_after_verb.send(PRINT).answer()
        busy.send(b"PRINT /slow?s=1 HTTP/1.1\r\nHost: x\r\n\r\n")
        busy_before.send(b"GET /slow?s=1 HTTP/1.1\r\nHost: x\r\n\r\n" + PRINT)
        until(lambda: len(server.server_state.tasks) == 2)
        names = sorted(type(protocol).__name__ for protocol in connections(server))
        assert names == ["Protocol", "Protocol", "Successor", "Successor"]
        server.should_exit = True
        assert idle.closed()
        assert idle_after_verb.closed()
        assert [busy.answer().facts["slept"], busy_before.answer().facts["slept"]] == ["1", "1"]
        assert busy.closed()
        assert busy_before.closed()
        for client in (idle, idle_after_verb, busy, busy_before):
            client.__exit__()


def test_a_verb_half_received_does_not_hold_up_a_stop() -> None:
    with serving() as server, Client(server.port) as client:  # type: ignore[attr-defined]
        client.send(b"EMAI")
        until(lambda: any(protocol._begun for protocol in connections(server)))  # noqa: SLF001  # the only witness
        server.should_exit = True
        assert client.closed()


# The scan


@pytest.mark.parametrize(
    ("data", "positions"),
    [
        (b"", []),
        (b"GET / HTTP/1.1\r\n\r\n", []),
        (b"PRINT /", [0]),
        (b"xEMAIL PRINT PRIN", [1, 7, 13]),
        (b"PRINTER EMAILS", []),
        (b"...EMAIL", [3]),
        (b"...PRI", [3]),
        (b"P", [0]),
    ],
)
def test_every_place_where_a_verb_may_begin_is_found(data: bytes, positions: list[int]) -> None:
    assert verb_positions(data) == positions


def test_the_examples_say_what_they_mean() -> None:
    assert json.loads(EMAIL.partition(b"\r\n\r\n")[2])["a"] == "PRINT "
