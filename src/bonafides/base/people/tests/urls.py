"""A small site for these tests: our pages, one page for reviewers, one that no table names, and two API operations."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from ninja import NinjaAPI, Schema, Status

from bonafides.base.http import problems
from bonafides.base.http.access import API_KEY, PUBLIC, Access
from bonafides.base.http.idempotency import idempotent
from bonafides.base.people.access import ACCESS
from bonafides.base.people.api_auth import ApiKeyAuth
from bonafides.base.people.links import link_page
from bonafides.base.people.queries import LinkBearer
from bonafides.base.people.vocabulary import LinkPurpose, Role

TABLE: dict[str, Access] = {
    **ACCESS,
    "home": PUBLIC,
    "desk": frozenset({Role.REVIEWER}),
    "statement": PUBLIC,
    "people-api:lookup": API_KEY,
    "people-api:things": API_KEY,
}

MADE: list[str] = []  # what the operation below really did

api = NinjaAPI(urls_namespace="people-api", docs_url=None, openapi_url=None)
problems.install(api)


@api.get("lookup", auth=ApiKeyAuth(scope="match:read"), url_name="lookup")
def lookup(request: HttpRequest) -> dict[str, str]:
    return {"actor": request.actor.code}  # type: ignore[attr-defined]


class Thing(Schema):
    name: str


@api.post("things", auth=ApiKeyAuth(scope="items:write"), response={201: Thing}, url_name="things")
@idempotent
def things(request: HttpRequest, thing: Thing) -> Status[Thing]:
    MADE.append(thing.name)
    return Status(201, thing)


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"the desk of {request.actor.code}")  # type: ignore[attr-defined]


@link_page(LinkPurpose.STATEMENT)
def statement(request: HttpRequest, bearer: LinkBearer) -> HttpResponse:
    return HttpResponse(f"{bearer.about} for {request.actor.code}")  # type: ignore[attr-defined]


urlpatterns = [
    path("", page, name="home"),
    path("desk/", page, name="desk"),
    path("forgotten/", page, name="forgotten"),
    path("statement/<str:token>/", statement, name="statement"),
    path("api/people/", api.urls),
    path("", include("bonafides.base.people.urls")),
]
