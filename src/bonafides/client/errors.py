"""What may go wrong on the platform's side.

BonafidesError
├── Unreachable    no answer in time, or one that says that the service is down
├── Refused        the request was understood and refused; `code` and `status` say why
└── WebhookError   a message that is not from us, is too old, or was changed
"""


class BonafidesError(Exception):
    """`code` is stable; the text is an English sentence."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


class Unreachable(BonafidesError):
    """Nobody answered, in time or at all."""


class Refused(BonafidesError):
    """The answer was a problem document (RFC 9457)."""

    def __init__(self, code: str, sentence: str, status: int) -> None:
        super().__init__(code, sentence)
        self.status = status


class WebhookError(BonafidesError):
    """Do not act on this message."""
