"""The files of a resource."""

import hashlib

import pytest

from bonafides.kernel.clock import now
from bonafides.kernel.errors import NotFound
from bonafides.programme.knowledge import actions, queries
from bonafides.programme.knowledge.models import Attachment
from bonafides.programme.knowledge.tests import scenes
from bonafides.programme.knowledge.tests.scenes import by_edda

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def test_a_file_is_kept_with_its_digest_and_without_folders_in_its_name() -> None:
    resource = scenes.a_resource()

    file = actions.attach(resource=resource, name="../../etc/a<b>.txt", data=b"form", by=by_edda(), at=now())

    assert (file.name, file.sha256) == ("ab.txt", hashlib.sha256(b"form").hexdigest())
    assert queries.content_of(file) == b"form"


def test_a_removed_file_is_gone() -> None:
    file = actions.attach(resource=scenes.a_resource(), name="a.txt", data=b"form", by=by_edda(), at=now())

    actions.remove_attachment(attachment=file, by=by_edda(), at=now())

    with pytest.raises(NotFound):
        queries.attachment_for(by_edda(), file.reference)
    with pytest.raises(NotFound):
        queries.content_of(Attachment.objects.get())
