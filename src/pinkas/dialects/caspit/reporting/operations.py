"""What the reference tells of the reports' routes."""

from __future__ import annotations

from typing import Final

from pinkas.dialects.caspit.describing import Answers, Operation, Parameter, Shape, Sort
from pinkas.dialects.caspit.reporting.wire import (
    ClientIdentity,
    DocumentIdentity,
    DocumentInfo,
    DocumentRequest,
    InstanceIdentity,
    RenderFormat,
    ReportPage,
    ReportParameter,
    ReportSource,
)

_CLIENT: Final = Parameter("clientID", "A client that was registered.", required=True)
_INSTANCE: Final = Parameter("instanceID", "A report that the client opened.", required=True)
_DOCUMENT: Final = Parameter("documentID", "A document made of it.", required=True)
_OF_A_DOCUMENT: Final = (_CLIENT, _INSTANCE, _DOCUMENT)
_GONE: Final = (410, "The client is unknown, was idle for half an hour, or is another's.")
_UNKNOWN: Final = (404, "The client has no such report, document, page or resource.")
_VALUES: Final = (404, "There is no such report, or it cannot be made with these values.")
_RENDERING: Final = "202 while the document is made."

REGISTER: Final = Operation(
    summary="Register a report client",
    says="A client lives as long as it is used, and half an hour more. It belongs to the login that registered it.",
    answers=(Answers(200, ClientIdentity),),
)
UNREGISTER: Final = Operation(
    summary="Let a report client go", parameters=(_CLIENT,), answers=(Answers(204),), errors=(_GONE,)
)
PARAMETERS: Final = Operation(
    summary="The parameters of a report",
    says="With the values sent as `parameterValues`, an object by name, or else their defaults.",
    parameters=(_CLIENT,),
    body=ReportSource,
    answers=(Answers(200, ReportParameter, Shape.ARRAY),),
    errors=(_GONE, _VALUES),
)
OPEN: Final = Operation(
    summary="Open a report with values",
    says="`parameterValues` is an object by name; what is not sent has its default.",
    parameters=(_CLIENT,),
    body=ReportSource,
    answers=(Answers(201, InstanceIdentity),),
    errors=(_GONE, _VALUES),
)
CLOSE: Final = Operation(
    summary="Close a report", parameters=(_CLIENT, _INSTANCE), answers=(Answers(204),), errors=(_GONE, _UNKNOWN)
)
MAKE: Final = Operation(
    summary="Make a document of an open report",
    says=(
        "PDF, XLSX, CSV or HTML (also called HTML5). 202 while it is made; 201 when one made before is given, which "
        "`useCache` false prevents. `actionId` with `baseDocumentId` sorts first, as PUT actions does."
    ),
    parameters=(_CLIENT, _INSTANCE),
    body=DocumentRequest,
    answers=(Answers(202, DocumentIdentity), Answers(201, DocumentIdentity)),
    errors=(_GONE, (404, "The client has no such report, or there is no such format.")),
)
INFO: Final = Operation(
    summary="How far a document is",
    says=_RENDERING,
    parameters=_OF_A_DOCUMENT,
    answers=(Answers(200, DocumentInfo), Answers(202, DocumentInfo)),
    errors=(_GONE, _UNKNOWN),
)
DOCUMENT: Final = Operation(
    summary="A document's file",
    says=_RENDERING,
    parameters=_OF_A_DOCUMENT,
    answers=(Answers(200, media_type="application/octet-stream"), Answers(202, DocumentInfo)),
    errors=(_GONE, _UNKNOWN),
)
DROP: Final = Operation(
    summary="Forget a document", parameters=_OF_A_DOCUMENT, answers=(Answers(204),), errors=(_GONE, _UNKNOWN)
)
PAGE: Final = Operation(
    summary="A page of an HTML document",
    says=f"Fifty rows; every text in it is escaped. {_RENDERING}",
    parameters=(*_OF_A_DOCUMENT, Parameter("pageNumber", "The page, from 1.", Sort.INTEGER, required=True)),
    answers=(Answers(200, ReportPage), Answers(202, ReportPage)),
    errors=(_GONE, _UNKNOWN),
)
RESOURCE: Final = Operation(
    summary="What a document is shown with",
    says="`report.css`, and `logo` where the business has one.",
    parameters=(*_OF_A_DOCUMENT, Parameter("resourceID", "Its name.", required=True)),
    answers=(Answers(200, media_type="application/octet-stream"),),
    errors=(_GONE, _UNKNOWN),
)
ACT: Final = Operation(
    summary="Sort a report by a column",
    says="What is made next is sorted by it; from a document sorted so, the other way round; then as it was.",
    parameters=(*_OF_A_DOCUMENT, Parameter("actionID", "An Id of the page's actions.", required=True)),
    answers=(Answers(200),),
    errors=(_GONE, (404, "The document has no such action.")),
)
ASSET: Final = Operation(
    summary="A viewer's asset",
    says="`styles/report.css`, and `fonts/` with the fonts it names.",
    parameters=(
        Parameter("folder", "styles or fonts.", required=True),
        Parameter("resourceName", "The file's name.", required=True),
    ),
    answers=(Answers(200, media_type="application/octet-stream"),),
    errors=((404, "There is no such asset."),),
)
FORMATS: Final = Operation(
    summary="The forms a document may have",
    parameters=(Parameter("lan", "1 for English names."),),
    answers=(Answers(200, RenderFormat, Shape.ARRAY),),
)
VERSION: Final = Operation(summary="The version of the report protocol", answers=(Answers(200, text="1.0"),))

_FLAT: Final = (
    Parameter("clientID", "A client that was registered."),
    Parameter("instanceID", "A report that the client opened."),
    Parameter("documentID", "A document made of it."),
)
FLAT_POST: Final = Operation(
    summary="Register a report client, open a report, or make a document (flattened address)",
    says=(
        "Without parameters a client is registered; with clientID a report is opened (the body as for instances); with "
        "clientID and instanceID a document is made (the body as for documents)."
    ),
    parameters=_FLAT[:2],
    answers=(Answers(200, ClientIdentity), Answers(201, InstanceIdentity), Answers(202, DocumentIdentity)),
    errors=(_GONE, _VALUES),
)
FLAT_DELETE: Final = Operation(
    summary="Let a client, a report or a document go (flattened address)",
    says="Whichever of clientID, instanceID and documentID names the smallest.",
    parameters=_FLAT,
    answers=(Answers(204),),
    errors=(_GONE, _UNKNOWN),
)
FLAT_GET: Final = Operation(
    summary="A document, one of its pages or resources, or a viewer's asset (flattened address)",
    says="With pageNumber a page, with resourceID a resource, with folder and resourceName an asset, else the file.",
    parameters=(
        *_FLAT,
        Parameter("pageNumber", "The page, from 1.", Sort.INTEGER),
        Parameter("resourceID", "A resource's name."),
        Parameter("folder", "styles or fonts."),
        Parameter("resourceName", "An asset's name."),
    ),
    answers=(Answers(200, ReportPage), Answers(202, ReportPage)),
    errors=(_GONE, _UNKNOWN),
)
FLAT_PUT: Final = Operation(
    summary="Sort a report by a column (flattened address)",
    parameters=(*_FLAT, Parameter("actionID", "An Id of the page's actions.")),
    answers=(Answers(200),),
    errors=(_GONE, _UNKNOWN),
)
