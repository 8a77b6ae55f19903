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

/// Draws names and keeps them unique.
pub(super) struct Names {
    random: fastrand::Rng,
    mailboxes: HashMap<String, usize>,
    sams: HashMap<String, usize>,
}

impl Names {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            random: fastrand::Rng::with_seed(seed),
            mailboxes: HashMap::new(),
            sams: HashMap::new(),
        }
    }

    pub(super) fn next(&mut self, index: usize) -> Name {
        let (given, surname) = ALWAYS.get(index).copied().unwrap_or_else(|| {
            let (given, surnames) = CULTURES[self.random.usize(0..CULTURES.len())];
            (
                given[self.random.usize(0..given.len())],
                surnames[self.random.usize(0..surnames.len())],
            )
        });
        let (first, last) = (ascii(given), ascii(surname).replace(' ', ""));
        let mailbox = unique(&mut self.mailboxes, format!("{first}.{last}"));
        let letters = |text: &str| {
            text.chars()
                .filter(char::is_ascii_alphanumeric)
                .collect::<String>()
        };
        let short: String = format!("{}{}", &letters(&first)[..1], letters(&last))
            .chars()
            .take(13)
            .collect();
        let sam = unique(&mut self.sams, short);
        Name {
            given,
            surname,
            mailbox,
            sam,
        }
    }
}

/// The name itself, or with a number behind it for a namesake. Names hold no digits, so the result is unique.
fn unique(taken: &mut HashMap<String, usize>, name: String) -> String {
    let namesakes = taken.entry(name.clone()).or_default();
    *namesakes += 1;
    if *namesakes == 1 {
        name
    } else {
        format!("{name}{namesakes}")
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
