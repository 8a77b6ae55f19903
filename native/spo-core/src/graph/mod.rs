//! Microsoft Graph.
#![allow(missing_docs)]
use crate::error::Result;
use crate::http::{Client, Scope};
pub struct GraphUser {
    pub id: String,
    pub user_principal_name: String,
    pub mail: String,
    pub display_name: String,
    pub sam_account_name: String,
}
pub enum UserKey {
    Id(String),
    Mail(String),
    SamAccountName(String),
}
pub struct UserPages;
impl UserPages {
    pub fn new(_: Client, _: Scope) -> Self {
        Self
    }
    pub async fn next(&mut self) -> Result<Option<Vec<GraphUser>>> {
        Ok(None)
    }
}
pub async fn find_users(_: &Client, _: &Scope, _: &[UserKey]) -> Result<Vec<Result<GraphUser>>> {
    Ok(vec![])
}
