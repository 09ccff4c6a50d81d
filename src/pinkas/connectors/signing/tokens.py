"""A key that never leaves its token: a smart card, a USB key or an HSM, spoken to over PKCS#11."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography import x509

from pinkas.actions.ports import SigningFailed, UnusableCertificate
from pinkas.connectors.signing.certificates import check_leaf


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """Where the key lies: the maker's library, the token's label, its PIN, and the label of key and certificate."""

    library: str
    token: str
    pin: str | None = field(default=None, repr=False)
    key: str


@dataclass(frozen=True, slots=True)
class OpenToken:
    """The certificate in a token, and pyHanko's signer over a session that stays open."""

    leaf: x509.Certificate
    signer: Any
    session: Any

    def close(self) -> None:
        """Give the session up, as far as a token that may be gone lets us."""
        with contextlib.suppress(Exception):
            self.session.close()


def open_token(token: Token) -> OpenToken:
    """The certificate in the token, and what signs with its key. Raises UnusableCertificate, SigningFailed."""
    try:
        import pkcs11  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415 - an optional part
        from pyhanko.config.pkcs11 import TokenCriteria  # noqa: PLC0415
        from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session  # noqa: PLC0415
    except ImportError:
        raise UnusableCertificate(
            "certificate", "lies in a token, and the part that reads tokens is not installed: install pinkas[pkcs11]"
        ) from None
    if not Path(token.library).is_file():
        raise UnusableCertificate("certificate", f"lies in a token whose library is not there: {token.library}")
    try:
        session = open_pkcs11_session(
            token.library, token_criteria=TokenCriteria(label=token.token), user_pin=token.pin
        )
    except (pkcs11.PinIncorrect, pkcs11.PinInvalid, pkcs11.PinLenRange):
        raise UnusableCertificate("password", "(the PIN) does not open the token") from None
    except pkcs11.PKCS11Error as error:
        why = "it is not there" if type(error) is pkcs11.PKCS11Error else type(error).__name__
        raise SigningFailed(f"the token {token.token!r} cannot be used: {why}") from error
    try:
        signer = PKCS11Signer(session, cert_label=token.key, key_label=token.key)
        leaf = x509.load_der_x509_certificate(signer.signing_cert.dump())
        check_leaf(leaf)
    except Exception as error:
        session.close()  # who is logged in already cannot log in again
        if isinstance(error, UnusableCertificate):
            raise
        raise UnusableCertificate("certificate", f"{token.key!r} is not in the token {token.token!r}") from error
    return OpenToken(leaf, signer, session)
