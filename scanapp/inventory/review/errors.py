"""Refusals of deciding."""

from __future__ import annotations

from scanapp.errors import ScanappError


class CaseDecided(ScanappError):
    code = "CASE_DECIDED"
    status = 409
    sentence = "This question was answered already ({choice}). Reload the page to see it."


class CaseObsolete(ScanappError):
    code = "CASE_OBSOLETE"
    status = 409
    sentence = "This question no longer matters: what it was about has changed. Reload the page."


class ChoiceNotOffered(ScanappError):
    code = "CHOICE_NOT_OFFERED"
    sentence = "“{choice}” is not an answer to this question. Choose one of: {choices}."
