//! The names a user goes by: user principal name, claims account name, and the stem of the photo files.

/// Claims prefix of Entra members and guests (`spo-wire.md` 1.2).
const MEMBERSHIP: &str = "i:0#.f|membership|";

/// An account name in claims form, for example `i:0#.f|membership|anna@contoso.com`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AccountName(String);

impl AccountName {
    /// From a user principal name.
    pub fn from_upn(upn: &str) -> Self {
        Self(format!("{MEMBERSHIP}{}", upn.trim()))
    }

    /// From a name that is in claims form already; `None` when it is not.
    pub fn from_claims(name: &str) -> Option<Self> {
        let name = name.trim();
        (name.starts_with("i:0") && name.contains('|')).then(|| Self(name.to_owned()))
    }

    /// Stands for a user whose name could not be found out.
    pub const fn unknown() -> Self {
        Self(String::new())
    }

    /// The claims form.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What follows the claims prefix: the user principal name of a member.
    pub fn upn(&self) -> &str {
        self.0.rsplit('|').next().unwrap_or(&self.0)
    }

    /// A form in which two spellings of one account are equal; account names ignore case.
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }

    /// The stem of the user's photo files when none exist yet: the user principal name with `@` and `.` as `_`
    /// (`spo-wire.md` 3.2). Characters that no SharePoint file name may have become `_` too (assumed; no source says).
    pub fn file_prefix(&self) -> String {
        let forbidden = |c: char| {
            matches!(
                c,
                '@' | '.' | '"' | '*' | ':' | '<' | '>' | '?' | '/' | '\\' | '|'
            ) || c.is_control()
        };
        self.upn()
            .chars()
            .map(|c| if forbidden(c) { '_' } else { c })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::AccountName;

    #[test]
    fn a_upn_becomes_a_claims_name_and_a_file_prefix() {
        let account = AccountName::from_upn(" sean.o'neill@contoso.com ");
        assert_eq!(
            account.as_str(),
            "i:0#.f|membership|sean.o'neill@contoso.com"
        );
        assert_eq!(account.upn(), "sean.o'neill@contoso.com");
        assert_eq!(account.file_prefix(), "sean_o'neill_contoso_com");
    }

    #[test]
    fn only_claims_names_are_taken_as_such() {
        assert!(AccountName::from_claims("i:0#.f|membership|a@b.c").is_some());
        assert!(AccountName::from_claims("a@b.c").is_none());
        assert!(AccountName::from_claims("CONTOSO\\anna").is_none());
    }
}
