"""What can go wrong with a credential, as one tree: each error has a `code`, its facts and an English sentence."""


class CredentialError(Exception):
    """Every error of this package. code names the cause for a program, facts carry its particulars."""

    def __init__(self, code: str, sentence: str, **facts: object) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.facts = facts


class UnreadableError(CredentialError):
    """Nothing can be said: a file, an address or an issuer's document is missing or cannot be read."""


class RefusedError(CredentialError):
    """What was read is not what it claims to be."""


class MalformedError(RefusedError):
    """A document that does not have the form its format demands."""


class ContextError(RefusedError):
    """A document that speaks with words of a context that is not pinned."""


class IssuerError(RefusedError):
    """The issuer, or the key that is named, is not one of the pinned issuer's document."""


class SignatureError(RefusedError):
    """The signature does not fit the document."""


class StatusError(RefusedError):
    """A status list that cannot answer for this credential."""
