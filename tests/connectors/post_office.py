"""A mail server on the loopback that says what a test tells it to, and remembers what it was told."""

from __future__ import annotations

import asyncio
import base64
import datetime as dt
import ipaddress
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

#: Instead of a reply: end the connection, or say nothing more.
DROP, SILENCE = "drop", "silence"


@dataclass
class PostOffice:
    """`replies` go by the beginning of a command, `.` is the end of a message; what is not told goes well."""

    replies: Mapping[str, str] = field(default_factory=dict)
    extensions: tuple[str, ...] = ()
    #: The server's side of TLS, for STARTTLS or from the first byte.
    tls: ssl.SSLContext | None = None
    from_first_byte: bool = False
    port: int = 0
    commands: list[str] = field(default_factory=list)
    logins: list[bytes] = field(default_factory=list)
    messages: list[bytes] = field(default_factory=list)

    @property
    def envelope(self) -> list[str]:
        return [command.partition(":")[2] for command in self.commands if command.startswith(("MAIL", "RCPT"))]

    @asynccontextmanager
    async def open(self) -> AsyncIterator[PostOffice]:
        talks: set[asyncio.Task[None]] = set()

        async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None
            talks.add(task)
            try:
                await self._talk(reader, writer)
            except (ConnectionError, ssl.SSLError, asyncio.CancelledError):
                pass
            finally:
                writer.close()

        tls = self.tls if self.from_first_byte else None
        server = await asyncio.start_server(greet, "127.0.0.1", 0, ssl=tls)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            for task in talks:
                task.cancel()
            await asyncio.gather(*talks, return_exceptions=True)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not await self._say(writer, self.replies.get("greeting", "220 post.example ready")):
            return
        while line := (await reader.readline()).decode().rstrip("\r\n"):
            self.commands.append(line)
            told = next((reply for begin, reply in self.replies.items() if line.startswith(begin)), None)
            goes_on = await (self._say(writer, told) if told is not None else self._go_well(line, reader, writer))
            if not goes_on:
                return

    async def _go_well(self, line: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        match line.split(maxsplit=1)[0]:
            case "EHLO":
                lines = ["post.example", *self._extensions(writer)]
                return await self._say(writer, "\r\n".join([*(f"250-{one}" for one in lines[:-1]), f"250 {lines[-1]}"]))
            case "STARTTLS":
                assert self.tls is not None
                await self._say(writer, "220 go ahead")
                await writer.start_tls(self.tls)
                return True
            case "AUTH":
                self.logins.append(base64.b64decode(line.split()[2]))
                return await self._say(writer, "235 welcome")
            case "DATA":
                await self._say(writer, "354 go on")
                return await self._take_message(reader, writer)
            case "QUIT":
                await self._say(writer, "221 bye")
                return False
            case _:
                return await self._say(writer, "250 fine")

    def _extensions(self, writer: asyncio.StreamWriter) -> tuple[str, ...]:
        secured = writer.get_extra_info("sslcontext") is not None
        return self.extensions if self.tls is None or secured else ("STARTTLS",)

    async def _take_message(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        lines: list[bytes] = []
        while (line := await reader.readline()) != b".\r\n":
            assert line.endswith(b"\r\n")
            lines.append(line.removeprefix(b"."))
        self.messages.append(b"".join(lines))
        return await self._say(writer, self.replies.get(".", "250 queued as 7"))

    async def _say(self, writer: asyncio.StreamWriter, reply: str) -> bool:
        if reply == DROP:
            return False
        if reply == SILENCE:
            await asyncio.Event().wait()
        writer.write(reply.encode() + b"\r\n")
        await writer.drain()
        return True


def certificates(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's context with a certificate of its own making for 127.0.0.1, and a client's that trusts only it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "post.example")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    file = folder / "post.pem"
    file.write_bytes(
        pem
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file)
    return server, ssl.create_default_context(cadata=pem.decode())
