//! Files outside the photo library: the document libraries of the three hosts, with folders and what was uploaded into them.

use crate::hosts::Service;
use crate::library::StoredFile;
use bytes::Bytes;
use std::collections::{BTreeMap, HashMap};

/// One folder.
#[derive(Debug, Default)]
pub(crate) struct Folder {
    /// Server-relative, as first written.
    pub(crate) url: String,
    /// By lower-case name.
    pub(crate) files: BTreeMap<String, StoredFile>,
}

/// All folders, by host and lower-case address.
#[derive(Debug)]
pub(crate) struct Documents {
    folders: HashMap<(Service, String), Folder>,
    next_id: u64,
}

fn key(service: Service, url: &str) -> (Service, String) {
    (service, url.trim_end_matches('/').to_lowercase())
}

impl Documents {
    /// Every host starts with the library `Shared Documents`, empty.
    pub(crate) fn new() -> Self {
        let mut documents = Self {
            folders: HashMap::new(),
            next_id: 1,
        };
        for service in [Service::Root, Service::Admin, Service::My] {
            documents.add_folder(service, "/Shared Documents");
        }
        documents
    }

    pub(crate) fn folder(&self, service: Service, url: &str) -> Option<&Folder> {
        self.folders.get(&key(service, url))
    }

    pub(crate) fn add_folder(&mut self, service: Service, url: &str) {
        let url = url.trim_end_matches('/').to_owned();
        self.folders
            .entry(key(service, &url))
            .or_insert_with(|| Folder {
                url,
                files: BTreeMap::new(),
            });
    }

    /// The folders directly inside, by name.
    pub(crate) fn subfolders(&self, service: Service, url: &str) -> Vec<&Folder> {
        let (_, parent) = key(service, url);
        let inside = |(at, path): &(Service, String)| {
            *at == service
                && path
                    .rsplit_once('/')
                    .is_some_and(|(folder, _)| folder == parent)
        };
        let mut found: Vec<_> = self
            .folders
            .iter()
            .filter(|(key, _)| inside(key))
            .map(|(_, folder)| folder)
            .collect();
        found.sort_by(|one, other| one.url.cmp(&other.url));
        found
    }

    /// Stores a file; `None` when there is no such folder.
    pub(crate) fn put(
        &mut self,
        service: Service,
        folder: &str,
        name: &str,
        content: Bytes,
    ) -> Option<&StoredFile> {
        let id = self.next_id;
        let folder = self.folders.get_mut(&key(service, folder))?;
        self.next_id += 1;
        let file = folder
            .files
            .entry(name.to_lowercase())
            .or_insert_with(|| StoredFile::empty(name, id));
        file.replace(content);
        Some(file)
    }

    /// Removes the file or folder at a server-relative address, a folder with all that is in it; false when there is neither. Libraries stay.
    pub(crate) fn remove(&mut self, service: Service, path: &str) -> bool {
        let (_, path) = key(service, path);
        let Some((parent, name)) = path
            .rsplit_once('/')
            .filter(|(parent, _)| !parent.is_empty())
        else {
            return false;
        };
        let folder = self.folders.get_mut(&(service, parent.to_owned()));
        if folder.is_some_and(|folder| folder.files.remove(name).is_some()) {
            return true;
        }
        let below = format!("{path}/");
        let before = self.folders.len();
        self.folders.retain(|(at, folder), _| {
            *at != service || (*folder != path && !folder.starts_with(&below))
        });
        self.folders.len() < before
    }

    /// Server-relative addresses of everything in the libraries of a host, folders with a slash at the end.
    pub(crate) fn all(&self, service: Service) -> Vec<String> {
        let here = self.folders.iter().filter(|((at, _), _)| *at == service);
        let mut all: Vec<String> = here
            .flat_map(|(_, folder)| {
                let files = folder.files.values();
                let files = files.map(|file| format!("{}/{}", folder.url, file.name));
                files.chain([format!("{}/", folder.url)])
            })
            .collect();
        all.sort();
        all
    }

    /// The file at a server-relative address.
    pub(crate) fn file(&self, service: Service, path: &str) -> Option<&StoredFile> {
        let (folder, name) = path.rsplit_once('/')?;
        self.folder(service, folder)?
            .files
            .get(&name.to_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use super::Documents;
    use crate::hosts::Service;

    #[test]
    fn a_folder_goes_with_all_that_is_in_it_and_a_library_stays() {
        let mut documents = Documents::new();
        let at = Service::Root;
        documents.add_folder(at, "/Shared Documents/In");
        documents.add_folder(at, "/Shared Documents/In/Log");
        documents.add_folder(at, "/Shared Documents/In 2");
        documents.put(at, "/Shared Documents/In/Log", "a.log", "x".into());
        documents.put(at, "/Shared Documents", "b.json", "x".into());
        assert!(documents.remove(at, "/shared documents/B.JSON"));
        assert!(!documents.remove(at, "/Shared Documents/b.json"));
        assert!(documents.remove(at, "/Shared Documents/in/"));
        assert!(!documents.remove(at, "/Shared Documents") && !documents.remove(at, "/"));
        let left = ["/Shared Documents/", "/Shared Documents/In 2/"];
        assert_eq!(documents.all(at), left);
    }
}
