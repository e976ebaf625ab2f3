"""The OAuth 2 authorization server that the simulated providers share."""

from .grants import Grant, GrantBook
from .knobs import Fault, Knobs
from .server import AuthorizationServer, Client, Habits

__all__ = ["AuthorizationServer", "Client", "Fault", "Grant", "GrantBook", "Habits", "Knobs"]
