"""What is done with the portal: the only door through which it changes."""

from bonafides.programme.knowledge.actions.groups import join_group, leave_group, make_group
from bonafides.programme.knowledge.actions.imports import Brought, export, import_file
from bonafides.programme.knowledge.actions.learning import note_attendance, set_meeting, take_quiz
from bonafides.programme.knowledge.actions.readers import (
    choose_mail,
    make_feed_token,
    note_reading,
    send_digest,
    set_watch,
)
from bonafides.programme.knowledge.actions.resources import (
    attach,
    create_resource,
    describe,
    remind_owner,
    remove_attachment,
    withdraw,
)
from bonafides.programme.knowledge.actions.revisions import approve, publish_due, return_to_writer, send, write
from bonafides.programme.knowledge.actions.shipping import Installed, install_shipped
from bonafides.programme.knowledge.actions.talk import open_thread, remove_post, write_post

__all__ = [
    "Brought",
    "Installed",
    "approve",
    "attach",
    "choose_mail",
    "create_resource",
    "describe",
    "export",
    "import_file",
    "install_shipped",
    "join_group",
    "leave_group",
    "make_feed_token",
    "make_group",
    "note_attendance",
    "note_reading",
    "open_thread",
    "publish_due",
    "remind_owner",
    "remove_attachment",
    "remove_post",
    "return_to_writer",
    "send",
    "send_digest",
    "set_meeting",
    "set_watch",
    "take_quiz",
    "withdraw",
    "write",
    "write_post",
]
