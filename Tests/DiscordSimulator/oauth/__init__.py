"""Discord's OAuth2: the page where people agree, tokens, revocation, and what a bearer token may ask."""

from .grants import Grant, Grants
from .server import OAuthServer

__all__ = ["Grant", "Grants", "OAuthServer"]
