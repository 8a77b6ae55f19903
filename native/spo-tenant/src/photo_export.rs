//! The employees' AD photos as files, and a list of the employees as CSV: what an administrator would have on disk.

use crate::photo::{Picture, render};
use crate::users::{Directory, User};
use std::io::Write as _;
use std::path::Path;
use std::{fs, io};

const HEADER: &str = "SamAccountName,UserPrincipalName,GivenName,Surname,DisplayName,Mail,ObjectGUID,Mobile,Department,Title,Photo";

/// Writes `<sam>.jpg` for every user and `users.csv` (UTF-8) into the folder, which is made when missing.
/// The same users as those of a tenant with the same name, number and seed.
pub fn export_photos(tenant: &str, users: usize, seed: u64, folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let directory = Directory::generate(tenant, users, seed);
    let mut list = io::BufWriter::new(fs::File::create(folder.join("users.csv"))?);
    writeln!(list, "{HEADER}")?;
    for user in directory.iter() {
        let photo = format!("{}.jpg", user.sam_account_name);
        fs::write(
            folder.join(&photo),
            render(seed, user.index, Picture::Current),
        )?;
        writeln!(list, "{}", row(user, &photo))?;
    }
    list.flush()
}

fn row(user: &User, photo: &str) -> String {
    let guid = user.object_guid.to_string();
    let fields = [
        &user.sam_account_name,
        &user.user_principal_name,
        &user.given_name,
        &user.surname,
        &user.display_name,
        &user.mail,
        &guid,
        &user.mobile,
        &user.department,
        &user.title,
        photo,
    ];
    fields.map(field).join(",")
}

fn field(value: &str) -> String {
    if value.contains([',', '"', '\n']) {
        format!("\"{}\"", value.replace('"', "\"\""))
    } else {
        value.to_owned()
    }
}
