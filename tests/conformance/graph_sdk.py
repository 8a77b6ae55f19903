"""msgraph-sdk: Kiota's request builders and middleware on httpx; photos go out as application/octet-stream."""

from kiota_abstractions.authentication import AccessTokenProvider, AllowedHostsValidator, BaseBearerTokenAuthenticationProvider
from kiota_abstractions.base_request_configuration import RequestConfiguration
from msgraph import GraphServiceClient
from msgraph.generated.directory_objects.get_by_ids.get_by_ids_post_request_body import GetByIdsPostRequestBody
from msgraph.generated.models.o_data_errors.o_data_error import ODataError
from msgraph.generated.users.users_request_builder import UsersRequestBuilder
from msgraph.graph_request_adapter import GraphRequestAdapter
from msgraph_core.requests.batch_request_builder import BatchRequestBuilder
from msgraph_core.requests.batch_request_content import BatchRequestContent
from msgraph_core.requests.batch_request_item import BatchRequestItem
from msgraph_core.tasks.page_iterator import PageIterator

from scenario import run, scenario


class Token(AccessTokenProvider):
    def __init__(self, token):
        self._token = token

    async def get_authorization_token(self, uri, additional_authentication_context={}):
        return self._token

    def get_allowed_hosts_validator(self):
        return AllowedHostsValidator([])


def client(tenant):
    adapter = GraphRequestAdapter(BaseBearerTokenAuthenticationProvider(Token(tenant.token("graph"))))
    adapter.base_url = tenant.endpoints["graph"] + "/v1.0"
    return GraphServiceClient(request_adapter=adapter)


def query(**parameters):
    return RequestConfiguration(
        query_parameters=UsersRequestBuilder.UsersRequestBuilderGetQueryParameters(**parameters)
    )


def user_at(tenant, graph, index):
    return graph.users.by_user_id(tenant.users()[index]["userPrincipalName"])


async def other_photo(tenant, graph, index):
    """The photo of a user who has one from the start (every tenth has): a square of a size the service keeps as it is."""
    return await user_at(tenant, graph, 5 + 10 * index).photo.content.get()


def as_jpeg():
    settings = RequestConfiguration()
    settings.headers.add("Content-Type", "image/jpeg")
    return settings


@scenario("user read")
async def user_read(tenant, graph):
    expected = tenant.users()[0]
    user = await graph.users.by_user_id(expected["userPrincipalName"]).get()
    assert (user.id, user.display_name) == (expected["objectId"], expected["displayName"])
    assert user.mobile_phone == expected["mobile"], user.mobile_phone


@scenario("users: all pages")
async def users_pages(tenant, graph):
    page = await graph.users.get(query(select=["id", "userPrincipalName"], top=30))
    assert len(page.value) == 30 and page.odata_next_link
    found = []
    await PageIterator(page, graph.request_adapter).iterate(lambda user: found.append(user.id) or True)
    assert sorted(found) == sorted(user["objectId"] for user in tenant.users())


@scenario("users: filter")
async def users_filter(tenant, graph):
    expected = tenant.users()[5]
    page = await graph.users.get(query(filter=f"userPrincipalName eq '{expected['userPrincipalName']}'"))
    assert [user.id for user in page.value] == [expected["objectId"]]


@scenario("users: count")
async def users_count(tenant, graph):
    settings = query(count=True, top=1)
    settings.headers.add("ConsistencyLevel", "eventual")
    page = await graph.users.get(settings)
    assert page.odata_count == len(tenant.users()), page.odata_count


@scenario("users: delta")
async def users_delta(tenant, graph):
    page, found = await graph.users.delta.get(), []
    while page.odata_next_link:
        found += page.value
        page = await graph.users.delta.with_url(page.odata_next_link).get()
    found += page.value
    assert len(found) == len(tenant.users()), len(found)
    page = await graph.users.delta.with_url(page.odata_delta_link).get()
    assert not page.value and page.odata_delta_link


@scenario("directory objects by their ids")
async def by_ids(tenant, graph):
    ids = [user["objectId"] for user in tenant.users()[:15]]
    body = GetByIdsPostRequestBody(ids=ids, types=["user"])
    answer = await graph.directory_objects.get_by_ids.post(body)
    assert sorted(found.id for found in answer.value) == sorted(ids)


@scenario("unknown user is told")
async def user_unknown(_, graph):
    try:
        await graph.users.by_user_id("nobody@contoso.onmicrosoft.com").get()
    except ODataError as error:
        assert (error.response_status_code, error.error.code) == (404, "Request_ResourceNotFound"), error
        return
    raise AssertionError("a user was made up")


@scenario("photo read")
async def photo_read(tenant, graph):
    assert (await other_photo(tenant, graph, 0)).startswith(b"\xff\xd8")


@scenario("photo upload and read back")
async def photo_upload(tenant, graph):
    user, content = user_at(tenant, graph, 1), await other_photo(tenant, graph, 1)
    await user.photo.content.put(content)
    assert await user.photo.content.get() == content


@scenario("photo upload as image/jpeg")
async def photo_upload_typed(tenant, graph):
    content = await other_photo(tenant, graph, 2)
    user = graph.users.by_user_id(tenant.users()[2]["objectId"])
    await user.photo.content.put(content, as_jpeg())
    assert await user.photo.content.get() == content


@scenario("photo metadata")
async def photo_metadata(tenant, graph):
    metadata = await user_at(tenant, graph, 5).photo.get()
    assert metadata.additional_data["@odata.mediaContentType"] == "image/jpeg", metadata.additional_data
    assert metadata.width and metadata.height


@scenario("photo sizes: list, and one of them")
async def photo_sizes(tenant, graph):
    photos = user_at(tenant, graph, 5).photos
    ids = [size.id for size in (await photos.get()).value]
    assert "48x48" in ids, ids
    small = await photos.by_profile_photo_id("48x48").content.get()
    assert small.startswith(b"\xff\xd8") and len(small) < len(await other_photo(tenant, graph, 0))


@scenario("photo delete")
async def photo_delete(tenant, graph):
    user = user_at(tenant, graph, 15)
    await user.photo.content.get()
    await user.photo.content.delete()
    await told_there_is_none(user)


@scenario("no photo is told")
async def photo_missing(tenant, graph):
    await told_there_is_none(user_at(tenant, graph, 0))


async def told_there_is_none(user):
    try:
        await user.photo.content.get()
    except ODataError as error:
        assert error.response_status_code == 404 and error.error.code, error
        return
    raise AssertionError("there is a photo")


@scenario("batch: users and photos")
async def batch(tenant, graph):
    users, content = tenant.users()[20:32], BatchRequestContent()
    for user in users:
        request = graph.users.by_user_id(user["userPrincipalName"]).to_get_request_information()
        content.add_request(None, BatchRequestItem(request, id=user["objectId"]))
    for id, index in (("photo", 5), ("no photo", 0)):
        request = user_at(tenant, graph, index).photo.content.to_get_request_information()
        content.add_request(None, BatchRequestItem(request, id=id))
    answer = await BatchRequestBuilder(graph.request_adapter).post(content)
    expected = {user["objectId"]: 200 for user in users} | {"photo": 200, "no photo": 404}
    assert answer.get_response_status_codes() == expected, answer.get_response_status_codes()
    # These versions of the SDK keep no JSON body of a batch, only bodies that came as base64 text.
    assert answer.get_response_stream_by_id("photo").read() == await other_photo(tenant, graph, 0)


@scenario("429 recovery: user read")
async def throttled_read(tenant, graph):
    expected = tenant.users()[0]
    tenant.throttle("graph.users", 2)
    user = await graph.users.by_user_id(expected["userPrincipalName"]).get()
    assert tenant.throttled() == 2
    assert user.id == expected["objectId"]


@scenario("429 recovery: photo upload")
async def throttled_upload(tenant, graph):
    user, content = user_at(tenant, graph, 3), await other_photo(tenant, graph, 3)
    tenant.throttle("graph.photo")
    # The SDK never repeats application/octet-stream: it takes that for a stream that cannot be read twice.
    await user.photo.content.put(content, as_jpeg())
    assert tenant.throttled() == 1
    assert await user.photo.content.get() == content


if __name__ == "__main__":
    run(client)
