"""Identity providers of cities, by OpenID Connect: the code flow with PKCE, proofs checked by our own list of ways."""

from cityloop.adapters.identity.persons import NoPersons, PersonsFile
from cityloop.adapters.identity.provider import Client, OpenIdProvider

__all__ = ["Client", "NoPersons", "OpenIdProvider", "PersonsFile"]
