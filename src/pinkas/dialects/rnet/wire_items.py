"""Items in lists, in the shape their own page shows (R-NET dossier section 9.2): narrower than inside a line."""

from __future__ import annotations

from typing import Annotated

from pinkas.dialects.rnet.fields import Form, Wire
from pinkas.dialects.rnet.wire import Department, Guid, Money, Nothing, Text


class ListedItem(Wire, frozen=True, kw_only=True):
    """An item of a list or by its barcode. Pictures are Base64, and null unless they are asked for.

    `GrossCost` is what it costs without VAT and `Cost` with it: the vendor's words.
    """

    GrossCost: Money = None
    Cost: Money = None
    Pic1: Text = None
    Pic2: Text = None
    Pic3: Text = None
    ItemID: Guid = None
    Name: Text = None
    BarcodeNumber: Text = None
    ModelNumber: Text = None
    Description: Text = None
    GeneralPrice: Money = None
    ERPCode: Text = None


class ModelItem(ListedItem, frozen=True, kw_only=True):
    """A variant of a model, which tells two things more."""

    ItemGroup: Nothing = None
    Department: Annotated[Department | None, Form.OBJECT] = None
