//! Faults on demand. Rules are tried in order for every request; the first that applies decides what happens to it. Chance comes from a seeded
//! generator, so that the same requests in the same order meet the same faults.

use crate::call::Kind;
use crate::settings::BodyForm;
use serde::{Deserialize, Serialize};

/// What happens to a request that a rule hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Action {
    /// Answered with the rule's status; nothing takes effect.
    Respond,
    /// The request takes effect; what the client sees is the rule's status all the same (reported of writes answered with 429).
    RespondAfter,
    /// The connection breaks before anything takes effect.
    ResetBefore,
    /// The request takes effect, then the connection breaks without an answer.
    ResetAfter,
    /// Answered as usual, later.
    Delay,
    /// Never answered; it ends when the client goes away.
    Hang,
    /// Takes effect; half of the answer's body arrives, then the connection breaks.
    Truncate,
    /// Answered as usual, the body in ten pieces within `delayMs`.
    SlowBody,
    /// Answered as usual, then the connection is closed in order: `Connection: close`, or GOAWAY of HTTP/2.
    CloseAfter,
    /// Answered as if the token had expired; nothing takes effect.
    ExpireToken,
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Fault {
    /// A name of [`Kind`], or `*`.
    pub kind: String,
    /// What happens.
    pub action: Action,
    /// HTTP status of `respond` and `respondAfter`.
    #[serde(default = "too_many_requests")]
    pub status: u16,
    /// `Retry-After`: seconds as text, `date` for an HTTP date one second ahead, empty for none.
    #[serde(default)]
    pub retry_after: String,
    /// Body of `respond`.
    #[serde(default)]
    pub body: BodyForm,
    /// Milliseconds of `delay` and `slowBody`.
    #[serde(default)]
    pub delay_ms: u64,
    /// How many of a hundred matching requests are hit.
    #[serde(default = "always")]
    pub percent: u8,
    /// After so many hits the rule is spent; 0 for never.
    #[serde(default)]
    pub count: u64,
}

const fn too_many_requests() -> u16 {
    429
}

const fn always() -> u8 {
    100
}

impl Fault {
    /// A rule that hits every request of the kind (`None`: of any).
    pub fn new(kind: Option<Kind>, action: Action) -> Self {
        let kind = kind.map_or("*", Kind::name).to_owned();
        Self {
            kind,
            action,
            status: too_many_requests(),
            retry_after: String::new(),
            body: BodyForm::Service,
            delay_ms: 0,
            percent: always(),
            count: 0,
        }
    }

    /// Reads the form of the command line: `kind=photo.upload,action=respond,status=429,percent=20`, the names those of the control service.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut members = serde_json::Map::from_iter([("kind".to_owned(), "*".into())]);
        for pair in text.split(',') {
            let (name, value) = pair
                .split_once('=')
                .ok_or_else(|| format!("'{pair}' is not name=value"))?;
            let number = value.parse::<u64>().ok().filter(|_| name != "retryAfter");
            let value = number.map_or_else(|| value.into(), serde_json::Value::from);
            members.insert(name.trim().to_owned(), value);
        }
        let fault: Self =
            serde_json::from_value(members.into()).map_err(|error| error.to_string())?;
        fault.check()?;
        Ok(fault)
    }

    /// `Err` names what is wrong.
    pub(crate) fn check(&self) -> Result<(), String> {
        if self.kind != "*" && Kind::from_name(&self.kind).is_none() {
            return Err(format!("'{}' is not a kind of request", self.kind));
        }
        if !(100..=599).contains(&self.status) || self.percent > 100 {
            return Err("status is 100 to 599, percent 0 to 100".to_owned());
        }
        match self.retry_after.as_str() {
            "" | "date" => Ok(()),
            seconds => seconds
                .parse::<u64>()
                .map(drop)
                .map_err(|_| "retryAfter is seconds, 'date' or ''".to_owned()),
        }
    }
}

/// The rules in force.
#[derive(Debug)]
pub(crate) struct Faults {
    seed: u64,
    random: fastrand::Rng,
    rules: Vec<(Fault, u64)>,
}

impl Faults {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            seed,
            random: fastrand::Rng::with_seed(seed),
            rules: Vec::new(),
        }
    }

    /// Puts these rules in place of all others and starts the generator anew.
    pub(crate) fn set(&mut self, rules: Vec<Fault>) {
        self.random = fastrand::Rng::with_seed(self.seed);
        self.rules = rules.into_iter().map(|rule| (rule, 0)).collect();
    }

    /// The rules with the number of their hits.
    pub(crate) fn rules(&self) -> Vec<serde_json::Value> {
        self.rules
            .iter()
            .map(|(rule, hits)| serde_json::json!({"rule": rule, "hits": hits}))
            .collect()
    }

    /// The rule that hits this request, if any.
    pub(crate) fn hit(&mut self, kind: Kind) -> Option<Fault> {
        for (rule, hits) in &mut self.rules {
            // Items of a batch have their own rules only: their envelope was hit or spared already.
            let any = rule.kind == "*" && kind != Kind::GraphBatchItem;
            let matches = any || rule.kind == kind.name();
            let spent = rule.count > 0 && *hits >= rule.count;
            if matches && !spent && self.random.u8(0..100) < rule.percent {
                *hits += 1;
                return Some(rule.clone());
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::{Action, Fault, Faults};
    use crate::call::Kind;

    #[test]
    fn chance_is_the_same_in_every_run() {
        let rule = Fault {
            percent: 20,
            ..Fault::new(None, Action::Respond)
        };
        let run = || {
            let mut faults = Faults::new(5);
            faults.set(vec![rule.clone()]);
            (0..1000)
                .map(|_| faults.hit(Kind::Other).is_some())
                .collect::<Vec<_>>()
        };
        let hits = run();
        assert_eq!(hits, run());
        assert!((150..250).contains(&hits.iter().filter(|hit| **hit).count()));
    }

    #[test]
    fn a_rule_can_be_written_in_a_line() {
        let rule = Fault::parse(
            "kind=photo.upload,action=respond,status=503,retryAfter=7,body=html,percent=20",
        );
        let expected = Fault {
            status: 503,
            retry_after: "7".to_owned(),
            body: crate::settings::BodyForm::Html,
            percent: 20,
            ..Fault::new(Some(Kind::PhotoUpload), Action::Respond)
        };
        assert_eq!(rule, Ok(expected));
        assert_eq!(
            Fault::parse("action=closeAfter"),
            Ok(Fault::new(None, Action::CloseAfter))
        );
        for wrong in [
            "",
            "kind=photo,action=hang",
            "action=explode",
            "action=hang,often=1",
        ] {
            assert!(Fault::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn every_action_is_said_alike_in_a_line_in_the_control_service_and_in_code() {
        for (name, action) in [
            ("respond", Action::Respond),
            ("respondAfter", Action::RespondAfter),
            ("resetBefore", Action::ResetBefore),
            ("resetAfter", Action::ResetAfter),
            ("delay", Action::Delay),
            ("hang", Action::Hang),
            ("truncate", Action::Truncate),
            ("slowBody", Action::SlowBody),
            ("closeAfter", Action::CloseAfter),
            ("expireToken", Action::ExpireToken),
        ] {
            let rule = Fault::new(None, action);
            assert_eq!(Fault::parse(&format!("action={name}")).as_ref(), Ok(&rule));
            let json = serde_json::json!({"kind": "*", "action": name});
            assert_eq!(serde_json::from_value::<Fault>(json).unwrap(), rule);
        }
    }

    #[test]
    fn a_rule_is_for_its_kind_and_its_count() {
        let mut faults = Faults::new(1);
        faults.set(vec![Fault {
            count: 2,
            ..Fault::new(Some(Kind::PhotoUpload), Action::ResetAfter)
        }]);
        assert!(faults.hit(Kind::Token).is_none());
        assert_eq!(
            (0..5)
                .filter(|_| faults.hit(Kind::PhotoUpload).is_some())
                .count(),
            2
        );
        assert!(
            Fault {
                kind: "photo".to_owned(),
                ..Fault::new(None, Action::Hang)
            }
            .check()
            .is_err()
        );
        assert!(
            Fault {
                retry_after: "soon".to_owned(),
                ..Fault::new(None, Action::Hang)
            }
            .check()
            .is_err()
        );
    }
}
