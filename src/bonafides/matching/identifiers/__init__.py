"""Names that do not depend on where they are written: of the decentralised web, of accounts and of payments."""

from bonafides.matching.identifiers.finding import identifier_of, identifiers_in
from bonafides.matching.identifiers.vocabulary import Found, Identifier, IdentifierKind

__all__ = ["Found", "Identifier", "IdentifierKind", "identifier_of", "identifiers_in"]
