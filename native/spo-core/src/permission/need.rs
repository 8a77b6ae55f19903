//! The table: operation, host, permissions that do, and where that is known from.

use crate::config::Service;

/// What a user of the module may want to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// Reading profiles and the photo library: `Get-SpoProfilePhotoStatus`, `-WhatIf`.
    Read,
    /// Uploading photo files.
    PhotoWrite,
    /// Writing profile properties.
    PropertyWrite,
    /// The bulk import of profile properties.
    BulkImport,
    /// Listing the tenant's users: a job that is given nobody.
    ListUsers,
}

impl Operation {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Read,
        Self::PhotoWrite,
        Self::PropertyWrite,
        Self::BulkImport,
        Self::ListUsers,
    ];

    /// What it is, after "Permission to".
    pub const fn name(self) -> &'static str {
        match self {
            Self::Read => "read profiles and photos",
            Self::PhotoWrite => "write photos",
            Self::PropertyWrite => "write profile properties",
            Self::BulkImport => "import profile properties in bulk",
            Self::ListUsers => "list the tenant's users",
        }
    }
}

/// The application that a permission belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Api {
    /// For people.
    pub name: &'static str,
    /// Its application id, the same in every tenant.
    pub id: &'static str,
}

/// `Office 365 SharePoint Online` (`spo-wire.md` 6).
const SHARE_POINT: Api = Api {
    name: "SharePoint",
    id: "00000003-0000-0ff1-ce00-000000000000",
};

/// Microsoft Graph (documented: Graph permissions reference).
const GRAPH: Api = Api {
    name: "Microsoft Graph",
    id: "00000003-0000-0000-c000-000000000000",
};

/// A permission of an application and its id there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    /// Whose.
    pub api: Api,
    /// As tokens show it.
    pub name: &'static str,
    /// App role id or scope id (`spo-wire.md` 6; pnp/powershell `src/Commands/Resources/SharePointPermissions.json`).
    pub id: &'static str,
}

/// Permissions of which one is enough.
#[derive(Debug)]
pub struct Accepted {
    /// The one to grant when none is there.
    pub grant: Grant,
    /// Others that do.
    pub also: &'static [&'static str],
    /// Others of which the token does not tell whether they do.
    pub perhaps: &'static [&'static str],
}

/// One need of an operation; all needs of an operation have to be met.
#[derive(Debug)]
pub struct Need {
    /// Of what.
    pub operation: Operation,
    /// Whose token has to show it.
    pub service: Service,
    /// App roles, in a token without a user.
    pub app: Accepted,
    /// Scopes, in a user's token.
    pub delegated: Accepted,
    /// Where it is known from.
    pub source: &'static str,
}

const fn grant(name: &'static str, id: &'static str) -> Grant {
    Grant {
        api: SHARE_POINT,
        name,
        id,
    }
}

const fn graph_grant(name: &'static str, id: &'static str) -> Grant {
    Grant {
        api: GRAPH,
        name,
        id,
    }
}

const USERS_READ: Grant = grant("User.Read.All", "df021288-bdef-4463-88db-98f22de89214");
const USERS_WRITE: Grant = grant("User.ReadWrite.All", "741f803b-c850-494e-b5df-cde7c675a1ca");
const SITES_READ: Grant = grant("Sites.Read.All", "d13f72ca-a275-4b96-b789-48ebcc4da984");
const SITES_FULL: Grant = grant(
    "Sites.FullControl.All",
    "678536fe-1083-478a-9c59-b99265e6b0d3",
);
const SCOPE_USERS_READ: Grant = grant("User.Read.All", "0cea5a30-f6f8-42b5-87a0-84cc26822e02");
const SCOPE_USERS_WRITE: Grant =
    grant("User.ReadWrite.All", "82866913-39a9-4be7-8091-f4fa781088ae");
const SCOPE_SITES_READ: Grant = grant("AllSites.Read", "4e0d77b0-96ba-4398-af14-3baa780278f4");
const SCOPE_SITES_FULL: Grant = grant(
    "AllSites.FullControl",
    "56680e0d-d2a3-4ae1-80d8-3c4f2100e3d0",
);

const fn accepted(
    grant: Grant,
    also: &'static [&'static str],
    perhaps: &'static [&'static str],
) -> Accepted {
    Accepted {
        grant,
        also,
        perhaps,
    }
}

/// What Microsoft's own tools show in place of scopes.
const IMPERSONATION: &str = "user_impersonation";

/// Every need of every operation. The documentation asks for `Sites.FullControl.All` beside `User.ReadWrite.All` for property
/// writes too; no refusal for want of it alone is reported, so it is a need of those operations only that are known to fail.
pub const NEEDS: &[Need] = &[
    Need {
        operation: Operation::Read,
        service: Service::Admin,
        app: accepted(USERS_READ, &["User.ReadWrite.All"], &[]),
        delegated: accepted(
            SCOPE_USERS_READ,
            &["User.ReadWrite.All"],
            &[
                "AllSites.FullControl",
                "AllSites.Manage",
                "AllSites.Write",
                "AllSites.Read",
                IMPERSONATION,
            ],
        ),
        source: "spo-wire.md 2.4: pnp/powershell issues 4267 and 5084 (refused without, works with)",
    },
    Need {
        operation: Operation::Read,
        service: Service::My,
        app: accepted(
            SITES_READ,
            &[
                "Sites.ReadWrite.All",
                "Sites.Manage.All",
                "Sites.FullControl.All",
            ],
            &["Sites.Selected"],
        ),
        delegated: accepted(
            SCOPE_SITES_READ,
            &["AllSites.Write", "AllSites.Manage", "AllSites.FullControl"],
            &["Sites.Selected", IMPERSONATION],
        ),
        source: "descriptions of the permissions (SharePointPermissions.json)",
    },
    Need {
        operation: Operation::PhotoWrite,
        service: Service::My,
        app: accepted(
            SITES_FULL,
            &[],
            &["Sites.Manage.All", "Sites.ReadWrite.All", "Sites.Selected"],
        ),
        delegated: accepted(
            SCOPE_SITES_FULL,
            &[],
            &[
                "AllSites.Manage",
                "AllSites.Write",
                "Sites.Selected",
                IMPERSONATION,
            ],
        ),
        source: "pnp/powershell documentation/Sync-PnPSharePointUserProfilesFromAzureActiveDirectory.md; smaller ones are not reported to work",
    },
    Need {
        operation: Operation::PropertyWrite,
        service: Service::Admin,
        app: accepted(USERS_WRITE, &[], &[]),
        delegated: accepted(SCOPE_USERS_WRITE, &[], &[IMPERSONATION]),
        source: "spo-wire.md 2.4: pnp/powershell documentation/Set-PnPUserProfileProperty.md, issues 2153 and 5262",
    },
    Need {
        operation: Operation::BulkImport,
        service: Service::Admin,
        app: accepted(SITES_FULL, &[], &[]),
        delegated: accepted(SCOPE_SITES_FULL, &[], &[IMPERSONATION]),
        source: "spo-wire.md 4.7: sp-dev-docs bulk-user-profile-update article",
    },
    Need {
        operation: Operation::BulkImport,
        service: Service::Admin,
        app: accepted(USERS_WRITE, &[], &[]),
        delegated: accepted(SCOPE_USERS_WRITE, &[], &[IMPERSONATION]),
        source: "spo-wire.md 4.7: pnp/powershell issue 277 (two tenants, certificate)",
    },
    Need {
        operation: Operation::ListUsers,
        service: Service::Graph,
        app: accepted(
            graph_grant("User.Read.All", "df021288-bdef-4463-88db-98f22de89214"),
            &[
                "User.ReadWrite.All",
                "Directory.Read.All",
                "Directory.ReadWrite.All",
            ],
            &[],
        ),
        delegated: accepted(
            graph_grant("User.Read.All", "a154be20-db9c-4678-8ab7-66f6cc099a59"),
            &[
                "User.ReadWrite.All",
                "Directory.Read.All",
                "Directory.ReadWrite.All",
            ],
            &["Directory.AccessAsUser.All", IMPERSONATION],
        ),
        source: "graph-wire.md 3.1; Graph permissions reference",
    },
];
