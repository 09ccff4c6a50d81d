"""What mails say: every kind in both languages, and place-holders that are data and nothing more."""

from __future__ import annotations

import re

import pytest

from pinkas.actions.mail_texts import PLACE_HOLDERS, MailFacts, default_text, document_type, fill, mail_text
from pinkas.books.language import LANGUAGES, Language
from pinkas.paper import SheetKind

HEBREW = MailFacts(
    document_id="k-1",
    document_number="98/100001",
    document_type="חשבונית מס",
    customer_name="דנה לוי",
    business_name="מחסני הדר",
    total="1,180.00 ₪",
    date="04/08/2026",
    due_date="31/08/2026",
)


def test_a_hebrew_tax_invoice() -> None:
    text = mail_text("tax_invoice", "he", HEBREW, copy=False)
    assert text.subject == "חשבונית מס 98/100001 מאת מחסני הדר"
    assert text.body == (
        "לכבוד דנה לוי,\n"
        "שלום רב,\n"
        "\n"
        "מצורפת חשבונית מס מספר 98/100001 מתאריך 04/08/2026, על סך 1,180.00 ₪.\n"
        "מועד התשלום: 31/08/2026.\n"
        "\n"
        "נשמח לעמוד לרשותך בכל שאלה.\n"
        "\n"
        "בברכה,\n"
        "מחסני הדר\n"
    )


def test_an_english_receipt_for_somebody_unnamed_that_is_a_copy() -> None:
    facts = MailFacts(
        document_number="300001", document_type="Receipt", business_name="Hadar", total="$118.00", date="2026-08-04"
    )
    text = mail_text("receipt", "en", facts, copy=True)
    assert text.subject == "Receipt 300001 from Hadar"
    assert text.body == (
        "Thank you for your payment.\n"
        "Please find attached receipt 300001 of 2026-08-04, for $118.00.\n"
        "\n"
        "Please let us know if you have any questions.\n"
        "\n"
        "Kind regards,\n"
        "Hadar\n"
        "\n"
        "Please note: the attached document is a true copy of the original.\n"
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [str(kind) for kind in SheetKind])
def test_every_kind_has_a_text_in_its_language(kind: str, language: Language) -> None:
    text = mail_text(kind, language, HEBREW, copy=True)
    assert "98/100001" in text.subject
    assert "98/100001" in text.body
    assert "04/08/2026" in text.body
    assert not set("{}") & set(text.subject + text.body)
    default = default_text(kind, language)
    assert set(re.findall(r"\{(.*?)\}", default.subject + default.body)) <= set(PLACE_HOLDERS)
    assert any("א" <= letter <= "ת" for letter in default.body) is (language == "he")
    assert any("А" <= letter <= "я" for letter in default.body) is (language == "bg")
    copy = {"he": "העתק", "en": "copy", "bg": "копие", "sq": "kopje"}
    assert copy[language] in text.body


def test_the_kinds_are_called_as_on_paper() -> None:
    assert document_type("donation_receipt", "he") == "קבלה לתרומה"
    assert document_type("quote", "en") == "Quote"
    with pytest.raises(ValueError, match="no_such_kind"):
        document_type("no_such_kind", "he")


def test_the_default_texts_speak_to_everybody() -> None:
    """Hebrew that fits any reader: no imperative and no pronoun that is only his or only hers."""
    for kind in SheetKind:
        words = re.findall(r"[א-ת]+", default_text(kind, "he").body)
        assert not {"אתה", "את", "לך", "שלח", "שלחי", "ראה", "ראי", "פנה", "פני", "לקוח", "אנא"} & set(words)


def test_a_text_somebody_wrote_is_kept_with_its_place_holders_filled() -> None:
    text = mail_text(
        "quote", "he", HEBREW, copy=False, subject="  הצעה {document_number} ", body="שלום {customer_name}\n{due_date}"
    )
    assert text.subject == "הצעה 98/100001"
    assert text.body == "שלום דנה לוי\n31/08/2026\n"


def test_a_blank_text_is_no_text() -> None:
    assert mail_text("quote", "he", HEBREW, copy=False, subject=" ", body="\n") == mail_text(
        "quote", "he", HEBREW, copy=False
    )


def test_a_copy_is_told_below_anybodys_text() -> None:
    text = mail_text("quote", "he", HEBREW, copy=True, body="שלום")
    assert text.body == "שלום\n\nלתשומת לבך: המסמך המצורף הוא העתק נאמן למקור.\n"


@pytest.mark.parametrize(
    "text",
    [
        "{total.__class__}", "{total!r}", "{total:>9}", "{0}", "{}", "{{", "}", "{ total }", "{Total}", "{no_such}",
        "{document_id", "%s %(total)s ${total", "\\1 \\g<0>",
    ],
)  # fmt: skip
def test_other_braces_stay_as_they_are(text: str) -> None:
    assert fill(text, HEBREW) == text


def test_what_a_value_brings_is_never_replaced_again() -> None:
    facts = MailFacts(customer_name="{business_name} \\1 {total}", business_name="B", total="1")
    assert fill("{customer_name}|{business_name}|{{total}}", facts) == "{business_name} \\1 {total}|B|{1}"


def test_a_name_on_two_lines_stands_on_one_in_the_subject() -> None:
    facts = MailFacts(document_number="1", business_name="Hadar\r\nBcc: x@evil.example", document_type="Quote")
    assert mail_text("quote", "en", facts, copy=False).subject == "Quote 1 from Hadar Bcc: x@evil.example"
