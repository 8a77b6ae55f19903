//! Writes that readers see late. The new value is stored at once; until it has spread, readers get the one before it.

use crate::clock::unix_now;
use crate::profiles::Properties;
use std::collections::HashMap;

/// What readers still see of a property.
#[derive(Debug)]
struct Former {
    name: String,
    value: String,
    until: u64,
}

/// The values that writes have not yet replaced for readers, by user.
#[derive(Debug, Default)]
pub(crate) struct Propagation {
    seconds: u64,
    former: HashMap<usize, Vec<Former>>,
}

impl Propagation {
    /// Writes from now on spread in so many seconds.
    pub(crate) fn set_delay(&mut self, seconds: u64) {
        self.seconds = seconds;
    }

    pub(crate) fn delays(&self) -> bool {
        self.seconds > 0
    }

    /// Notes what a write replaces.
    pub(crate) fn note(&mut self, user: usize, name: &str, replaced: &str) {
        let now = unix_now();
        let of_user = self.former.entry(user).or_default();
        of_user.retain(|former| former.until > now);
        let until = now.saturating_add(self.seconds);
        of_user.push(Former {
            name: name.to_owned(),
            value: replaced.to_owned(),
            until,
        });
    }

    /// Puts the former values in place of those that have not spread yet.
    pub(crate) fn hide(&self, user: usize, properties: &mut Properties) {
        let now = unix_now();
        let of_user = self.former.get(&user).into_iter().flatten();
        // Of several writes under way, readers see what the oldest of them replaced: it is put in last.
        for former in of_user.filter(|former| former.until > now).rev() {
            let held = properties
                .iter_mut()
                .find(|(name, _)| name.eq_ignore_ascii_case(&former.name));
            if let Some((_, value)) = held {
                value.clone_from(&former.value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Propagation;
    use crate::clock::Clock;
    use std::time::Duration;

    #[test]
    fn readers_see_the_former_value_until_the_write_has_spread() {
        let clock = Clock::new(1);
        let mut propagation = Propagation::default();
        propagation.set_delay(60);
        let seen = |propagation: &Propagation| {
            let mut properties = vec![("Fax".to_owned(), "third".to_owned())];
            propagation.hide(4, &mut properties);
            properties.remove(0).1
        };
        clock.within(|| {
            propagation.note(4, "fax", "first");
            clock.advance(Duration::from_secs(30));
            propagation.note(4, "Fax", "second");
            assert_eq!(seen(&propagation), "first");
            clock.advance(Duration::from_secs(31));
            assert_eq!(seen(&propagation), "second");
            clock.advance(Duration::from_secs(31));
            assert_eq!(seen(&propagation), "third");
        });
    }
}
