//! The log of a job: text files whose lines begin with a word for what went wrong (`spo-wire.md` 4.5). Which users failed, what
//! concerns the whole job, and what nobody understands.

/// What a line says of one user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// Nobody with a profile has this id.
    IdentityNotResolvable,
    /// A row with a member that the job does not know or take.
    InvalidProperty,
    /// The store failed.
    GenericError,
}

/// A user the log names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserFailure {
    /// As the data file named the user.
    pub id: String,
    /// In a word.
    pub failure: Failure,
    /// The line.
    pub line: String,
}

/// Everything the log files of one job say.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Log {
    /// Users that failed.
    pub users: Vec<UserFailure>,
    /// Lines about the job as a whole.
    pub job: Vec<String>,
    /// Lines that begin with no word known.
    pub unknown: Vec<String>,
}

/// Longer lines are cut; they are for reading.
const LONGEST_LINE: usize = 400;

/// The words and what they are about. A time or level may stand before them.
const WORDS: [(&str, Option<Failure>); 5] = [
    (
        "IdentityNotResolvable",
        Some(Failure::IdentityNotResolvable),
    ),
    ("InvalidProperty", Some(Failure::InvalidProperty)),
    ("GenericError", Some(Failure::GenericError)),
    ("MissingIdentity", None),
    ("DataFileNotJson", None),
];

impl Log {
    /// Adds one file.
    pub fn add(&mut self, content: &[u8]) {
        for line in decoded(content).split(['\r', '\n']) {
            let line = shown(line);
            if line.is_empty() {
                continue;
            }
            let known = WORDS
                .iter()
                .filter_map(|(word, failure)| Some((line.find(word)?, word.len(), *failure)))
                .min_by_key(|(at, ..)| *at);
            match known {
                None => self.unknown.push(line),
                Some((_, _, None)) => self.job.push(line),
                Some((at, length, Some(failure))) => match id(&line[at + length..]) {
                    "" => self.job.push(line),
                    id => self.users.push(UserFailure {
                        id: id.to_owned(),
                        failure,
                        line,
                    }),
                },
            }
        }
    }
}

/// The first word behind the line's own, without the dash in between and without punctuation around it.
fn id(rest: &str) -> &str {
    let around = |c: char| matches!(c, '\'' | '"' | '{' | '}' | '<' | '>' | ',' | ';' | ':');
    let rest = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '-' | ':'));
    let word = rest.split_whitespace().next().unwrap_or_default();
    word.trim_matches(around)
}

/// Text of a file in UTF-8 or UTF-16, by its mark. Without one it is taken for UTF-8, and the zeros of an unmarked UTF-16 are
/// dropped, which leaves what is ASCII in it: words and ids.
fn decoded(content: &[u8]) -> String {
    let units = |read: fn([u8; 2]) -> u16| {
        let pairs = content[2..].chunks_exact(2);
        let units = pairs.map(|pair| read([pair[0], pair[1]]));
        char::decode_utf16(units)
            .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect()
    };
    match content {
        [0xFF, 0xFE, ..] => units(u16::from_le_bytes),
        [0xFE, 0xFF, ..] => units(u16::from_be_bytes),
        _ => {
            let content = content.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(content);
            String::from_utf8_lossy(content).replace('\0', "")
        }
    }
}

/// One line fit to be shown: no control characters, not endless.
fn shown(line: &str) -> String {
    let text = line.trim_matches(|c: char| c.is_whitespace() || c.is_control());
    let clean = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    clean.take(LONGEST_LINE).collect()
}

#[cfg(test)]
mod tests {
    use super::{Failure, Log};
    use proptest::prelude::*;

    fn read(content: &[u8]) -> Log {
        let mut log = Log::default();
        log.add(content);
        log
    }

    /// The documented lines, and the one of a report from the field.
    const DOCUMENTED: &str = "InvalidProperty - vesaj@contoso.com Property 'AboutMe' is not mapped to any property in the user profile application.\r\n\
        MissingIdentity - The identity is missing for the user object\r\n\
        IdentityNotResolvable unknown@contoso.com User identity cannot be resolved\r\n\
        \r\n\
        DataFileNotJson - JsonToken EndObject is not valid for closing JsonType Array. Path 'value', line 8, position 10.\r\n\
        GenericError 3f2504e0-4f89-41d3-9a0c-0305e82c3301 System.Data.SqlClient.SqlException: Timeout\r\n\
        Something else\r\n";

    fn check(log: &Log) {
        let users: Vec<_> = log
            .users
            .iter()
            .map(|user| (user.id.as_str(), user.failure))
            .collect();
        assert_eq!(
            users,
            [
                ("vesaj@contoso.com", Failure::InvalidProperty),
                ("unknown@contoso.com", Failure::IdentityNotResolvable),
                (
                    "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
                    Failure::GenericError
                ),
            ]
        );
        assert_eq!(
            (log.job.len(), log.unknown.as_slice()),
            (2, ["Something else".to_owned()].as_slice())
        );
    }

    #[test]
    fn every_documented_line_is_understood_in_every_encoding() {
        check(&read(DOCUMENTED.as_bytes()));
        check(&read(format!("\u{feff}{DOCUMENTED}").as_bytes()));
        check(&read(DOCUMENTED.replace("\r\n", "\n").as_bytes()));
        let le: Vec<u8> = DOCUMENTED
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        check(&read(&le));
        check(&read(&[b"\xFF\xFE", le.as_slice()].concat()));
        let be: Vec<u8> = DOCUMENTED
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect();
        check(&read(&[b"\xFE\xFF", be.as_slice()].concat()));
    }

    #[test]
    fn a_time_in_front_and_punctuation_around_do_not_matter() {
        let log = read(
            b"2026-01-01T00:00:00Z Error IdentityNotResolvable - {Anna@contoso.com}: User identity",
        );
        assert_eq!(log.users[0].id, "Anna@contoso.com");
        let log = read(b"IdentityNotResolvable");
        assert_eq!((log.users.len(), log.job.len()), (0, 1));
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_log(content in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = read(&content);
        }

        #[test]
        fn any_line_is_kept_once(lines in proptest::collection::vec("[ -~]{0,60}|(IdentityNotResolvable|GenericError|MissingIdentity) ?\\PC{0,30}", 0..10)) {
            let log = read(lines.join("\n").as_bytes());
            let expected = lines.iter().flat_map(|line| line.split('\r')).filter(|line| !super::shown(line).is_empty()).count();
            prop_assert_eq!(log.users.len() + log.job.len() + log.unknown.len(), expected);
        }

        #[test]
        fn an_id_is_found_whatever_follows(id in "[a-zA-Z0-9._#]{1,20}@[a-z]{1,10}\\.com", rest in "[^\r\n]{0,40}") {
            let log = read(format!("IdentityNotResolvable {id} {rest}").as_bytes());
            prop_assert_eq!(&log.users[0].id, &id);
        }
    }
}
