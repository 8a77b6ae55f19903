//! Outlook serves four requests of an app at a time, whatever mailboxes they are for (`graph-wire.md` 4.1). Photos are Outlook's.

use super::tier::OUTLOOK_CONCURRENCY;
use crate::guarded::Guarded;
use std::collections::HashMap;

/// Requests being served, by app.
#[derive(Debug, Default)]
pub(super) struct Outlook(Guarded<HashMap<String, usize>>);

/// Room for some requests; given back when dropped.
#[derive(Debug)]
pub(super) struct Seats<'a> {
    outlook: &'a Outlook,
    app: String,
    count: usize,
}

impl Outlook {
    /// Room for so many requests at a time; `None` when there is not enough.
    pub(super) fn seats(&self, app: &str, count: usize) -> Option<Seats<'_>> {
        let mut taken = self.0.lock();
        let of_app = taken.entry(app.to_owned()).or_default();
        if *of_app + count > OUTLOOK_CONCURRENCY {
            return None;
        }
        *of_app += count;
        Some(Seats {
            outlook: self,
            app: app.to_owned(),
            count,
        })
    }
}

impl Drop for Seats<'_> {
    fn drop(&mut self) {
        if let Some(of_app) = self.outlook.0.lock().get_mut(&self.app) {
            *of_app -= self.count;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Outlook;

    #[test]
    fn an_app_has_four_seats_and_gets_them_back() {
        let outlook = Outlook::default();
        let three = outlook.seats("a", 3).unwrap();
        assert!(outlook.seats("a", 2).is_none());
        assert!(outlook.seats("b", 4).is_some());
        let fourth = outlook.seats("a", 1).unwrap();
        assert!(outlook.seats("a", 1).is_none());
        drop(three);
        assert!(outlook.seats("a", 3).is_some());
        drop(fourth);
    }
}
