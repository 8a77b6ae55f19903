//! Names of people from many places, and the ASCII names AD and Entra make of them.

use std::collections::HashMap;

/// Given names and surnames that go together.
const CULTURES: [(&[&str], &[&str]); 9] = [
    (
        &[
            "Emma",
            "James",
            "Olivia",
            "Henry",
            "Charlotte",
            "Liam",
            "Grace",
            "Samuel",
            "Hannah",
            "Daniel",
            "Ruth",
            "Oscar",
        ],
        &[
            "Taylor",
            "Whitfield",
            "Hughes",
            "Carter-Reed",
            "Morgan",
            "Bennett",
            "Foster",
            "Walsh",
            "Barnes",
            "Ellison",
            "Price",
            "Doyle",
        ],
    ),
    (
        &[
            "Seán", "Aoife", "Ciarán", "Niamh", "Róisín", "Eoin", "Siobhán", "Pádraig",
        ],
        &[
            "O'Neill",
            "O'Brien",
            "Murphy",
            "O'Connor",
            "Byrne",
            "Ó Súilleabháin",
            "Kelly",
            "D'Arcy",
        ],
    ),
    (
        &[
            "Jürgen", "Anja", "Björn", "Käthe", "Matthias", "Sabine", "Jörg", "Heike", "Lukas",
            "Ute",
        ],
        &[
            "Müller",
            "Schröder",
            "Weiß",
            "Groß",
            "Krämer",
            "Vogel",
            "Müller-Lüdenscheidt",
            "Köhler",
            "Brandt",
            "Zöllner",
        ],
    ),
    (
        &[
            "Jean-Luc",
            "Élodie",
            "François",
            "Amélie",
            "Benoît",
            "Chloé",
            "Anaïs",
            "Gaël",
            "Zoé",
        ],
        &[
            "Lefèvre",
            "D'Amboise",
            "Bélanger",
            "Rousseau",
            "Châtelain",
            "Moreau",
            "Garçon",
            "Saint-Pierre",
            "Noël",
        ],
    ),
    (
        &[
            "María", "José", "Lucía", "Íñigo", "Ana", "Andrés", "Begoña", "Joaquín", "Inés",
        ],
        &[
            "García", "Muñoz", "Ibáñez", "Castro", "Peña", "Vázquez", "Núñez", "Ríos", "Ortega",
        ],
    ),
    (
        &[
            "Søren", "Åsa", "Bjørn", "Ingrid", "Mette", "Jens", "Häkan", "Linnéa", "Øystein",
        ],
        &[
            "Sørensen",
            "Ångström",
            "Lindqvist",
            "Dahl",
            "Bjørnstad",
            "Nyström",
            "Kjær",
            "Hansen",
            "Sjöberg",
        ],
    ),
    (
        &[
            "Łukasz",
            "Agnieszka",
            "Zdeněk",
            "Věra",
            "Małgorzata",
            "Jiří",
            "Stanisław",
            "Eliška",
        ],
        &[
            "Wójcik",
            "Dvořák",
            "Żukowski",
            "Novák",
            "Kowalczyk",
            "Šimek",
            "Łapiński",
            "Černá",
        ],
    ),
    (
        &[
            "Yuki", "Haruto", "Mei", "Priya", "Arjun", "Ananya", "Linh", "Wei", "Min-jun", "Ji-woo",
        ],
        &[
            "Tanaka", "Sato", "Chen", "Sharma", "Iyer", "Nguyen", "Kim", "Suzuki", "Rao", "Park",
        ],
    ),
    (
        &[
            "Fatima", "Omar", "Ayşe", "Mehmet", "Amina", "Kwame", "Ngozi", "Çağla", "Tunde",
        ],
        &[
            "El-Sayed", "Yılmaz", "Okafor", "Al-Farsi", "Mensah", "Şahin", "Diallo", "Öztürk",
            "Adeyemi",
        ],
    ),
];

/// The first employees of every tenant, whatever the seed: names on which clients stumble.
const ALWAYS: [(&str, &str); 6] = [
    ("Anna", "Lindqvist"),
    ("Seán", "O'Neill"),
    ("Jean-Luc", "Saint-Pierre"),
    ("Björn", "Weiß"),
    ("Łukasz", "Żukowski"),
    ("María", "Muñoz"),
];

/// One person's names.
pub(super) struct Name {
    pub(super) given: &'static str,
    pub(super) surname: &'static str,
    /// Local part of the UPN: ASCII, lower case, unique; apostrophes and hyphens stay.
    pub(super) mailbox: String,
    /// AD logon name: letters and digits, unique, at most 20 characters.
    pub(super) sam: String,
}

/// A pair of names that people of the tenant share, and the plain names made of it.
#[derive(Debug)]
struct Pair {
    given: &'static str,
    surname: &'static str,
    /// Positions in the lists of plain names.
    mailbox: usize,
    sam: usize,
}

/// A plain name and the people who have it, in order. The first has it as it is, the others with their number behind it.
#[derive(Debug)]
struct Namesakes {
    plain: String,
    people: Vec<u32>,
}

impl Namesakes {
    fn numbered(&self, number: u32) -> String {
        if number == 1 {
            self.plain.clone()
        } else {
            format!("{}{number}", self.plain)
        }
    }
}

/// Plain names, found by text.
#[derive(Debug, Default)]
struct Plain {
    all: Vec<Namesakes>,
    positions: HashMap<String, usize>,
}

impl Plain {
    fn position(&mut self, plain: String) -> usize {
        *self.positions.entry(plain).or_insert_with_key(|plain| {
            self.all.push(Namesakes {
                plain: plain.clone(),
                people: Vec::new(),
            });
            self.all.len() - 1
        })
    }

    /// Adds a person and gives their number among the namesakes.
    fn add(&mut self, position: usize, person: u32) -> u32 {
        let people = &mut self.all[position].people;
        people.push(person);
        u32::try_from(people.len()).unwrap_or(u32::MAX)
    }

    /// Who has the name. Plain names hold no digits, so the number behind them is unambiguous.
    fn person(&self, name: &str) -> Option<usize> {
        let plain = name.trim_end_matches(|letter: char| letter.is_ascii_digit());
        let number = match &name[plain.len()..] {
            "" => 1,
            digits => digits.parse::<usize>().ok().filter(|number| *number > 1)?,
        };
        let namesakes = &self.all[*self.positions.get(plain)?];
        let person = *namesakes.people.get(number - 1)?;
        // Digits may be written with zeros in front, names may not.
        (namesakes.numbered(u32::try_from(number).ok()?) == name).then_some(person as usize)
    }
}

/// Who is called what: fourteen bytes a person, so that a million of them are no burden. Names are put together when asked for.
#[derive(Debug)]
pub(super) struct Names {
    pairs: Vec<Pair>,
    mailboxes: Plain,
    sams: Plain,
    /// Pair, and number among the namesakes of mailbox and AD name.
    people: Vec<(u16, u32, u32)>,
}

impl Names {
    /// Draws the names of so many people.
    pub(super) fn draw(count: usize, seed: u64) -> Self {
        let mut names = Self {
            pairs: Vec::new(),
            mailboxes: Plain::default(),
            sams: Plain::default(),
            people: Vec::with_capacity(count),
        };
        let always = ALWAYS.map(|(given, surname)| names.pair(given, surname));
        let cultures = CULTURES.map(|(given, surnames)| {
            let of_given = |given: &&'static str| {
                let pairs = surnames.iter().map(|surname| names.pair(given, surname));
                pairs.collect::<Vec<_>>()
            };
            given.iter().map(of_given).collect::<Vec<_>>()
        });
        let mut random = fastrand::Rng::with_seed(seed);
        for index in 0..count {
            let pair = always.get(index).copied().unwrap_or_else(|| {
                let culture = &cultures[random.usize(0..cultures.len())];
                let surnames = &culture[random.usize(0..culture.len())];
                surnames[random.usize(0..surnames.len())]
            });
            let person = u32::try_from(index).unwrap_or(u32::MAX);
            let Pair { mailbox, sam, .. } = names.pairs[usize::from(pair)];
            let numbers = (
                names.mailboxes.add(mailbox, person),
                names.sams.add(sam, person),
            );
            names.people.push((pair, numbers.0, numbers.1));
        }
        names
    }

    fn pair(&mut self, given: &'static str, surname: &'static str) -> u16 {
        let (first, last) = (ascii(given), ascii(surname).replace(' ', ""));
        let letters = |text: &str| {
            text.chars()
                .filter(char::is_ascii_alphanumeric)
                .collect::<String>()
        };
        let short: String = format!("{}{}", &letters(&first)[..1], letters(&last))
            .chars()
            .take(13)
            .collect();
        self.pairs.push(Pair {
            given,
            surname,
            mailbox: self.mailboxes.position(format!("{first}.{last}")),
            sam: self.sams.position(short),
        });
        u16::try_from(self.pairs.len() - 1).unwrap_or(u16::MAX)
    }

    pub(super) fn len(&self) -> usize {
        self.people.len()
    }

    /// The names of a person.
    pub(super) fn of(&self, index: usize) -> Name {
        let (pair, mailbox, sam) = self.people[index];
        let pair = &self.pairs[usize::from(pair)];
        Name {
            given: pair.given,
            surname: pair.surname,
            mailbox: self.mailboxes.all[pair.mailbox].numbered(mailbox),
            sam: self.sams.all[pair.sam].numbered(sam),
        }
    }

    /// Who has this mailbox, written in lower case.
    pub(super) fn by_mailbox(&self, mailbox: &str) -> Option<usize> {
        self.mailboxes.person(mailbox)
    }
}

/// Lower-case ASCII of a European name, as directory administrators write it.
fn ascii(name: &str) -> String {
    let mut out = String::new();
    for letter in name.to_lowercase().chars() {
        match letter {
            'á' | 'à' | 'â' | 'ã' | 'å' => out.push('a'),
            'ä' | 'æ' => out.push_str("ae"),
            'ç' | 'č' => out.push('c'),
            'é' | 'è' | 'ê' | 'ë' | 'ě' => out.push('e'),
            'ğ' => out.push('g'),
            'í' | 'î' | 'ï' | 'ì' | 'ı' => out.push('i'),
            'ł' => out.push('l'),
            'ñ' | 'ń' => out.push('n'),
            'ó' | 'ô' | 'ò' | 'ø' => out.push('o'),
            'ö' => out.push_str("oe"),
            'ř' => out.push('r'),
            'š' | 'ş' | 'ś' => out.push('s'),
            'ß' => out.push_str("ss"),
            'ú' | 'û' | 'ù' => out.push('u'),
            'ü' => out.push_str("ue"),
            'ž' | 'ż' | 'ź' => out.push('z'),
            other if other.is_ascii() => out.push(other),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{ALWAYS, CULTURES, ascii};

    #[test]
    fn every_letter_in_use_has_an_ascii_form() {
        let all = CULTURES
            .iter()
            .flat_map(|(given, surnames)| given.iter().chain(surnames.iter()))
            .copied();
        for name in all.chain(
            ALWAYS
                .iter()
                .flat_map(|(given, surname)| [*given, *surname]),
        ) {
            let plain = ascii(name);
            assert!(
                plain.is_ascii() && plain.len() >= name.chars().count(),
                "{name} became {plain}"
            );
        }
        assert_eq!(ascii("Ó Súilleabháin"), "o suilleabhain");
        assert_eq!(ascii("O'Neill"), "o'neill");
    }
}
