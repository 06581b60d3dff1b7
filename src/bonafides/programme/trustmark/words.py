"""Names of requirements, in plain words."""

from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.members.vocabulary import Requirement

REQUIREMENT_NAMES = {
    Requirement.ASSESSMENTS: _("Both assessments are in"),
    Requirement.PLEDGE: _("The pledge is signed"),
    Requirement.PROHIBITION: _("The terms prohibit terrorist use"),
    Requirement.TRANSPARENCY: _("Transparency reporting"),
    Requirement.REPORTS: _("Reports are received and acted on"),
    Requirement.CONTACT_POINT: _("A contact point is named and answers"),
    Requirement.TECHNOLOGY: _("New technical means are explored"),
    Requirement.CIVIL_SOCIETY: _("Work with civil society was considered"),
}


def requirement_word(requirement: Requirement) -> str:
    """The English name, as a credential has it; pages translate it."""
    return REQUIREMENT_NAMES[requirement]
