//! `_api` addresses: steps separated by slashes, each a name with arguments in parentheses; text in quotes may hold slashes, and `''` is one quote.

use super::RestError;
use crate::call::Call;
use crate::encoding::percent_decoded;

/// One argument of a step.
#[derive(Debug, PartialEq, Eq)]
struct Argument {
    /// Lower case; empty for a positional one.
    name: String,
    value: String,
}

/// One step, for example `getbytitle('User Photos')`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Step {
    /// Lower case: the service compares without case.
    pub(crate) name: String,
    arguments: Vec<Argument>,
}

/// The steps behind `/_api/`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) steps: Vec<Step>,
}

impl Address {
    /// Takes the address of a request apart; aliases (`@v`) are replaced by their value in the query.
    pub(crate) fn parse(call: &Call) -> Result<Self, RestError> {
        let malformed =
            || RestError::malformed(format!("The expression \"{}\" is not valid.", call.path));
        let decoded = percent_decoded(&call.path).ok_or_else(malformed)?;
        let api = decoded.get("/_api/".len()..).ok_or_else(malformed)?;
        let mut steps = Vec::new();
        for part in split(api, '/') {
            let mut step = Step::parse(part).ok_or_else(malformed)?;
            for argument in &mut step.arguments {
                if argument.value.starts_with('@') {
                    let alias = call.query_value(&argument.value).ok_or_else(malformed)?;
                    argument.value = unquoted(&alias);
                } else {
                    argument.value = unquoted(&argument.value);
                }
            }
            steps.push(step);
        }
        Ok(Self { steps })
    }

    /// True when a step of that name is there.
    pub(crate) fn has(&self, step: &str) -> bool {
        self.steps.iter().any(|candidate| candidate.name == step)
    }

    /// The argument of a step: by name in any case, or the first positional one.
    pub(crate) fn argument(&self, step: &str, name: &str) -> Option<&str> {
        self.argument_at(step, name, 0)
    }

    /// The argument of a step: by name in any case, or the positional one at that place.
    pub(crate) fn argument_at(&self, step: &str, name: &str, position: usize) -> Option<&str> {
        let step = self.steps.iter().find(|candidate| candidate.name == step)?;
        let named = step
            .arguments
            .iter()
            .find(|argument| argument.name.eq_ignore_ascii_case(name));
        let positional = || {
            let mut unnamed = step
                .arguments
                .iter()
                .filter(|argument| argument.name.is_empty());
            unnamed.nth(position)
        };
        named
            .or_else(positional)
            .map(|argument| argument.value.as_str())
    }
}

impl Step {
    fn parse(text: &str) -> Option<Self> {
        let Some((name, rest)) = text.split_once('(') else {
            return Some(Self {
                name: text.to_ascii_lowercase(),
                arguments: Vec::new(),
            });
        };
        let inner = rest.strip_suffix(')')?;
        let argument = |text: &str| {
            let text = text.trim();
            let named = text
                .split_once('=')
                .filter(|(name, _)| !name.starts_with('\''));
            let (name, value) = named.unwrap_or(("", text));
            Argument {
                name: name.trim().to_ascii_lowercase(),
                value: value.trim().to_owned(),
            }
        };
        let arguments = if inner.is_empty() {
            Vec::new()
        } else {
            split(inner, ',').map(argument).collect()
        };
        Some(Self {
            name: name.to_ascii_lowercase(),
            arguments,
        })
    }
}

/// Parts between separators that stand outside quotes.
fn split(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    text.split(move |letter| {
        if letter == '\'' {
            quoted = !quoted;
        }
        letter == separator && !quoted
    })
}

fn unquoted(text: &str) -> String {
    let inner = text
        .strip_prefix('\'')
        .and_then(|text| text.strip_suffix('\''));
    inner.map_or_else(|| text.to_owned(), |inner| inner.replace("''", "'"))
}

#[cfg(test)]
mod tests {
    use super::Address;
    use crate::call::Call;
    use crate::hosts::Service;
    use axum::http::{HeaderMap, Method};

    fn parse(path: &str, query: &str) -> Address {
        let (path, query) = (path.to_owned(), query.to_owned());
        let call = Call {
            service: Service::My,
            method: Method::GET,
            path,
            query,
            headers: HeaderMap::new(),
            body: "".into(),
        };
        Address::parse(&call).unwrap()
    }

    #[test]
    fn quotes_slashes_and_encodings_are_kept_apart() {
        let address = parse(
            "/_api/web/GetFolderByServerRelativePath(DecodedUrl='%2FUser%20Photos/Profile%20Pictures')/Files/AddUsingPath(DecodedUrl='sean_o%27%27neill,+1.jpg',overwrite=true)",
            "",
        );
        let names: Vec<_> = address
            .steps
            .iter()
            .map(|step| step.name.as_str())
            .collect();
        assert_eq!(
            names,
            [
                "web",
                "getfolderbyserverrelativepath",
                "files",
                "addusingpath"
            ]
        );
        assert_eq!(
            address.argument("getfolderbyserverrelativepath", "DecodedUrl"),
            Some("/User Photos/Profile Pictures")
        );
        assert_eq!(
            address.argument("addusingpath", "decodedurl"),
            Some("sean_o'neill,+1.jpg")
        );
        assert_eq!(address.argument("addusingpath", "overwrite"), Some("true"));
    }

    #[test]
    fn aliases_come_from_the_query() {
        let address = parse(
            "/_api/SP.UserProfiles.PeopleManager/GetPropertiesFor(accountName=@v)",
            "@v='i%3A0%23.f%7Cmembership%7Csean.o%27%27neill%40contoso.com'",
        );
        assert_eq!(
            address.argument("getpropertiesfor", "accountname"),
            Some("i:0#.f|membership|sean.o'neill@contoso.com")
        );
    }
}
