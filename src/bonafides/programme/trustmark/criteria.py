"""What a mark attests, in versions that are never changed once a mark names them. English is the original."""

from dataclasses import dataclass

from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.members.vocabulary import Requirement


@dataclass(frozen=True)
class Criteria:
    """One version. tests: for each requirement, what must be so, and what the reviewers look at."""

    version: int
    title: str
    description: str
    tests: dict[Requirement, tuple[str, str]]


VERSIONS = {
    1: Criteria(
        version=1,
        title=_("Verified member"),
        description=_(
            "A platform that has shown two independent reviewers how it works against terrorist use of its service"
            " while it respects the rights of the people who use it."
        ),
        tests={
            Requirement.ASSESSMENTS: (
                _("Both assessments, of risk and of mitigation, are filled in and submitted."),
                _("That they are in. What they say stays with the platform; no score is part of a mark."),
            ),
            Requirement.PLEDGE: (
                _("The pledge is signed by somebody who may speak for the platform, and was not withdrawn."),
                _("The signed record."),
            ),
            Requirement.PROHIBITION: (
                _("The terms of service say that terrorist use is prohibited."),
                _("The published terms. A promise is not enough."),
            ),
            Requirement.TRANSPARENCY: (
                _("A transparency report is out, or the platform has said by which day the next better one will be."),
                _("The report, or the dated promise."),
            ),
            Requirement.REPORTS: (
                _("Reports of terrorist use are received and acted on in good time."),
                _("The declared channel and its last test. A promise is not enough."),
            ),
            Requirement.CONTACT_POINT: (
                _("A contact point for terrorist content is named, and a second one, and they answer."),
                _("The last answered test. A promise is not enough."),
            ),
            Requirement.TECHNOLOGY: (
                _("New technical means are in use, or the platform has said which it tries next, and by when."),
                _("The description, or the dated promise."),
            ),
            Requirement.CIVIL_SOCIETY: (
                _("Work with civil society is supported, or was considered and put off with reasons and a date."),
                _("The campaign, or the reasoned note with its date."),
            ),
        },
    ),
}
IN_FORCE = max(VERSIONS)
