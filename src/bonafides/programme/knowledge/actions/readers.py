"""What a reader asks for: mail, feeds, watching; and that a member's people read something on a day."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext, ngettext, override

from bonafides.base.audit.actions import audited_action, nothing_changed, record
from bonafides.base.outbox import actions as outbox
from bonafides.base.people import queries as people
from bonafides.base.people import tokens
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.ids import new_secret_token
from bonafides.programme.knowledge import permissions, queries
from bonafides.programme.knowledge.actions.places import address_of
from bonafides.programme.knowledge.events import DigestSent, ReaderChoseMail, ReaderTokenMade, WatchSet
from bonafides.programme.knowledge.models import Reader, ReadingDay, Resource, Watch
from bonafides.programme.knowledge.vocabulary import DIGEST_EVERY, DIGEST_LIMIT, Standing, WatchLevel


@audited_action
def choose_mail(*, digest: bool, topics: tuple[str, ...] = (), by: Actor, at: datetime) -> Reader:
    """Ask for the weekly digest, or for none; the first one tells what is new from now on."""
    permissions.check_is_reader(by)
    reader, _is_new = Reader.objects.get_or_create(person_id=by.person_id)
    reader.digest_at = at if digest and not reader.digest else reader.digest_at
    reader.digest, reader.topics = digest, list(topics)
    reader.save()
    record(ReaderChoseMail(person=by.code, digest=digest), by=by, at=at)
    return reader


@audited_action
def make_feed_token(*, by: Actor, at: datetime) -> str:
    """A new secret for one's feeds, told once; the one before it opens nothing any more."""
    permissions.check_is_reader(by)
    token = new_secret_token()
    reader, _is_new = Reader.objects.get_or_create(person_id=by.person_id)
    reader.token_hash = tokens.hash_of(token)
    reader.save(update_fields=["token_hash"])
    record(ReaderTokenMade(person=by.code), by=by, at=at)
    return token


@audited_action
def set_watch(*, resource: Resource, level: WatchLevel, by: Actor, at: datetime) -> None:
    permissions.check_is_reader(by)
    queries.resource_for(by, resource.slug)
    Watch.objects.update_or_create(
        person_id=by.person_id,
        resource=resource,
        defaults={"level": level},
        create_defaults={"level": level, "since": at},
    )
    record(WatchSet(person=by.code, resource=resource.reference, level=level), by=by, at=at)


def note_reading(*, resource: Resource, by: Actor, at: datetime) -> None:
    """That a member's people opened a resource today: one row a day, without a person. No decision, so no entry."""
    if permissions.standing_of(by) is not Standing.MEMBER or by.organisation is None:
        return
    today = {"resource": resource, "organisation_id": by.organisation, "day": at.date()}
    if ReadingDay.objects.filter(**today).exists():
        return
    try:
        with transaction.atomic():
            ReadingDay.objects.create(**today)
    except IntegrityError:  # a colleague opened it at the same moment
        return


@audited_action
def send_digest(*, reader: Reader, by: Actor = SYSTEM, at: datetime) -> None:
    """The week's news for one person, of what they may read now; nothing is sent where there is none."""
    nothing_changed()  # where it was sent in between, or nothing is new
    reader = Reader.objects.select_for_update(of=("self",)).select_related("person").get(pk=reader.pk)
    since = reader.digest_at or at - DIGEST_EVERY
    if not reader.digest or (reader.digest_at and reader.digest_at > at - DIGEST_EVERY):
        return
    actor = people.actor_of(reader.person)
    news = queries.news_for(actor, since, topics=reader.topics, language=reader.person.language)
    reader.digest_at = at
    reader.save(update_fields=["digest_at"])
    told = len(news.published) + len(news.discussed)
    record(DigestSent(person=reader.person.code, resources=told), by=by, at=at)
    if news.is_any:
        mail_digest(reader, news, at)


def mail_digest(reader: Reader, news: queries.News, at: datetime) -> None:
    with override(reader.person.language):
        outbox.enqueue_mail(
            to=reader.person.email,
            subject=gettext("New in the knowledge portal"),
            body=digest_text(news),
            key=f"knowledge-digest:{reader.pk}:{at:%Y-%m-%d}",
            due_at=at,
            at=at,
        )


def digest_text(news: queries.News) -> str:
    """Titles and addresses. What is TLP:AMBER or RED is named by its mark alone: mail travels."""
    parts: list[str] = []
    if news.published:
        parts += [gettext("New or changed:"), *map(line_of, news.published[:DIGEST_LIMIT])]
    if (more := len(news.published) - DIGEST_LIMIT) > 0:
        parts.append(ngettext("and %(n)d more", "and %(n)d more", more) % {"n": more})
    if news.discussed:
        parts += ["", gettext("Discussed:"), *map(line_of, news.discussed[:DIGEST_LIMIT])]
    parts += ["", gettext("To get this no longer: %(url)s") % {"url": address_of("knowledge:preferences")}]
    return "\n".join(parts)


def line_of(resource: Resource) -> str:
    closed = resource.tlp in {"AMBER", "RED"}
    title = gettext("A resource marked TLP:%(tlp)s") % {"tlp": resource.tlp} if closed else resource.shown.title
    address = address_of("knowledge:resource", resource.slug) if not closed else address_of("knowledge:knowledge")
    return f"- {title}\n  {address}"
