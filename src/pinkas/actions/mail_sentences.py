"""Our own words in mails, by language and kind of document; the place-holders are those of `mail_texts`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pinkas.paper import Language, SheetKind

if TYPE_CHECKING:
    from collections.abc import Mapping

FRAMES: Final[Mapping[Language, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "he": (
        ("לכבוד {customer_name},", "שלום רב,"),
        ("נשמח לעמוד לרשותך בכל שאלה.", "", "בברכה,", "{business_name}"),
    ),
    "en": (
        ("Dear {customer_name},",),
        ("Please let us know if you have any questions.", "", "Kind regards,", "{business_name}"),
    ),
    "bg": (
        ("Уважаеми {customer_name},",),
        ("Ако имате въпроси, моля, свържете се с нас.", "", "С уважение,", "{business_name}"),
    ),
    "sq": (
        ("Të nderuar {customer_name},",),
        ("Për çdo pyetje jemi në dispozicionin tuaj.", "", "Me respekt,", "{business_name}"),
    ),
}

SUBJECTS: Final[Mapping[Language, str]] = {
    "he": "{document_type} {document_number} מאת {business_name}",
    "en": "{document_type} {document_number} from {business_name}",
    "bg": "{document_type} {document_number} от {business_name}",
    "sq": "{document_type} {document_number} nga {business_name}",
}

#: Said below any text when the attached paper is not the original.
COPY_SENTENCES: Final[Mapping[Language, str]] = {
    "he": "לתשומת לבך: המסמך המצורף הוא העתק נאמן למקור.",
    "en": "Please note: the attached document is a true copy of the original.",
    "bg": "Моля, обърнете внимание: приложеният документ е копие, вярно с оригинала.",
    "sq": "Ju lutemi vini re: dokumenti bashkëlidhur është kopje njësoj me origjinalin.",
}

_HEBREW_DUE = "מועד התשלום: {due_date}."
_ENGLISH_DUE = "Payment is due by {due_date}."
_BULGARIAN_DUE = "Срок за плащане: {due_date}."
_ALBANIAN_DUE = "Afati i pagesës: {due_date}."

_HEBREW: Final[Mapping[SheetKind, tuple[str, ...]]] = {
    SheetKind.TAX_INVOICE: (
        "מצורפת חשבונית מס מספר {document_number} מתאריך {date}, על סך {total}.",
        _HEBREW_DUE,
    ),
    SheetKind.RECEIPT: (
        "תודה על התשלום.",
        "מצורפת קבלה מספר {document_number} מתאריך {date}, על סך {total}.",
    ),
    SheetKind.INVOICE_RECEIPT: (
        "תודה על התשלום.",
        "מצורפת חשבונית מס / קבלה מספר {document_number} מתאריך {date}, על סך {total}.",
    ),
    SheetKind.PROFORMA: (
        "מצורפת חשבונית עסקה מספר {document_number} מתאריך {date}, על סך {total}.",
        _HEBREW_DUE,
        "חשבונית עסקה היא בקשה לתשלום ואינה חשבונית מס.",
    ),
    SheetKind.CREDIT_INVOICE: (
        "מצורפת חשבונית זיכוי מספר {document_number} מתאריך {date}, על סך {total}.",
    ),
    SheetKind.REFUND: (
        "מצורפת תעודת החזר מספר {document_number} מתאריך {date}, על סך {total}.",
    ),
    SheetKind.DELIVERY_NOTE: (
        "מצורפת תעודת משלוח מספר {document_number} מתאריך {date}.",
    ),
    SheetKind.QUOTE: (
        "מצורפת הצעת מחיר מספר {document_number} מתאריך {date}, על סך {total}.",
        "תודה על ההתעניינות.",
    ),
    SheetKind.DONATION_RECEIPT: (
        "תודה מקרב לב על התרומה.",
        "מצורפת קבלה לתרומה מספר {document_number} מתאריך {date}, על סך {total}.",
    ),
    SheetKind.DEBIT_NOTE: (
        "מצורפת הודעת חיוב מספר {document_number} מתאריך {date}, על סך {total}.",
        _HEBREW_DUE,
    ),
    SheetKind.ADVANCE_INVOICE: (
        "מצורפת חשבונית מקדמה מספר {document_number} מתאריך {date}, על סך {total}.",
        _HEBREW_DUE,
    ),
    SheetKind.TILL_RECEIPT: (
        "תודה על הקנייה.",
        "מצורפת תעודת מכירה מספר {document_number} מתאריך {date}, על סך {total}.",
    ),
    SheetKind.TILL_RETURN: (
        "מצורפת תעודת החזרת סחורה מספר {document_number} מתאריך {date}, על סך {total}.",
    ),
}  # fmt: skip

_ENGLISH: Final[Mapping[SheetKind, tuple[str, ...]]] = {
    SheetKind.TAX_INVOICE: (
        "Please find attached tax invoice {document_number} of {date}, for {total}.",
        _ENGLISH_DUE,
    ),
    SheetKind.RECEIPT: (
        "Thank you for your payment.",
        "Please find attached receipt {document_number} of {date}, for {total}.",
    ),
    SheetKind.INVOICE_RECEIPT: (
        "Thank you for your payment.",
        "Please find attached tax invoice / receipt {document_number} of {date}, for {total}.",
    ),
    SheetKind.PROFORMA: (
        "Please find attached proforma invoice {document_number} of {date}, for {total}.",
        _ENGLISH_DUE,
        "A proforma invoice is a request for payment and not a tax invoice.",
    ),
    SheetKind.CREDIT_INVOICE: (
        "Please find attached credit invoice {document_number} of {date}, for {total}.",
    ),
    SheetKind.REFUND: (
        "Please find attached refund note {document_number} of {date}, for {total}.",
    ),
    SheetKind.DELIVERY_NOTE: (
        "Please find attached delivery note {document_number} of {date}.",
    ),
    SheetKind.QUOTE: (
        "Please find attached quote {document_number} of {date}, for {total}.",
        "Thank you for your interest.",
    ),
    SheetKind.DONATION_RECEIPT: (
        "Thank you very much for your donation.",
        "Please find attached donation receipt {document_number} of {date}, for {total}.",
    ),
    SheetKind.DEBIT_NOTE: (
        "Please find attached debit note {document_number} of {date}, for {total}.",
        _ENGLISH_DUE,
    ),
    SheetKind.ADVANCE_INVOICE: (
        "Please find attached advance invoice {document_number} of {date}, for {total}.",
        _ENGLISH_DUE,
    ),
    SheetKind.TILL_RECEIPT: (
        "Thank you for your purchase.",
        "Please find attached sales slip {document_number} of {date}, for {total}.",
    ),
    SheetKind.TILL_RETURN: (
        "Please find attached return slip {document_number} of {date}, for {total}.",
    ),
}  # fmt: skip

_BULGARIAN: Final[Mapping[SheetKind, tuple[str, ...]]] = {
    SheetKind.TAX_INVOICE: (
        "Приложено изпращаме фактура № {document_number} от {date} на стойност {total}.",
        _BULGARIAN_DUE,
    ),
    SheetKind.RECEIPT: (
        "Благодарим Ви за плащането.",
        "Приложено изпращаме разписка за получена сума № {document_number} от {date} на стойност {total}.",
    ),
    SheetKind.INVOICE_RECEIPT: (
        "Благодарим Ви за плащането.",
        "Приложено изпращаме фактура № {document_number} от {date} на стойност {total}.",
    ),
    SheetKind.PROFORMA: (
        "Приложено изпращаме проформа фактура № {document_number} от {date} на стойност {total}.",
        _BULGARIAN_DUE,
        "Проформа фактурата е покана за плащане и не е данъчен документ.",
    ),
    SheetKind.CREDIT_INVOICE: (
        "Приложено изпращаме кредитно известие № {document_number} от {date} на стойност {total}.",
    ),
    SheetKind.REFUND: (
        "Приложено изпращаме разписка за върната сума № {document_number} от {date} на стойност {total}.",
    ),
    SheetKind.DELIVERY_NOTE: (
        "Приложено изпращаме стокова разписка № {document_number} от {date}.",
    ),
    SheetKind.QUOTE: (
        "Приложено изпращаме оферта № {document_number} от {date} на стойност {total}.",
        "Благодарим Ви за интереса.",
    ),
    SheetKind.DONATION_RECEIPT: (
        "Сърдечно Ви благодарим за дарението.",
        "Приложено изпращаме разписка за дарение № {document_number} от {date} на стойност {total}.",
    ),
    SheetKind.DEBIT_NOTE: (
        "Приложено изпращаме дебитно известие № {document_number} от {date} на стойност {total}.",
        _BULGARIAN_DUE,
    ),
    SheetKind.ADVANCE_INVOICE: (
        "Приложено изпращаме фактура за авансово плащане № {document_number} от {date} на стойност {total}.",
        _BULGARIAN_DUE,
    ),
    SheetKind.TILL_RECEIPT: (
        "Благодарим Ви за покупката.",
        "Приложено изпращаме бележка за продажба № {document_number} от {date} на стойност {total}.",
    ),
    SheetKind.TILL_RETURN: (
        "Приложено изпращаме бележка за върната стока № {document_number} от {date} на стойност {total}.",
    ),
}  # fmt: skip

_ALBANIAN: Final[Mapping[SheetKind, tuple[str, ...]]] = {
    SheetKind.TAX_INVOICE: (
        "Bashkëlidhur po ju dërgojmë faturën nr. {document_number}, datë {date}, me vlerë {total}.",
        _ALBANIAN_DUE,
    ),
    SheetKind.RECEIPT: (
        "Faleminderit për pagesën.",
        "Bashkëlidhur po ju dërgojmë dëftesën e arkëtimit nr. {document_number}, datë {date}, me vlerë {total}.",
    ),
    SheetKind.INVOICE_RECEIPT: (
        "Faleminderit për pagesën.",
        "Bashkëlidhur po ju dërgojmë faturën nr. {document_number}, datë {date}, me vlerë {total}.",
    ),
    SheetKind.PROFORMA: (
        "Bashkëlidhur po ju dërgojmë faturën proforma nr. {document_number}, datë {date}, me vlerë {total}.",
        _ALBANIAN_DUE,
        "Fatura proforma është kërkesë për pagesë dhe nuk është faturë tatimore.",
    ),
    SheetKind.CREDIT_INVOICE: (
        "Bashkëlidhur po ju dërgojmë notën e kreditit nr. {document_number}, datë {date}, me vlerë {total}.",
    ),
    SheetKind.REFUND: (
        "Bashkëlidhur po ju dërgojmë dëftesën e rimbursimit nr. {document_number}, datë {date}, me vlerë {total}.",
    ),
    SheetKind.DELIVERY_NOTE: (
        "Bashkëlidhur po ju dërgojmë fletëdërgesën nr. {document_number}, datë {date}.",
    ),
    SheetKind.QUOTE: (
        "Bashkëlidhur po ju dërgojmë ofertën nr. {document_number}, datë {date}, me vlerë {total}.",
        "Faleminderit për interesin.",
    ),
    SheetKind.DONATION_RECEIPT: (
        "Ju falënderojmë përzemërsisht për dhurimin.",
        "Bashkëlidhur po ju dërgojmë dëftesën e dhurimit nr. {document_number}, datë {date}, me vlerë {total}.",
    ),
    SheetKind.DEBIT_NOTE: (
        "Bashkëlidhur po ju dërgojmë notën e debitit nr. {document_number}, datë {date}, me vlerë {total}.",
        _ALBANIAN_DUE,
    ),
    SheetKind.ADVANCE_INVOICE: (
        "Bashkëlidhur po ju dërgojmë faturën për parapagim nr. {document_number}, datë {date}, me vlerë {total}.",
        _ALBANIAN_DUE,
    ),
    SheetKind.TILL_RECEIPT: (
        "Faleminderit për blerjen.",
        "Bashkëlidhur po ju dërgojmë dëftesën e shitjes nr. {document_number}, datë {date}, me vlerë {total}.",
    ),
    SheetKind.TILL_RETURN: (
        "Bashkëlidhur është dëftesa e kthimit të mallit nr. {document_number}, datë {date}, me vlerë {total}.",
    ),
}  # fmt: skip

SENTENCES: Final[Mapping[Language, Mapping[SheetKind, tuple[str, ...]]]] = {
    "he": _HEBREW,
    "en": _ENGLISH,
    "bg": _BULGARIAN,
    "sq": _ALBANIAN,
}
