"""What can go wrong with a log, as one tree: each error has a `code`, its facts and an English sentence."""


class LedgerError(Exception):
    """Every error of this package. code names the cause for a program, facts carry its particulars."""

    def __init__(self, code: str, sentence: str, **facts: object) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.facts = facts


class UnreadableError(LedgerError):
    """Nothing can be said: a file, an address or a key is missing or cannot be read."""


class RefusedError(LedgerError):
    """What was read is not what it claims to be."""


class MalformedError(RefusedError):
    """Bytes that do not have the form their format demands."""


class SignatureError(RefusedError):
    """No trusted key signed this, or a trusted key's signature is wrong."""


class ProofError(RefusedError):
    """A Merkle proof does not lead to the root it should lead to."""


class OmittedError(RefusedError):
    """A receipt promised an entry by a moment that has passed, and the log does not hold it."""


class ForkError(LedgerError):
    """A tree would be signed that does not extend the published one; the facts say how far each goes."""
