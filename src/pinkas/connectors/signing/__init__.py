"""Digital signatures on papers (PAdES), with a certificate from a file or a token.

Reading certificates and the roads stand here; pyHanko itself is loaded only where something is signed.
"""

from pinkas.connectors.signing.certificates import make_demo_key_file
from pinkas.connectors.signing.keeping import KeptSignatures, SigningRoad
from pinkas.connectors.signing.tokens import Token

__all__ = ["KeptSignatures", "SigningRoad", "Token", "make_demo_key_file"]
