"""Open311 as a table: every Required row and stated rule, its section, and what shows that it is kept.

Sections without a name before them are those of GeoReport v2 (wiki.open311.org/GeoReport_v2); the others are those of
Service Discovery (wiki.open311.org/Service_Discovery) and of mySociety's extension (fixmystreet wiki, "Open311 FMS -
Complete Spec").
"""

from tests.standards.open311 import discovery, posting, requests, services, updates
from tests.standards.open311.rule import Rule

RULES: tuple[Rule, ...] = (*discovery.RULES, *services.RULES, *posting.RULES, *requests.RULES, *updates.RULES)
