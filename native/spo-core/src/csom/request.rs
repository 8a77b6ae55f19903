//! Writing a `ProcessQuery` request: object paths say what is called on what, actions say in which order.

use super::element::{empty, end, start};
use super::parameter::{self, Parameter};
use bytes::Bytes;
use quick_xml::Writer;

const NAMESPACE: &str = "http://schemas.microsoft.com/sharepoint/clientquery/2009";

/// Type id of `SP.UserProfiles.PeopleManager`.
pub const PEOPLE_MANAGER: &str = "{cf560d69-0fdb-4489-a216-b6b47adf8ef8}";
/// Type id of `Microsoft.Online.SharePoint.TenantManagement.Office365Tenant` (`spo-wire.md` 1.6).
pub const OFFICE_365_TENANT: &str = "{e45fd516-a408-4ca4-b6dc-268e2f1f0f83}";

/// One request in the making. Ids are handed out in order and are how the answer is found again.
pub struct Batch {
    actions: Writer<Vec<u8>>,
    paths: Writer<Vec<u8>>,
    last_id: u32,
    root: u32,
    writes: bool,
}

impl Batch {
    /// Starts a request on a new object of the type.
    pub fn on(type_id: &str) -> Self {
        let mut batch = Self {
            actions: Writer::new(Vec::new()),
            paths: Writer::new(Vec::new()),
            last_id: 0,
            root: 0,
            writes: false,
        };
        batch.root = batch.next_id();
        let id = batch.root.to_string();
        empty(
            &mut batch.paths,
            "Constructor",
            &[("Id", &id), ("TypeId", type_id)],
        );
        batch.instantiate(batch.root);
        batch
    }

    /// Calls a method of the root object that returns an object, and asks for all of the object's properties.
    /// Returns the ids under which the answer says whether the object is null, and what it holds.
    pub fn query<'a, P>(&mut self, method: &str, parameters: &[P]) -> QueryIds
    where
        P: Into<Parameter<'a>> + Copy,
    {
        self.ask(method, parameters, false)
    }

    /// The same for a method without parameters that returns a collection, whose items are asked for too.
    pub fn list(&mut self, method: &str) -> QueryIds {
        self.ask::<&str>(method, &[], true)
    }

    fn ask<'a, P>(&mut self, method: &str, parameters: &[P], items: bool) -> QueryIds
    where
        P: Into<Parameter<'a>> + Copy,
    {
        let path = self.next_id();
        let (path_id, root) = (path.to_string(), self.root.to_string());
        start(
            &mut self.paths,
            "Method",
            &[("Id", &path_id), ("ParentId", &root), ("Name", method)],
        );
        parameter::write(&mut self.paths, parameters.iter().copied());
        end(&mut self.paths, "Method");
        let null_check = self.instantiate(path);
        let query = self.next_id();
        start(
            &mut self.actions,
            "Query",
            &[("Id", &query.to_string()), ("ObjectPathId", &path_id)],
        );
        let parts: &[&str] = if items {
            &["Query", "ChildItemQuery"]
        } else {
            &["Query"]
        };
        for part in parts {
            let all = [("SelectAllProperties", "true")];
            start(&mut self.actions, part, &all);
            empty(&mut self.actions, "Properties", &[]);
            end(&mut self.actions, part);
        }
        end(&mut self.actions, "Query");
        QueryIds { null_check, query }
    }

    /// Calls a method of the root object that changes something and returns a plain value. Returns the id of the value.
    pub fn call<'a, P>(&mut self, method: &str, parameters: &[P]) -> u32
    where
        P: Into<Parameter<'a>> + Copy,
    {
        self.writes = true;
        self.method(method, parameters.iter().copied())
    }

    /// Calls void methods of the root object, one after another, inside a scope of their own:
    /// if one fails the rest of the scope is skipped and the rest of the request goes on. Returns the scope's id.
    pub fn guarded_calls<'a, P>(
        &mut self,
        calls: impl IntoIterator<Item = (&'a str, Vec<P>)>,
    ) -> u32
    where
        P: Into<Parameter<'a>>,
    {
        self.writes = true;
        let scope = self.next_id();
        start(
            &mut self.actions,
            "ExceptionHandlingScopeSimple",
            &[("Id", &scope.to_string())],
        );
        for (method, parameters) in calls {
            self.method(method, parameters);
        }
        end(&mut self.actions, "ExceptionHandlingScopeSimple");
        scope
    }

    /// The action that calls a method of the root object.
    fn method<'a, P>(&mut self, name: &str, parameters: impl IntoIterator<Item = P>) -> u32
    where
        P: Into<Parameter<'a>>,
    {
        let id = self.next_id();
        let (id_text, root) = (id.to_string(), self.root.to_string());
        start(
            &mut self.actions,
            "Method",
            &[("Name", name), ("Id", &id_text), ("ObjectPathId", &root)],
        );
        parameter::write(&mut self.actions, parameters);
        end(&mut self.actions, "Method");
        id
    }

    /// True once a call was added that changes something.
    pub const fn writes(&self) -> bool {
        self.writes
    }

    /// The finished request body.
    pub fn into_xml(self) -> Bytes {
        let mut body = Writer::new(Vec::new());
        let attributes = [
            ("AddExpandoFieldTypeSuffix", "true"),
            ("SchemaVersion", "15.0.0.0"),
            ("LibraryVersion", "16.0.0.0"),
            ("ApplicationName", "SpoProfileSync"),
            ("xmlns", NAMESPACE),
        ];
        start(&mut body, "Request", &attributes);
        for (name, part) in [("Actions", self.actions), ("ObjectPaths", self.paths)] {
            start(&mut body, name, &[]);
            body.get_mut().extend_from_slice(part.get_ref());
            end(&mut body, name);
        }
        end(&mut body, "Request");
        body.into_inner().into()
    }

    fn next_id(&mut self) -> u32 {
        self.last_id += 1;
        self.last_id
    }

    fn instantiate(&mut self, path: u32) -> u32 {
        let id = self.next_id();
        empty(
            &mut self.actions,
            "ObjectPath",
            &[("Id", &id.to_string()), ("ObjectPathId", &path.to_string())],
        );
        id
    }
}

/// Where the answer to one [`Batch::query`] is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueryIds {
    /// Under this id: `{"IsNull":bool}`.
    pub null_check: u32,
    /// Under this id: the object.
    pub query: u32,
}

#[cfg(test)]
mod tests {
    use super::{Batch, OFFICE_365_TENANT, PEOPLE_MANAGER};
    use proptest::prelude::*;
    use quick_xml::events::Event;

    fn text(batch: Batch) -> String {
        String::from_utf8(batch.into_xml().to_vec()).unwrap()
    }

    #[test]
    fn a_read_has_the_documented_shape() {
        let mut batch = Batch::on(PEOPLE_MANAGER);
        let ids = batch.query("GetPropertiesFor", &["i:0#.f|membership|u@contoso.com"]);
        assert!(!batch.writes());
        let xml = text(batch);
        assert!(
            xml.contains(&format!(r#"<Query Id="{}" ObjectPathId="3">"#, ids.query)),
            "{xml}"
        );
        assert!(xml.contains(r#"<Method Id="3" ParentId="1" Name="GetPropertiesFor"><Parameters><Parameter Type="String">i:0#.f|membership|u@contoso.com</Parameter></Parameters></Method>"#), "{xml}");
        assert!(
            xml.contains(
                r#"<Constructor Id="1" TypeId="{cf560d69-0fdb-4489-a216-b6b47adf8ef8}"/>"#
            ),
            "{xml}"
        );
        assert!(
            xml.contains(r#"<ObjectPath Id="2" ObjectPathId="1"/>"#),
            "{xml}"
        );
    }

    #[test]
    fn a_list_asks_for_its_items_and_a_call_for_its_value() {
        let mut batch = Batch::on(OFFICE_365_TENANT);
        batch.list("GetImportProfilePropertyJobs");
        assert!(!batch.writes());
        let id = batch.call("DeleteImportProfilePropertiesJob", &["x"]);
        assert!(batch.writes());
        let xml = text(batch);
        assert!(xml.contains(r#"<Query SelectAllProperties="true"><Properties/></Query><ChildItemQuery SelectAllProperties="true"><Properties/></ChildItemQuery></Query>"#), "{xml}");
        assert!(
            xml.contains(&format!(
                r#"<Method Name="DeleteImportProfilePropertiesJob" Id="{id}" ObjectPathId="1">"#
            )),
            "{xml}"
        );
    }

    #[test]
    fn writes_of_a_user_share_one_scope() {
        let mut batch = Batch::on(PEOPLE_MANAGER);
        let scope =
            batch.guarded_calls([("SetSingleValueProfileProperty", vec!["a", "CellPhone", "1"])]);
        assert!(batch.writes());
        let xml = text(batch);
        assert!(xml.contains(&format!(r#"<ExceptionHandlingScopeSimple Id="{scope}"><Method Name="SetSingleValueProfileProperty""#)), "{xml}");
    }

    proptest! {
        /// Whatever a value holds, the request stays well-formed and carries the value unchanged (less what XML cannot hold).
        #[test]
        fn any_value_survives(value in any::<String>()) {
            let mut batch = Batch::on(PEOPLE_MANAGER);
            batch.guarded_calls([("Set", vec![value.as_str()])]);
            let xml = text(batch);
            let mut reader = quick_xml::Reader::from_str(&xml);
            let (mut inside, mut found) = (false, String::new());
            loop {
                match reader.read_event().unwrap() {
                    Event::Start(tag) => inside = tag.name().as_ref() == "Parameter",
                    Event::End(_) => inside = false,
                    Event::Text(piece) if inside => found.push_str(&piece),
                    Event::GeneralRef(name) if inside => {
                        let escaped = format!("&{};", &*name);
                        found.push_str(&quick_xml::escape::unescape(&escaped).unwrap());
                    }
                    Event::Eof => break,
                    _ => {}
                }
            }
            prop_assert_eq!(found, crate::csom::element::legal(&value).into_owned());
        }
    }
}
