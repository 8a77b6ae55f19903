//! `$filter` on users: read into a tree, then held against the members of each user (`graph-wire.md` 3.2).

use serde_json::{Map, Value};

/// A filter.
#[derive(Debug, PartialEq)]
pub(super) enum Filter {
    Compare(String, Operator, Value),
    In(String, Vec<Value>),
    StartsWith(String, String),
    EndsWith(String, String),
    /// A collection, and what one of its elements has to be; the element is the member `""`.
    Any(String, Box<Filter>),
    And(Box<Filter>, Box<Filter>),
    Or(Box<Filter>, Box<Filter>),
    Not(Box<Filter>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    NotEqual,
    AtLeast,
    AtMost,
}

impl Filter {
    /// `None` for what is not a filter.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut parser = Parser {
            tokens: tokens(text)?,
            next: 0,
            element: None,
        };
        let filter = parser.either()?;
        (parser.next == parser.tokens.len()).then_some(filter)
    }

    /// True when the filter needs `ConsistencyLevel: eventual` and `$count=true`.
    pub(super) fn is_advanced(&self) -> bool {
        match self {
            Self::Compare(_, operator, _) => *operator == Operator::NotEqual,
            Self::In(..) => false,
            Self::EndsWith(..) | Self::Not(_) => true,
            // The documentation's example of a property that can only be searched so.
            Self::StartsWith(property, _) => property == "mobilePhone",
            Self::Any(_, inner) => inner.is_advanced(),
            Self::And(left, right) | Self::Or(left, right) => {
                left.is_advanced() || right.is_advanced()
            }
        }
    }

    /// Most operands of one `in` or of one chain of `or`.
    pub(super) fn operands(&self) -> usize {
        match self {
            Self::In(_, values) => values.len(),
            Self::Or(left, right) => left.operands() + right.operands(),
            Self::And(left, right) => left.operands().max(right.operands()),
            Self::Not(inner) | Self::Any(_, inner) => inner.operands(),
            _ => 1,
        }
    }

    /// The properties it looks at.
    pub(super) fn properties(&self) -> Vec<&str> {
        match self {
            Self::Compare(name, ..)
            | Self::In(name, _)
            | Self::StartsWith(name, _)
            | Self::EndsWith(name, _)
            | Self::Any(name, _) => vec![name],
            Self::And(left, right) | Self::Or(left, right) => {
                [left.properties(), right.properties()].concat()
            }
            Self::Not(inner) => inner.properties(),
        }
    }

    /// Whether the user is one of those wanted.
    pub(super) fn holds(&self, user: &Map<String, Value>) -> bool {
        let member = |name: &str| user.get(name).unwrap_or(&Value::Null);
        let text = |name: &str| member(name).as_str().unwrap_or_default().to_lowercase();
        match self {
            Self::Compare(name, operator, value) => {
                let equal = same(member(name), value);
                match operator {
                    Operator::Equal => equal,
                    Operator::NotEqual => !equal,
                    Operator::AtLeast => {
                        equal || text(name) > value.as_str().unwrap_or_default().to_lowercase()
                    }
                    Operator::AtMost => {
                        equal || text(name) < value.as_str().unwrap_or_default().to_lowercase()
                    }
                }
            }
            Self::In(name, values) => values.iter().any(|value| same(member(name), value)),
            Self::StartsWith(name, start) => text(name).starts_with(&start.to_lowercase()),
            Self::EndsWith(name, end) => text(name).ends_with(&end.to_lowercase()),
            Self::Any(name, inner) => {
                let elements = member(name).as_array().into_iter().flatten();
                elements
                    .map(|element| Map::from_iter([(String::new(), element.clone())]))
                    .any(|element| inner.holds(&element))
            }
            Self::And(left, right) => left.holds(user) && right.holds(user),
            Self::Or(left, right) => left.holds(user) || right.holds(user),
            Self::Not(inner) => !inner.holds(user),
        }
    }
}

/// Text is compared without case.
fn same(held: &Value, wanted: &Value) -> bool {
    match (held, wanted) {
        (Value::String(held), Value::String(wanted)) => {
            held.to_lowercase() == wanted.to_lowercase()
        }
        _ => held == wanted,
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Word(String),
    Text(String),
    Sign(char),
}

fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            blank if blank.is_whitespace() => {}
            '(' | ')' | ',' | ':' => tokens.push(Token::Sign(letter)),
            '\'' => {
                let mut value = String::new();
                loop {
                    match letters.next()? {
                        // Two quotes stand for one.
                        '\'' if letters.next_if_eq(&'\'').is_some() => value.push('\''),
                        '\'' => break,
                        other => value.push(other),
                    }
                }
                tokens.push(Token::Text(value));
            }
            first => {
                let mut word = String::from(first);
                let more = |letter: &char| letter.is_alphanumeric() || "/_.-".contains(*letter);
                while let Some(letter) = letters.next_if(more) {
                    word.push(letter);
                }
                tokens.push(Token::Word(word));
            }
        }
    }
    Some(tokens)
}

struct Parser {
    tokens: Vec<Token>,
    next: usize,
    /// Name of the element within `any`.
    element: Option<String>,
}

impl Parser {
    fn take(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.next).cloned();
        self.next += 1;
        token
    }

    fn word(&mut self) -> Option<String> {
        match self.take()? {
            Token::Word(word) => Some(word),
            _ => None,
        }
    }

    fn sign(&mut self, sign: char) -> Option<()> {
        (self.take()? == Token::Sign(sign)).then_some(())
    }

    /// Goes past the word when it comes next.
    fn skip(&mut self, word: &str) -> bool {
        let found = matches!(self.tokens.get(self.next), Some(Token::Word(next)) if next == word);
        self.next += usize::from(found);
        found
    }

    fn either(&mut self) -> Option<Filter> {
        let mut filter = self.both()?;
        while self.skip("or") {
            filter = Filter::Or(Box::new(filter), Box::new(self.both()?));
        }
        Some(filter)
    }

    fn both(&mut self) -> Option<Filter> {
        let mut filter = self.one()?;
        while self.skip("and") {
            filter = Filter::And(Box::new(filter), Box::new(self.one()?));
        }
        Some(filter)
    }

    fn one(&mut self) -> Option<Filter> {
        if self.skip("not") {
            return Some(Filter::Not(Box::new(self.one()?)));
        }
        if self.tokens.get(self.next) == Some(&Token::Sign('(')) {
            self.next += 1;
            let filter = self.either()?;
            self.sign(')')?;
            return Some(filter);
        }
        let word = self.word()?;
        if let Some(collection) = word.strip_suffix("/any") {
            return self.any(collection);
        }
        match word.to_ascii_lowercase().as_str() {
            "startswith" => self.function(Filter::StartsWith),
            "endswith" => self.function(Filter::EndsWith),
            _ => self.comparison(&word),
        }
    }

    fn any(&mut self, collection: &str) -> Option<Filter> {
        self.sign('(')?;
        self.element = Some(self.word()?);
        self.sign(':')?;
        let inner = self.either()?;
        self.sign(')')?;
        self.element = None;
        Some(Filter::Any(collection.to_owned(), Box::new(inner)))
    }

    fn function(&mut self, make: fn(String, String) -> Filter) -> Option<Filter> {
        self.sign('(')?;
        let property = self.word()?;
        self.sign(',')?;
        let Token::Text(text) = self.take()? else {
            return None;
        };
        self.sign(')')?;
        Some(make(self.property(property), text))
    }

    fn comparison(&mut self, property: &str) -> Option<Filter> {
        let property = self.property(property.to_owned());
        let operator = match self.word()?.as_str() {
            "eq" => Operator::Equal,
            "ne" => Operator::NotEqual,
            "ge" => Operator::AtLeast,
            "le" => Operator::AtMost,
            "in" => {
                self.sign('(')?;
                let mut values = vec![self.value()?];
                while self.tokens.get(self.next) == Some(&Token::Sign(',')) {
                    self.next += 1;
                    values.push(self.value()?);
                }
                self.sign(')')?;
                return Some(Filter::In(property, values));
            }
            _ => return None,
        };
        Some(Filter::Compare(property, operator, self.value()?))
    }

    /// The element of `any` is the member without a name.
    fn property(&self, name: String) -> String {
        if self.element.as_ref() == Some(&name) {
            String::new()
        } else {
            name
        }
    }

    fn value(&mut self) -> Option<Value> {
        match self.take()? {
            Token::Text(text) => Some(Value::String(text)),
            Token::Word(word) => serde_json::from_str(&word).ok(),
            Token::Sign(_) => None,
        }
    }
}
