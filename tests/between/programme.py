"""The programme's side of an alert, and of what a member shows."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.between import run

SAMPLE = Path("src/bonafides/base/designations/tests/samples/un.xml")


def steps() -> dict[str, Callable[..., Any]]:
    from bonafides.base.designations import actions as designations
    from bonafides.base.designations.queries import entry_named
    from bonafides.base.keys import signing
    from bonafides.base.people import actions as people
    from bonafides.base.people import queries
    from bonafides.base.people.models import Organisation, Person
    from bonafides.base.people.vocabulary import OrganisationKind, Role
    from bonafides.kernel.actor import SYSTEM, Actor
    from bonafides.kernel.clock import now
    from bonafides.programme.alerts import actions, rules
    from bonafides.programme.alerts.models import Alert, Delivery
    from bonafides.programme.alerts.vocabulary import ContentKind, Criterion
    from bonafides.programme.members import actions as members
    from bonafides.programme.members.models import Evidence, Member, Task
    from bonafides.programme.members.vocabulary import ServiceType

    def by(name: str) -> Actor:
        return queries.actor_of(Person.objects.get(name=name))

    def admit(name: str, role: Role, organisation: Organisation) -> None:
        email = f"{name.lower()}@example.org"
        people.admit_person(
            organisation=organisation, email=email, name=name, password=None, role=role, by=SYSTEM, at=now()
        )

    def prepare(host: str) -> dict[str, str]:
        """A member with its host, an analyst, the register; the member's key and our public key."""
        programme = queries.active_organisation(OrganisationKind.PROGRAMME)
        admit("Anik", Role.ANALYST, programme)
        member = members.register_member(name="Pastehaven", website=f"https://{host}", by=SYSTEM, at=now())
        members.register_domain(member=member, host=host, by=SYSTEM, at=now())
        members.admit_member(member=member, by=SYSTEM, at=now())
        admit("Sana", Role.SIGNATORY, member.organisation)
        with SAMPLE.open("rb") as file:
            designations.import_list(file=file, file_name=SAMPLE.name, by=SYSTEM, at=now())
        key = actions.create_key(name="intake", by=by("Sana"), at=now()).plaintext
        return {"key": key, "public_key": signing.public_keys("webhooks")[0].vkey}

    def send(url: str) -> str:
        """Submitted by the analyst, verified by the owner."""
        about = actions.About(entry_named("QDe.901"), "National law", ServiceType.PASTING, ContentKind.TEXT)
        drafts = [actions.Draft(rules.address_of(url), about)]
        (batch,) = actions.submit_alerts(drafts=drafts, by=by("Anik"), at=now())
        owner = queries.actor_of(Person.objects.order_by("pk")[0])
        actions.verify_batch(batch=batch, confirmed=frozenset(Criterion), by=owner, at=now())
        return Alert.objects.get(batch=batch).reference

    def post_to(door: str) -> str:
        return actions.create_endpoint(url=door, by=by("Sana"), at=now())[0].reference

    def withdraw(reference: str) -> str:
        alert = Alert.objects.select_related("batch").get(reference=reference)
        actions.withdraw_alert(alert=alert, reason="It was a library.", by=by("Anik"), at=now())
        return alert.reference

    def answers(reference: str) -> list[str]:
        delivery = Delivery.objects.get(alert__reference=reference, member=Member.objects.get())
        return [f"{each.answer}: {each.reason}" for each in delivery.answers.all()]

    def readiness() -> dict[str, list[Any]]:
        """What was shown, with whether its key is pinned, and what an officer is to do about it."""
        shown = [(each.note, bool(each.key and each.key.is_pinned)) for each in Evidence.objects.all()]
        tasks = Task.objects.filter(requirement="contact_point", done_at=None)
        return {"shown": shown, "tasks": list(tasks.values_list("kind", flat=True))}

    def kind() -> str:
        return str(Organisation.objects.get().kind)

    return {
        "prepare": prepare,
        "send": send,
        "post_to": post_to,
        "withdraw": withdraw,
        "answers": answers,
        "readiness": readiness,
        "kind": kind,
    }


if __name__ == "__main__":
    run(steps)
