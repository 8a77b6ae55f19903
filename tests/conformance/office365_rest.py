"""Office365-REST-Python-Client: verbose JSON, POST for functions with arguments, form digests, one changeset per batch."""

import io

from office365.runtime.auth.token_response import TokenResponse
from office365.sharepoint.client_context import ClientContext
from office365.sharepoint.userprofiles.people_manager import PeopleManager

from scenario import photo, run, scenario

FOLDER = "/User Photos/Profile Pictures"


def client(tenant):
    def connected(service):
        token = tenant.token(service)
        return ClientContext(tenant.endpoints[service]).with_access_token(
            lambda: TokenResponse(access_token=token, token_type="Bearer")
        )
    return connected


def account(tenant, index):
    return tenant.users()[index]["accountName"]


def read(context, login, name):
    return PeopleManager(context).get_user_profile_property_for(login, name).execute_query().value


@scenario("profile read")
def profile_read(tenant, connect):
    user = tenant.users()[0]
    person = PeopleManager(connect("root")).get_properties_for(account(tenant, 0)).execute_query()
    assert person.account_name == account(tenant, 0), person.account_name
    assert person.user_profile_properties["UserName"].lower() == user["userPrincipalName"].lower()


@scenario("profile read: GetUserProfileProperties")
def profile_dictionary(tenant, connect):
    rows = PeopleManager(connect("root")).get_user_profile_properties(account(tenant, 0)).execute_query().value
    values = {row["Key"]: row["Value"] for row in rows.values()}
    assert values["AccountName"] == account(tenant, 0), values


@scenario("profile write and read back")
def profile_write(tenant, connect):
    context, login = connect("admin"), account(tenant, 1)
    value = "+1 555 0100, ext. 7 \u00e9\u6f22 \"quoted\" it's <b>&"
    PeopleManager(context).set_single_value_profile_property(login, "CellPhone", value).execute_query()
    assert read(context, login, "CellPhone") == value


@scenario("profile write: several values")
def profile_write_many(tenant, connect):
    context, login = connect("root"), account(tenant, 2)
    PeopleManager(context).set_multi_valued_profile_property(login, "SPS-Skills", ["PCB", "Rust"]).execute_query()
    assert read(context, login, "SPS-Skills") == "PCB|Rust"


@scenario("unknown account is told")
def profile_unknown(tenant, connect):
    context = connect("root")
    try:
        PeopleManager(context).set_single_value_profile_property(
            "i:0#.f|membership|nobody@contoso.com", "CellPhone", "1").execute_query()
    except Exception as error:
        assert "cannot be found" in str(error), error
        return
    raise AssertionError("a write to a missing profile was accepted")


@scenario("photo upload and read back")
def photo_upload(tenant, connect):
    context, content, name = connect("my"), photo("python"), "conformance_python_LThumb.jpg"
    file = context.web.get_folder_by_server_relative_url(FOLDER).files.add(name, content, True).execute_query()
    assert file.name == name, file.properties
    got = context.web.get_file_by_server_relative_path(f"{FOLDER}/{name}").get_content().execute_query().value
    assert got == content, f"{len(got)} bytes came back, {len(content)} were sent"


@scenario("photo upload: library by its title, download to a stream")
def photo_by_title(tenant, connect):
    context, content = connect("my"), photo("title")
    folder = context.web.lists.get_by_title("User Photos").root_folder.folders.get_by_url("Profile Pictures")
    folder.files.upload(io.BytesIO(content), "conformance_title_LThumb.jpg").execute_query()
    got = io.BytesIO()
    context.web.get_file_by_server_relative_url(f"{FOLDER}/conformance_title_LThumb.jpg").download(got).execute_query()
    assert got.getvalue() == content


@scenario("photo folder listing")
def photo_listing(tenant, connect):
    context = connect("my")
    folder = context.web.get_folder_by_server_relative_url(FOLDER)
    folder.files.add("conformance_listed_MThumb.jpg", photo("listed"), True).execute_query()
    names = [file.name for file in folder.files.get().execute_query()]
    assert "conformance_listed_MThumb.jpg" in names, names[:5]


@scenario("batch of reads")
def batch_reads(tenant, connect):
    context, logins = connect("root"), [account(tenant, index) for index in range(10, 20)]
    people = [PeopleManager(context).get_properties_for(login) for login in logins]
    context.execute_batch()
    assert [person.account_name for person in people] == logins


@scenario("batch of writes")
def batch_writes(tenant, connect):
    context, logins = connect("root"), [account(tenant, index) for index in range(20, 45)]
    for index, login in enumerate(logins):
        PeopleManager(context).set_single_value_profile_property(login, "CellPhone", f"+1 555 {index:04}")
    context.execute_batch(items_per_batch=10, concurrency=2)
    for index, login in enumerate(logins):
        assert read(context, login, "CellPhone") == f"+1 555 {index:04}", login


@scenario("429 recovery: profile write")
def throttled_write(tenant, connect):
    context, login = connect("root").with_auto_retry(timeout_secs=1), account(tenant, 3)
    tenant.throttle("profile.write", 2)
    PeopleManager(context).set_single_value_profile_property(login, "CellPhone", "+1 555 0429").execute_query()
    assert tenant.throttled() == 2
    assert read(context, login, "CellPhone") == "+1 555 0429"


@scenario("429 recovery: photo upload")
def throttled_upload(tenant, connect):
    context, content = connect("my").with_auto_retry(timeout_secs=1), photo("again")
    tenant.throttle("photo.upload")
    name = "conformance_again_LThumb.jpg"
    context.web.get_folder_by_server_relative_url(FOLDER).files.add(name, content, True).execute_query()
    assert tenant.throttled() == 1
    assert context.web.get_file_by_server_relative_path(f"{FOLDER}/{name}").get_content().execute_query().value == content


if __name__ == "__main__":
    run(client)
