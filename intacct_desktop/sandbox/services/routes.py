"""All services of one company, behind one route."""

from starlette.routing import Route

from intacct_desktop.sandbox.requests import Gate
from intacct_desktop.sandbox.services import composite, endpoint, unsubscribed, views
from intacct_desktop.sandbox.services.allowed_operations import AllowedOperations
from intacct_desktop.sandbox.services.bulk import Bulk
from intacct_desktop.sandbox.services.company_config import CompanyConfig
from intacct_desktop.sandbox.services.endpoint import Company, Handler
from intacct_desktop.sandbox.services.reports.jobs import Reports
from intacct_desktop.sandbox.services.views import Views


def service_routes(gate: Gate, company: Company) -> list[Route]:
    """The routes of the services in this package. They come before those of the objects, which would take ``system-view`` for one."""
    handlers: dict[str, Handler] = {
        composite.NAME: composite.composite,
        **AllowedOperations(company).handlers,
        **Bulk(company).handlers,
        **CompanyConfig(company).handlers,
        **Reports(company).handlers,
        **Views(company).handlers,
        **unsubscribed.handlers(company),
    }
    return [endpoint.route(gate, company.store.facts, handlers), *views.routes(gate, company)]
