//! Everyone who may come to the door, with what they come with.

use serde_json::json;

use crate::client::Call;
use crate::house::{House, Session};

/// Names that give a party away: itself, its places, its people, its contacts, what was noted about it.
const OF_ATELIER: &[&str] = &[
    "atelier",
    "mossgate",
    "ag_h",
    "hana",
    "iversen",
    "hotel-note",
];
const OF_QUILLON: &[&str] = &[
    "quillon",
    "vexley",
    "dunmoor",
    "ag_q",
    "quin",
    "adair",
    "quest@",
    "ferro",
    "quade",
    "holm@",
    "quora",
    "quebec-note",
];
const OF_ZEPHYRINE: &[&str] = &[
    "zephyrine",
    "karsholt",
    "ag_z",
    "zora",
    "blythe",
    "zulu-note",
];
/// What whoever sees everything is told somewhere: if it were not, its absence elsewhere would show nothing.
pub const TOLD_TO_THE_LEAD: &[&str] = &[
    "atelier",
    "mossgate",
    "ag_h1",
    "hotel-note",
    "quillon",
    "dunmoor",
    "vexley_b",
    "ag_q4",
    "adair",
    "quebec-note",
    "zephyrine",
    "karsholt",
    "ag_z1",
    "blythe",
    "zulu-note",
    "tutti-note",
];
/// What only those may read who see all parties.
const OF_ALL: &[&str] = &["tutti-note"];

/// What someone comes to the door with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comes {
    Nothing,
    Session,
    ExpiredSession,
    EndedSession,
    WrongCsrfToken,
    /// A token with all of its owner's rights.
    Token,
    /// A token without any right.
    NarrowToken,
    EndedToken,
}

/// Someone at the door.
#[derive(Debug, Clone)]
pub struct Caller {
    pub person: &'static str,
    pub comes: Comes,
    /// As the charter of the house says.
    pub rights: &'static [&'static str],
    pub sees_all: bool,
    /// The party whose points the person may pin notes to; `None` for all.
    pub party: Option<&'static str>,
    /// Words that must not stand in anything that this caller is told.
    pub hidden: Vec<&'static str>,
}

pub fn everyone() -> Vec<Caller> {
    const LEAD: &[&str] = &[
        "drill_to_contacts",
        "pin_notes",
        "see_cost",
        "see_agents",
        "make_tokens",
    ];
    const CLIENT_LEAD: &[&str] = &[
        "drill_to_contacts",
        "pin_notes",
        "ingest",
        "see_cost",
        "see_agents",
        "make_tokens",
        "administer",
    ];
    let hidden = |parts: &[&[&'static str]]| parts.concat();
    let one = |person, comes, rights, sees_all, party, hidden| Caller {
        person,
        comes,
        rights,
        sees_all,
        party,
        hidden,
    };
    let olive = |comes, rights| one("olive", comes, rights, true, None, vec![]);
    let of_quillon = |person, rights, more: &[&[&'static str]]| {
        let others = [OF_ATELIER, OF_ZEPHYRINE, OF_ALL];
        one(
            person,
            Comes::Session,
            rights,
            false,
            Some("quillon"),
            hidden(&[&others, more].concat()),
        )
    };
    let no_one = hidden(&[OF_ATELIER, OF_QUILLON, OF_ZEPHYRINE, OF_ALL]);
    vec![
        one("olive", Comes::Nothing, &[], false, None, no_one.clone()),
        one(
            "olive",
            Comes::ExpiredSession,
            &[],
            false,
            None,
            no_one.clone(),
        ),
        one(
            "olive",
            Comes::EndedSession,
            &[],
            false,
            None,
            no_one.clone(),
        ),
        one("olive", Comes::EndedToken, &[], false, None, no_one),
        olive(Comes::Session, CLIENT_LEAD),
        olive(Comes::WrongCsrfToken, CLIENT_LEAD),
        olive(Comes::Token, CLIENT_LEAD),
        olive(Comes::NarrowToken, &[]),
        one("otto", Comes::Session, &["see_cost"], true, None, vec![]),
        one(
            "hana",
            Comes::Session,
            &["drill_to_contacts", "pin_notes", "see_agents"],
            false,
            Some("atelier"),
            hidden(&[OF_QUILLON, OF_ZEPHYRINE, OF_ALL]),
        ),
        of_quillon("quin", LEAD, &[]),
        of_quillon(
            "quest",
            &["drill_to_contacts", "pin_notes", "see_agents"],
            &[&["dunmoor", "ag_q4"]],
        ),
        of_quillon(
            "quade",
            &["drill_to_contacts", "see_agents"],
            &[&["dunmoor", "vexley_b", "ag_q3", "ag_q4"]],
        ),
        of_quillon(
            "quora",
            &["drill_to_contacts"],
            &[&["dunmoor", "vexley_b", "ag_q2", "ag_q3", "ag_q4"]],
        ),
        one(
            "zora",
            Comes::Session,
            LEAD,
            false,
            Some("zephyrine"),
            hidden(&[OF_ATELIER, OF_QUILLON, OF_ALL]),
        ),
    ]
}

impl Caller {
    pub fn name(&self) -> String {
        format!("{} {:?}", self.person, self.comes)
    }

    pub fn is_signed_in(&self) -> bool {
        !matches!(
            self.comes,
            Comes::Nothing | Comes::ExpiredSession | Comes::EndedSession | Comes::EndedToken
        )
    }

    pub fn is_by_token(&self) -> bool {
        matches!(self.comes, Comes::Token | Comes::NarrowToken)
    }

    pub fn may(&self, right: &str) -> bool {
        self.rights.contains(&right)
    }

    /// What this caller brings, fresh.
    pub async fn credentials(&self, house: &House) -> Vec<(String, String)> {
        if self.comes == Comes::Nothing {
            return vec![];
        }
        let session = house.sign_in(self.person).await;
        match self.comes {
            Comes::ExpiredSession => {
                // Two hours without a call.
                house.wait(2 * 3600);
            }
            Comes::EndedSession => {
                let ended = house
                    .send(&session.signs(Call::new("DELETE", "/api/session")))
                    .await;
                assert_eq!(ended.status, 204, "{ended:?}");
            }
            Comes::Token | Comes::NarrowToken | Comes::EndedToken => {
                return vec![(
                    "Authorization".to_owned(),
                    self.token(house, &session).await,
                )];
            }
            _ => {}
        }
        let csrf_token = match self.comes {
            Comes::WrongCsrfToken => "0".repeat(64),
            _ => session.csrf_token,
        };
        vec![
            ("Cookie".to_owned(), session.cookie),
            ("X-CSRF-Token".to_owned(), csrf_token),
        ]
    }

    async fn token(&self, house: &House, session: &Session) -> String {
        let asked = json!({ "name": "script", "rights": self.rights, "expires_in_days": 1 });
        let made = house
            .send(&session.signs(Call::post("/api/tokens", &asked)))
            .await;
        assert_eq!(made.status, 200, "{made:?}");
        let made = made.json();
        if self.comes == Comes::EndedToken {
            let path = format!("/api/tokens/{}", made["head"]["id"].as_str().unwrap());
            let ended = house.send(&session.signs(Call::new("DELETE", &path))).await;
            assert_eq!(ended.status, 204, "{ended:?}");
        }
        format!("Bearer {}", made["token"].as_str().unwrap())
    }
}
