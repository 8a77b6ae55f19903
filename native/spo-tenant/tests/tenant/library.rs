//! The photo library through REST.

use crate::client::{ADMIN, Fixture, MY};
use reqwest::{Method, Response};
use serde_json::{Value, json};
use spo_tenant::TenantOptions;
use std::collections::BTreeSet;

fn list(fixture: &Fixture) -> String {
    format!(
        "{}/_api/web/lists/getbytitle('User%20Photos')",
        fixture.at.my
    )
}

async fn upload(
    fixture: &Fixture,
    folder: &str,
    name: &str,
    overwrite: bool,
    content: &str,
) -> Response {
    let url = format!(
        "{}/_api/web/GetFolderByServerRelativePath(DecodedUrl='{folder}')/Files/AddUsingPath(DecodedUrl='{name}',overwrite={overwrite})",
        fixture.at.my
    );
    fixture
        .signed(Method::POST, &url, MY)
        .body(content.to_owned())
        .send()
        .await
        .unwrap()
}

#[tokio::test]
async fn row_library_per_locale_is_found_by_its_folder() {
    for (locale, name) in [
        ("en-US", "Profile Pictures"),
        ("nl-NL", "Profielafbeeldingen"),
        ("de-DE", "Profilbilder"),
    ] {
        let fixture = Fixture::with(TenantOptions {
            users: 10,
            locale: locale.to_owned(),
            ..TenantOptions::default()
        })
        .await;
        let url = format!(
            "{}/RootFolder/Folders?$select=Name,ServerRelativeUrl",
            list(&fixture)
        );
        let folders = fixture.get_json(&url, MY).await;
        let found = json!({"Name": name, "ServerRelativeUrl": format!("/User Photos/{name}")});
        assert!(
            folders["value"].as_array().unwrap().contains(&found),
            "{folders}"
        );
        assert_eq!(folders["value"].as_array().unwrap().len(), 2);
        let users = fixture.tenant.users();
        let url = &fixture
            .tenant
            .profile(&users[1].user_principal_name)
            .unwrap()["PictureURL"];
        assert!(url.contains(&name.replace(' ', "%20")), "{url}");
    }
}

#[tokio::test]
async fn a_missing_list_is_404_with_its_name() {
    let fixture = Fixture::new().await;
    fixture
        .tenant
        .settings_mut(|settings| settings.list_title = "Benutzerfotos".to_owned());
    let response = fixture.get(&format!("{}/items", list(&fixture)), MY).await;
    assert_eq!(response.status(), 404);
    let body: Value = response.json().await.unwrap();
    assert_eq!(body["odata.error"]["code"], "-1, System.ArgumentException");
    let url = list(&fixture).replace(&fixture.at.my, &fixture.at.admin);
    assert_eq!(
        fixture.get(&format!("{url}/items"), ADMIN).await.status(),
        404
    );
}

#[tokio::test]
async fn items_are_paged_until_the_last() {
    let fixture = Fixture::new().await;
    fixture
        .tenant
        .settings_mut(|settings| settings.page_size = 7);
    let select = "$select=Id,FileLeafRef,FileDirRef,FSObjType,File/Length,File/TimeLastModified&$expand=File&$top=5000";
    let mut next = Some(format!("{}/items?{select}", list(&fixture)));
    let (mut files, mut pages) = (BTreeSet::new(), 0);
    while let Some(url) = next {
        let page = fixture.get_json(&url, MY).await;
        for item in page["value"].as_array().unwrap() {
            if item["FSObjType"] == 1 {
                assert_eq!(
                    (&item["FileLeafRef"], &item["FileDirRef"]),
                    (&json!("Profile Pictures"), &json!("/User Photos"))
                );
                assert_eq!(item.get("File"), None);
                continue;
            }
            assert_eq!(item["FileDirRef"], "/User Photos/Profile Pictures");
            assert!(
                item["File"]["Length"]
                    .as_str()
                    .unwrap()
                    .parse::<u64>()
                    .unwrap()
                    > 0
            );
            assert!(
                files.insert(item["FileLeafRef"].as_str().unwrap().to_owned()),
                "each file once"
            );
        }
        assert!(page["value"].as_array().unwrap().len() <= 7);
        next = page["odata.nextLink"].as_str().map(str::to_owned);
        assert!(next.iter().all(|link| link.starts_with(&fixture.at.my)));
        pages += 1;
    }
    // Of 30 users, 12 have three files each; with the folder that makes 37 rows.
    assert_eq!((files.len(), pages), (36, 6));
    let names: BTreeSet<_> = fixture
        .tenant
        .files()
        .into_iter()
        .map(|file| file.name)
        .collect();
    assert_eq!(files, names);
    assert!(files.contains("sean_o'neill_contoso_onmicrosoft_com_MThumb.jpg"));
}

#[tokio::test]
async fn an_upload_can_be_read_back_and_replaced() {
    let fixture = Fixture::new().await;
    let folder = "/User%20Photos/Profile%20Pictures";
    let name = "sean_o%27%27neill_contoso_onmicrosoft_com_LThumb.jpg";
    let response = upload(&fixture, folder, name, true, "first").await;
    assert_eq!(response.status(), 200);
    assert!(response.headers().contains_key("x-sharepointhealthscore"));
    let body: Value = response.json().await.unwrap();
    assert_eq!(
        (&body["Length"], &body["Name"]),
        (
            &json!("5"),
            &json!("sean_o'neill_contoso_onmicrosoft_com_LThumb.jpg")
        )
    );
    assert_eq!(
        upload(&fixture, folder, &name.to_uppercase(), true, "second")
            .await
            .status(),
        200
    );
    let file = fixture
        .tenant
        .files()
        .into_iter()
        .find(|file| file.name.contains("o'neill") && file.uploads > 0)
        .unwrap();
    assert_eq!((file.uploads, file.length), (2, 6));
    let conflict = upload(&fixture, folder, name, false, "third").await;
    assert_eq!(conflict.status(), 400);
    assert!(conflict.text().await.unwrap().contains("-2130575257"));
    let url = format!(
        "{}/_api/web/GetFileByServerRelativePath(DecodedUrl='{folder}/{name}')/$value",
        fixture.at.my
    );
    assert_eq!(fixture.get(&url, MY).await.text().await.unwrap(), "second");
    assert_eq!(
        upload(&fixture, "/User%20Photos/Elsewhere", "a.jpg", true, "x")
            .await
            .status(),
        404
    );
    fixture
        .tenant
        .settings_mut(|settings| settings.library_read_only = true);
    assert_eq!(
        upload(&fixture, folder, name, true, "x").await.status(),
        403
    );
    assert_eq!(
        fixture
            .get(&url.replace("LThumb", "XThumb"), MY)
            .await
            .status(),
        404
    );
}

#[tokio::test]
async fn uploading_takes_full_control() {
    let fixture = Fixture::new().await;
    let reader = fixture
        .tenant
        .issue_token(MY, Some(vec!["Sites.Read.All".to_owned()]))
        .unwrap();
    let url = format!(
        "{}/_api/web/GetFolderByServerRelativePath(DecodedUrl='/User%20Photos/Profile%20Pictures')/Files/AddUsingPath(DecodedUrl='a.jpg',overwrite=true)",
        fixture.at.my
    );
    let refused = fixture
        .http
        .post(url)
        .bearer_auth(&reader)
        .body("x")
        .send()
        .await
        .unwrap();
    assert_eq!(refused.status(), 403);
    let body: Value = refused.json().await.unwrap();
    assert_eq!(
        body["odata.error"]["code"],
        "-2147024891, System.UnauthorizedAccessException"
    );
    let allowed = fixture
        .http
        .get(format!("{}/items", list(&fixture)))
        .bearer_auth(&reader)
        .send()
        .await
        .unwrap();
    assert_eq!(allowed.status(), 200);
}
