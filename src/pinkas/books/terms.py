"""Payment terms, and the due date they give."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final


class TermsRule(StrEnum):
    """How a due date is counted."""

    IMMEDIATE = "immediate"
    END_OF_MONTH = "end_of_month"
    END_OF_MONTH_PLUS = "end_of_month_plus"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Terms:
    """A rule and its days (ignored by the rules that count none)."""

    rule: TermsRule
    days: int = 0

    @property
    def counts_days(self) -> bool:
        """Whether the rule looks at the days."""
        return self.rule in {TermsRule.END_OF_MONTH_PLUS, TermsRule.DAYS}

    def due(self, day: date) -> date:
        """The due date of a document dated `day`: "end of month + 30" of 5 August is 30 September."""
        if self.rule is TermsRule.IMMEDIATE:
            return day
        if self.rule is TermsRule.DAYS:
            return day + timedelta(days=self.days)
        end = day.replace(day=monthrange(day.year, day.month)[1])
        return end + timedelta(days=self.days) if self.rule is TermsRule.END_OF_MONTH_PLUS else end


#: The business's default, as measured on a live account (Caspit dossier §10: end of month + 30).
DEFAULT_TERMS: Final = Terms(TermsRule.END_OF_MONTH_PLUS, 30)
