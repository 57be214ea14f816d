//! Who each customer is by now: what all requests together come to.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;

use super::Did;
use super::asked::{Asked, Contact};
use crate::intake::Pseudonyms;
use crate::{LakeError, Secret};

/// All requests, and what they come to. A new request gives a new one.
#[derive(Clone)]
pub(crate) struct Customers {
    asked: Vec<Asked>,
    fates: HashMap<String, Fate>,
    /// Contact → whose work it was, and the request.
    contacts: HashMap<String, Vec<(Option<String>, u64)>>,
    pseudonyms: Option<Pseudonyms>,
    contact_key: [u8; 32],
}

/// What became of a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fate {
    /// Forgotten, by the request of that number.
    Forgotten(u64),
    /// The same as another one.
    Is(String),
}

impl Customers {
    pub(crate) fn new(asked: Vec<Asked>, key: &Secret) -> Self {
        Self {
            fates: fates(&asked),
            contacts: contacts(&asked),
            asked,
            pseudonyms: Pseudonyms::new(key),
            contact_key: blake3::derive_key(
                "Tandem 2026-11 contacts of forgotten customers",
                key.bytes(),
            ),
        }
    }

    /// The same with other requests.
    fn with(&self, asked: Vec<Asked>) -> Self {
        Self {
            fates: fates(&asked),
            contacts: contacts(&asked),
            asked,
            ..self.clone()
        }
    }

    pub(crate) fn asked(&self) -> &[Asked] {
        &self.asked
    }

    /// When it was asked that customers be forgotten, of requests that are done.
    pub(crate) fn forgotten_at(&self) -> Vec<Timestamp> {
        let done = self.asked.iter().filter(|asked| asked.done);
        done.filter(|asked| asked.did == Did::Forgotten)
            .map(|asked| asked.at)
            .collect()
    }

    /// The request of that number.
    pub(crate) fn request(&self, number: u64) -> Option<&Asked> {
        self.asked.iter().find(|asked| asked.number == number)
    }

    /// Whether nobody ever asked for anything.
    pub(crate) fn is_empty(&self) -> bool {
        self.asked.is_empty()
    }

    /// Whether anybody was forgotten.
    pub(crate) fn anybody_forgotten(&self) -> bool {
        self.asked.iter().any(|asked| asked.did == Did::Forgotten)
    }

    /// What became of a customer; nothing when nobody asked.
    pub(crate) fn fate(&self, hash: &str) -> Option<&Fate> {
        self.fates.get(hash)
    }

    /// The hash of an identity.
    pub(crate) fn hash(&self, identity: &str) -> String {
        let mut hash = String::new();
        if let Some(pseudonyms) = &self.pseudonyms {
            pseudonyms.of(identity, &mut hash);
        }
        hash
    }

    /// How a contact is told.
    pub(crate) fn contact(&self, id: &str, party: Option<&str>) -> Contact {
        let digest = blake3::keyed_hash(&self.contact_key, id.as_bytes());
        let mut mark = digest.to_hex().to_string();
        mark.truncate(32);
        Contact {
            party: party.map(str::to_owned),
            mark,
        }
    }

    /// The request by which the customer of a contact was forgotten. A row that does not say whose work it was belongs to
    /// any contact of that identifier.
    pub(crate) fn contact_of(&self, contact: &Contact) -> Option<u64> {
        let known = self.contacts.get(&contact.mark)?;
        known
            .iter()
            .find(|(party, _)| {
                party.is_none() || contact.party.is_none() || *party == contact.party
            })
            .map(|(_, request)| *request)
    }

    /// Whether contacts of who was forgotten are known.
    pub(crate) fn has_contacts(&self) -> bool {
        !self.contacts.is_empty()
    }

    /// Whether exactly this contact is known under a request.
    pub(crate) fn knows(&self, request: u64, contact: &Contact) -> bool {
        self.contacts.get(&contact.mark).is_some_and(|known| {
            known
                .iter()
                .any(|(party, number)| *number == request && *party == contact.party)
        })
    }

    /// The same with contacts of who was forgotten, whose words are then to be sought in all tables.
    pub(crate) fn with_contacts(&self, found: &BTreeSet<(u64, Contact)>) -> Self {
        let mut asked = self.asked.clone();
        for request in &mut asked {
            let new = found
                .iter()
                .filter(|(number, _)| *number == request.number)
                .map(|(_, contact)| contact)
                .filter(|contact| !request.contacts.contains(contact))
                .cloned()
                .collect::<Vec<_>>();
            if !new.is_empty() {
                request.contacts.extend(new);
                request.contacts.sort();
                request.done = false;
            }
        }
        self.with(asked)
    }

    /// What the requests up to one come to, that one included.
    pub(crate) fn until(&self, number: u64) -> Self {
        let asked = self.asked.iter().filter(|asked| asked.number <= number);
        self.with(asked.cloned().collect())
    }

    /// The same with a request done.
    pub(crate) fn with_done(&self, number: u64) -> Self {
        let mut asked = self.asked.clone();
        for request in &mut asked {
            request.done |= request.number == number;
        }
        self.with(asked)
    }

    /// Numbers of the requests that are not done, oldest first.
    pub(crate) fn open(&self) -> Vec<u64> {
        let open = self.asked.iter().filter(|asked| !asked.done);
        open.map(|asked| asked.number).collect()
    }

    /// The same with one more request.
    ///
    /// # Errors
    /// When it makes no sense after those before it.
    pub(crate) fn with_request(
        &self,
        (did, customer, into): (Did, String, Option<String>),
        (by, reason): (&str, &str),
        at: Timestamp,
    ) -> Result<Self, LakeError> {
        let refused = |cause: String, hint: &str| LakeError::CustomerRefused {
            cause,
            hint: hint.to_owned(),
        };
        let forgotten = |hash: &str| match self.fate(hash) {
            Some(Fate::Forgotten(number)) => Some(*number),
            _ => None,
        };
        let is = |hash: &str| match self.fate(hash) {
            Some(Fate::Is(other)) => other.clone(),
            _ => hash.to_owned(),
        };
        if let Some(number) = forgotten(&customer) {
            return Err(refused(
                format!("this customer was forgotten already, by request {number}"),
                "There is nothing left to do: what comes later is forgotten as it comes.",
            ));
        }
        if let Some(into) = &into {
            if *into == customer {
                return Err(refused(
                    "a customer cannot be merged into itself".to_owned(),
                    "Name the account that goes and the account that stays.",
                ));
            }
            if let Some(number) = forgotten(into) {
                return Err(refused(
                    format!("the customer who would stay was forgotten, by request {number}"),
                    "Forget the other one as well.",
                ));
            }
            if is(into) == is(&customer) {
                return Err(refused(
                    "these two are one customer already, by an earlier merge".to_owned(),
                    "There is nothing left to do.",
                ));
            }
        }
        let number = self.asked.last().map_or(0, |asked| asked.number) + 1;
        let mut asked = self.asked.clone();
        asked.push(Asked {
            number,
            did,
            customer,
            into,
            at,
            by: by.to_owned(),
            reason: reason.to_owned(),
            contacts: Vec::new(),
            done: false,
        });
        Ok(self.with(asked))
    }
}

/// Who somebody is after the merges so far.
fn root<'a>(into: &HashMap<&'a str, &'a str>, mut customer: &'a str) -> &'a str {
    // It ends: somebody who is another one is never merged into again, but that other one.
    while let Some(next) = into.get(customer) {
        customer = next;
    }
    customer
}

fn fates(asked: &[Asked]) -> HashMap<String, Fate> {
    let mut into: HashMap<&str, &str> = HashMap::new();
    let mut forgotten: HashMap<&str, u64> = HashMap::new();
    for request in asked {
        let customer = root(&into, &request.customer);
        match &request.into {
            // Two accounts that were one person are forgotten together.
            None => {
                forgotten.entry(customer).or_insert(request.number);
            }
            Some(stays) => {
                let stays = root(&into, stays);
                if stays != customer {
                    into.insert(customer, stays);
                }
            }
        }
    }
    asked
        .iter()
        .flat_map(|request| [Some(&request.customer), request.into.as_ref()])
        .flatten()
        .filter_map(|hash| {
            let now = root(&into, hash);
            let fate = match forgotten.get(now) {
                Some(number) => Fate::Forgotten(*number),
                None if now == hash => return None,
                None => Fate::Is(now.to_owned()),
            };
            Some((hash.clone(), fate))
        })
        .collect()
}

fn contacts(asked: &[Asked]) -> HashMap<String, Vec<(Option<String>, u64)>> {
    let mut contacts: HashMap<String, Vec<_>> = HashMap::new();
    for request in asked {
        for contact in &request.contacts {
            let known = contacts.entry(contact.mark.clone()).or_default();
            known.push((contact.party.clone(), request.number));
        }
    }
    contacts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(steps: &[(&str, Option<&str>)]) -> Result<Customers, String> {
        let mut customers = Customers::new(Vec::new(), &Secret::new("a key for tests"));
        for (customer, into) in steps {
            let did = if into.is_some() {
                Did::Merged
            } else {
                Did::Forgotten
            };
            let what = (did, (*customer).to_owned(), into.map(str::to_owned));
            customers = customers
                .with_request(what, ("sam", "asked"), Timestamp::UNIX_EPOCH)
                .map_err(|error| error.to_string())?;
        }
        Ok(customers)
    }

    fn told(steps: &[(&str, Option<&str>)]) -> String {
        match after(steps) {
            Err(refused) => refused,
            Ok(customers) => ["a", "b", "c", "d"]
                .map(|hash| match customers.fate(hash) {
                    None => hash.to_owned(),
                    Some(Fate::Forgotten(number)) => format!("-{number}"),
                    Some(Fate::Is(other)) => other.clone(),
                })
                .join(" "),
        }
    }

    #[test]
    fn requests_follow_one_another() {
        let check = |steps: &[(&str, Option<&str>)], expect: &str| assert_eq!(told(steps), expect);
        check(&[("a", None)], "-1 b c d");
        check(&[("a", Some("b"))], "b b c d");
        check(&[("a", Some("b")), ("b", Some("c"))], "c c c d");
        check(&[("b", Some("c")), ("a", Some("b"))], "c c c d");
        check(&[("a", Some("b")), ("a", Some("c"))], "c c c d");
        check(&[("a", Some("b")), ("b", None)], "-2 -2 c d");
        check(&[("a", Some("b")), ("a", None)], "-2 -2 c d");
        check(&[("a", None), ("c", Some("d")), ("d", None)], "-1 b -3 -3");
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        let check = |steps: &[(&str, Option<&str>)], expect: &str| {
            let told = told(steps);
            assert!(told.contains(expect), "{told}");
        };
        check(&[("a", Some("a"))], "into itself");
        check(
            &[("a", Some("b")), ("b", Some("a"))],
            "one customer already",
        );
        check(
            &[("a", Some("b")), ("b", Some("c")), ("c", Some("a"))],
            "one customer already",
        );
        check(&[("a", None), ("a", None)], "by request 1");
        check(&[("a", None), ("a", Some("b"))], "forgotten already");
        check(&[("b", None), ("a", Some("b"))], "who would stay");
    }

    #[test]
    fn a_contact_is_of_one_party_where_both_say_so() {
        let customers = after(&[("a", None)]).unwrap();
        let contact = customers.contact("1001", Some("alder"));
        let customers = customers.with_contacts(&BTreeSet::from([(1, contact)]));
        let of = |party| customers.contact_of(&customers.contact("1001", party));
        assert_eq!(of(Some("alder")), Some(1));
        assert_eq!(of(None), Some(1));
        assert_eq!(of(Some("birch")), None);
        assert_eq!(customers.contact_of(&customers.contact("1002", None)), None);
    }
}
