"""What is done: asked for by moderation, switched by a named person, followed by the worker."""

from bonafides.safety.links.actions.asking import ask, forget
from bonafides.safety.links.actions.switching import switch_off, switch_on

__all__ = ["ask", "forget", "switch_off", "switch_on"]
