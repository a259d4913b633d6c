"""Open311 GeoReport v2: discovery, services, requests, tokens, and the updates of mySociety's clients; JSON and XML.

What the specification asks for is told in its own words (``shapes``); what is not in it begins with ``cityloop_`` in
JSON, and stands in a namespace of its own in XML. Its sections are cited in tests/standards/open311_rules.py.
"""
