"""The protocol's models: camelCase, as its viewers read them (dossier section 11)."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pinkas.dialects.caspit.fields import Rules, Wire
from pinkas.dialects.caspit.wire import REQUIRED, S50, S100, S200, Integer, YesNo

Text = str | None


class ReportSource(Wire, frozen=True, kw_only=True):
    """Which report, and (read apart, an object of any members) `parameterValues`."""

    trims: ClassVar[bool] = True

    report: Annotated[S100, REQUIRED] = None


class DocumentRequest(Wire, frozen=True, kw_only=True):
    """What a document is to be; `deviceInfo` is taken and not looked at."""

    trims: ClassVar[bool] = True

    format: Annotated[S50, REQUIRED] = None
    useCache: YesNo = None  # noqa: N815 - the protocol's spelling, here and below
    baseDocumentId: S50 = None  # noqa: N815 - the same
    actionId: S200 = None  # noqa: N815 - the same


class ClientIdentity(Wire, frozen=True, kw_only=True):
    """A client that was registered."""

    clientId: Text = None  # noqa: N815 - the same


class InstanceIdentity(Wire, frozen=True, kw_only=True):
    """A report that was opened."""

    instanceId: Text = None  # noqa: N815 - the same


class DocumentIdentity(Wire, frozen=True, kw_only=True):
    """A document that is made, or ready."""

    documentId: Text = None  # noqa: N815 - the same


class AvailableValue(Wire, frozen=True, kw_only=True):
    """A value a parameter may have, and how a person sees it."""

    name: Text = None
    value: Text = None


class ReportParameter(Wire, frozen=True, kw_only=True):
    """A parameter of a report, with the value it has now; without a list of values, any of its type."""

    name: Text = None
    id: Text = None
    type: Text = None
    text: Text = None
    multivalue: YesNo = None
    allowNull: YesNo = None  # noqa: N815 - the same
    allowBlank: YesNo = None  # noqa: N815 - the same
    isVisible: YesNo = None  # noqa: N815 - the same
    autoRefresh: YesNo = None  # noqa: N815 - the same
    hasChildParameters: YesNo = None  # noqa: N815 - the same
    childParameters: Annotated[list[AvailableValue] | None, Rules()] = None  # noqa: N815 - the same
    availableValues: Annotated[list[AvailableValue] | None, Rules()] = None  # noqa: N815 - the same
    value: Text = None
    label: Text = None


class DocumentInfo(Wire, frozen=True, kw_only=True):
    """How far a document is."""

    documentReady: YesNo = None  # noqa: N815 - the same
    pageCount: Integer = None  # noqa: N815 - the same
    documentMapAvailable: YesNo = None  # noqa: N815 - the same


class PageAction(Wire, frozen=True, kw_only=True):
    """Something a reader may do on a page: sort by a column, whose head bears `Id` as data-reporting-action."""

    Id: Text = None
    ReportItemName: Text = None
    Type: Text = None
    Value: Text = None


class ReportPage(Wire, frozen=True, kw_only=True):
    """A page: HTML in which every text is escaped, its style, and what may be done on it."""

    pageReady: YesNo = None  # noqa: N815 - the same
    pageNumber: Integer = None  # noqa: N815 - the same
    pageStyles: Text = None  # noqa: N815 - the same
    pageContent: Text = None  # noqa: N815 - the same
    pageActions: Annotated[list[PageAction] | None, Rules()] = None  # noqa: N815 - the same


class RenderFormat(Wire, frozen=True, kw_only=True):
    """A form a document may have."""

    name: Text = None
    localizedName: Text = None  # noqa: N815 - the same
