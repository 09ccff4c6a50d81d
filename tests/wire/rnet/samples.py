"""The composed samples of the R-NET dossier (section 12), word for word; all of it is invented."""

from pathlib import Path

_FOLDER = Path(__file__).parent / "composed"

SALE_REQUEST, SALE_STORED, PAYMENT_REQUEST, DELIVERY_REQUEST = (
    path.read_text(encoding="utf-8") for path in sorted(_FOLDER.glob("*.json"))
)
