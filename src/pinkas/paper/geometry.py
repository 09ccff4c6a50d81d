"""The measures of the page, in points; handed to the template, so that they stand here alone."""

from __future__ import annotations

PAGE_WIDTH = 595.28  # A4
PAGE_HEIGHT = 841.89
MARGIN_SIDE = 50.0
MARGIN_TOP = 44.0
MARGIN_BOTTOM = 56.0
CONTENT_WIDTH = PAGE_WIDTH - 2 * MARGIN_SIDE

LOGO_WIDTH = 130.0
LOGO_HEIGHT = 60.0
MARK_INSET = 8.0
MARK_GAP = 5.0
GUTTER = 18.0
TOTALS_LABELS = 130.0
TOTALS_FIGURES = 92.0
TOTALS_INSET = 8.0
FACTS_WIDTH = TOTALS_LABELS + TOTALS_FIGURES + TOTALS_INSET
FACT_LABEL_WIDTH = 70.0
PARTY_WIDTH = CONTENT_WIDTH - FACTS_WIDTH - GUTTER
PARTY_INSET = 10.0
SIGNATURE_WIDTH = 170.0
SIGNATURES_WIDTH = 148.0  # each, where the other side signs on two lines
REMARK_INSET = 8.0
QR_WIDTH = 100.0  # some 35 mm: half a millimetre to a module of the longest links
WATERMARK_LENGTH = 560.0
WATERMARK_LARGEST = 165.0

CELL_INSET = 5.0
ROW_INSET = 4.5
ROW_HEIGHT = 15.6  # one line of body text between two insets
NARROWEST_TEXT = 110.0
TIGHTEST_TEXT = 80.0  # where figures of many digits ask for the room
NARROWEST_CODE = 46.0
WIDEST_CODE = 95.0
WIDEST_ACCOUNT = 140.0  # an IBAN
NARROWEST_COLUMN = 26.0
