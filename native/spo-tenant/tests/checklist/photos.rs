//! Photo rows: library, both file-name conventions, upload routes, `userphoto.aspx`, `display_source`.

use crate::client::{Client, NONE, VERBOSE};
use spo_tenant::{DisplaySource, Host, PictureState};

const FOLDER: &str =
    "/_api/web/getFolderByServerRelativePath(decodedUrl='%2FUser%20Photos%2FProfile%20Pictures')";

fn display(client: &Client, index: usize, size: char) -> Vec<u8> {
    let target = format!(
        "/_layouts/15/userphoto.aspx?size={size}&accountname={}",
        client.encoded(index).replace("%27%27", "%27")
    );
    let (status, image) = client.raw(Host::Root, "GET", &target, &[], b"");
    assert_eq!(status, 200);
    assert_eq!(&image[..2], b"\xFF\xD8");
    image
}

#[test]
fn row_both_upload_routes_and_reading_back() {
    let client = Client::new();
    let old = "/_api/Web/getFolderByServerRelativeUrl('/User Photos/Profile Pictures')/Files/add(overwrite=true,url='a b_MThumb.jpg')".replace(' ', "%20");
    let new = format!("{FOLDER}/files/AddUsingPath(decodedurl='c_MThumb.jpg',Overwrite=true)");
    for target in [&old, &new] {
        let (status, file) = client.json(Host::My, "POST", target, NONE, "image");
        assert_eq!(
            (status, file["Length"].as_str()),
            (200, Some("5")),
            "{file}"
        );
        assert_eq!(
            client.json(Host::My, "POST", target, VERBOSE, "image").1["d"]["__metadata"]["type"],
            "SP.File"
        );
    }
    let value = "/_api/web/GetFileByServerRelativeUrl('/User%20Photos/Profile%20Pictures/a%20b_mthumb.jpg')/$value";
    assert_eq!(
        client.raw(Host::My, "GET", value, &[], b""),
        (200, b"image".to_vec())
    );
    let again = new.replace("Overwrite=true", "Overwrite=false");
    assert_eq!(client.json(Host::My, "POST", &again, NONE, "x").0, 400);
    assert_eq!(client.json(Host::Root, "POST", &new, NONE, "x").0, 404);
}

#[test]
fn row_library_with_both_file_name_conventions_is_listed() {
    let client = Client::new();
    let files = client
        .json(
            Host::My,
            "GET",
            &format!("{FOLDER}/Files?$select=Name"),
            NONE,
            "",
        )
        .1;
    let names: Vec<_> = files["value"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| file["Name"].as_str().unwrap())
        .collect();
    assert!(names.iter().any(|name| name.contains("_onmicrosoft_com_")));
    assert!(
        names
            .iter()
            .any(|name| name.len() == 36 + "_MThumb.jpg".len() && !name.contains("onmicrosoft"))
    );
    let folders = client
        .json(
            Host::My,
            "GET",
            "/_api/web/GetFolderByServerRelativeUrl('User%20Photos')/Folders",
            VERBOSE,
            "",
        )
        .1;
    assert_eq!(folders["d"]["results"][0]["Name"], "Profile Pictures");
}

#[test]
fn row_userphoto_placeholder_and_display_source() {
    let client = Client::new();
    let of = |state| {
        (0..20)
            .find(|index| PictureState::of(*index) == state)
            .unwrap()
    };
    let placeholder = display(&client, of(PictureState::None), 'M');
    assert_eq!(
        placeholder,
        display(&client, of(PictureState::Placeholder), 'M')
    );
    assert_eq!(
        placeholder,
        display(&client, of(PictureState::FilesMissing), 'M')
    );
    assert_ne!(placeholder, display(&client, of(PictureState::Older), 'M'));
    let exchange = of(PictureState::Exchange);
    let stored = display(&client, exchange, 'L');
    assert_ne!(stored, display(&client, exchange, 'S'));
    client
        .tenant
        .settings_mut(|settings| settings.display_source = DisplaySource::PeopleSystem);
    assert_ne!(stored, display(&client, exchange, 'L'));
    assert_ne!(placeholder, display(&client, of(PictureState::Older), 'M'));
}

#[test]
fn row_a_users_own_picture_is_set_by_that_user() {
    let client = Client::new();
    let picture = include_bytes!("../../../../tests/fixtures/photos/astronaut-96.jpg");
    let own = client.tenant.user_token(Host::My, &client.tenant.upn(0));
    let set = |token: &str, body: &[u8]| {
        let bearer = format!("Bearer {token}");
        let headers = [("authorization", bearer.as_str()), ("accept", NONE)];
        let target = "/_api/SP.UserProfiles.PeopleManager/SetMyProfilePicture";
        let (status, answer) = client
            .tenant
            .answer(Host::My, "POST", target, &headers, body);
        (status, String::from_utf8(answer).unwrap())
    };
    let before = display(&client, 0, 'M');
    assert_eq!(
        set(&own, picture),
        (200, "{\"odata.null\":true}".to_owned())
    );
    assert_ne!(display(&client, 0, 'M'), before);
    let app = client.tenant.token(Host::My, None);
    assert_eq!(set(&app, picture).0, 403, "nobody's own picture");
    assert_eq!(set(&own, b"GIF89a").0, 400);
    assert_eq!(set(&own, &vec![0; 5_000_001]).0, 400);
}
