//! Everything that happens between a pipeline record and the SharePoint Online profile store, knowing nothing of C or PowerShell.
//!
//! A [`session::Session`] holds tenant, sign-in and connections; it starts a [`job::Job`], which takes records
//! ([`request`]) and gives events ([`event`]). Inside a job `sync` moves users along:
//! source photo -> [`photo`] (three renditions) -> [`plan`] (what differs) -> `sharepoint` over `csom` and REST -> read back.
//! [`import`] is the other way into profiles: a file, and a job of the service that reads it.
//! Every request goes through [`http`], where the governor of each host paces and repeats; tokens come from [`auth`];
//! [`permission`] tells from the tokens what will be refused, `check` finds out the rest;
//! [`graph`] finds users. Every failure is a row of the table in [`error`].

pub mod account;
pub mod auth;
mod check;
pub mod cloud;
pub mod config;
mod csom;
mod endpoints;
pub mod error;
pub mod event;
#[cfg(any(test, feature = "fuzz"))]
#[doc(hidden)]
pub mod fuzz;
pub mod graph;
pub mod http;
pub mod import;
pub mod job;
pub mod permission;
pub mod photo;
pub mod plan;
pub mod property;
pub mod proxy;
pub mod request;
mod runtime;
pub mod session;
mod sharepoint;
mod sync;
