"""A platform's side of Bonafides: send uploads and flags, fetch messages, check webhooks. Knows the wire only."""

from bonafides.client.answers import FlagReceived, Hold, HostedMatch, ItemAnswer, Match, Message, Messages
from bonafides.client.client import Client
from bonafides.client.errors import BonafidesError, Refused, Unreachable, WebhookError
from bonafides.client.webhooks import check_signature, verify_webhook

__all__ = [
    "BonafidesError",
    "Client",
    "FlagReceived",
    "Hold",
    "HostedMatch",
    "ItemAnswer",
    "Match",
    "Message",
    "Messages",
    "Refused",
    "Unreachable",
    "WebhookError",
    "check_signature",
    "verify_webhook",
]
