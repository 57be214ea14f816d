//! A small partnership with facts, served: Orla Optics, its atelier, and two providers that must not know of each
//! other. Names are rare words, so that one found in an answer is a leak and no accident.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use access::password::Effort;
use charter::Charter;
use jiff::Timestamp;
use kpi::Engine;
use lake::{Lake, Settings, Source};
use ledger::Ledger;
use server::{Accounts, Chance, Clock, Origin, ServeSettings};
use sha2::{Digest as _, Sha256};
use sources::Statuses;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;

use crate::client::{Answered, Call};

/// Little enough for a test.
const LITTLE: Effort = Effort {
    memory_kib: 64,
    passes: 1,
};
/// 1 April 2026, noon UTC.
const START_SECOND: i64 = 1_775_044_800;

const PARTNERSHIP: &str = "
partnership: orla
title: Orla · Customer care
purpose: Orla answers people with broken glasses. Quillon Care and Zephyrine Desk do it beside The Atelier. Nobody waits long.
priorities: [It is solved., Zephyrine Desk catches up., Quillon Care keeps its lead.]
zone: Europe/Amsterdam
currency: EUR
parties:
  - { party: orla, title: Orla Optics, kind: client }
  - { party: atelier, title: The Atelier, kind: in_house }
  - { party: quillon, title: Quillon Care, kind: provider }
  - { party: zephyrine, title: Zephyrine Desk, kind: provider }
roles:
  - { role: client.lead, title: Lead, sees: everything, may: [drill_to_contacts, pin_notes, ingest, see_cost, see_agents, make_tokens, administer] }
  - { role: client.finance, title: Finance, sees: everything, may: [see_cost] }
  - { role: in_house.lead, title: Lead of the floor, sees: party, may: [drill_to_contacts, pin_notes, see_agents] }
  - { role: provider.director, title: Account director, sees: party, may: [drill_to_contacts, pin_notes, see_agents, see_cost, make_tokens] }
  - { role: provider.site_lead, title: Site lead, sees: site, may: [drill_to_contacts, pin_notes, see_agents] }
  - { role: provider.team_lead, title: Team lead, sees: team, may: [drill_to_contacts, see_agents] }
  - { role: provider.agent, title: Agent, sees: own, may: [drill_to_contacts] }
people:
  - { person: olive, name: Olive Marsh, email: olive@orla.example, party: orla, roles: [client.lead] }
  - { person: otto, name: Otto Penn, email: otto@orla.example, party: orla, roles: [client.finance] }
  - { person: hana, name: Hana Iversen, email: hana@orla.example, party: atelier, roles: [in_house.lead] }
  - { person: quin, name: Quin Adair, email: quin@quillon.example, party: quillon, roles: [provider.director] }
  - { person: quest, name: Quest Ferro, email: quest@quillon.example, party: quillon, roles: [provider.site_lead], site: vexley }
  - { person: quade, name: Quade Holm, email: quade@quillon.example, party: quillon, roles: [provider.team_lead], site: vexley, team: vexley_a }
  - { person: quora, name: Quora Lind, email: quora@quillon.example, party: quillon, roles: [provider.agent], site: vexley, team: vexley_a, agent: ag_q1 }
  - { person: zora, name: Zora Blythe, email: zora@zephyrine.example, party: zephyrine, roles: [provider.director] }
";
const TAXONOMY: &str = "
sites:
  - { site: mossgate, title: Mossgate, party: atelier, zone: Europe/Amsterdam }
  - { site: vexley, title: Vexley, party: quillon, zone: Europe/Lisbon }
  - { site: dunmoor, title: Dunmoor, party: quillon, zone: Europe/Lisbon }
  - { site: karsholt, title: Karsholt, party: zephyrine, zone: Europe/Warsaw }
teams:
  - { team: mossgate_a, title: Mossgate A, site: mossgate }
  - { team: vexley_a, title: Vexley A, site: vexley }
  - { team: vexley_b, title: Vexley B, site: vexley }
  - { team: dunmoor_a, title: Dunmoor A, site: dunmoor }
  - { team: karsholt_a, title: Karsholt A, site: karsholt }
channels:
  - { channel: voice, title: Telephone }
  - { channel: zephyrinechat, title: Chat }
queues:
  - { queue: general, title: General, channel: voice }
  - { queue: zephyrineline, title: Line, channel: voice }
  - { queue: zephyrine_overflow, title: Overflow to Zephyrine Desk, channel: voice }
contact_types:
  - { contact_type: repair, title: Repair }
  - { contact_type: karsholt_return, title: Return }
languages: [en]
";
const TEMPLATE: &str = "framework: operational\nnature: lagging\ndirection: higher\nowner: client.lead\nstewards: [client.lead, provider.director]\n";

/// Definitions and targets are agreed; the rest is decided by who administers.
const DECISIONS: &str = "
decisions:
  - decision: definitions
    title: What a KPI means to Orla. What Zephyrine Desk and Quillon Care are asked.
    about: [definitions]
    propose: [client.lead, provider.director]
    approve:
      - { by: [client.finance] }
      - { by: [provider.director], of: each_party }
    within_days: 365
    tell: [client.lead]
  - decision: targets
    title: What it should reach
    about: [targets]
    propose: [client.lead]
    approve:
      - { by: [client.finance, provider.director], of: each_party }
    within_days: 365
";

/// The partnership, served on a socket.
pub struct House {
    pub address: SocketAddr,
    second: Arc<AtomicI64>,
    stop: Option<oneshot::Sender<()>>,
    served: Option<JoinHandle<()>>,
    folder: Arc<TempDir>,
    /// How often it was served: chance differs each time.
    served_times: u64,
    files: BTreeMap<String, String>,
}

/// Someone signed in by password.
#[derive(Debug, Clone)]
pub struct Session {
    pub cookie: String,
    pub csrf_token: String,
}

pub fn password(person: &str) -> String {
    format!("the password of {person}")
}

/// The charter's files with decision rights.
pub fn agreeing() -> BTreeMap<String, String> {
    let mut files = files();
    files.insert("decisions.yaml".to_owned(), DECISIONS.to_owned());
    files
}

pub fn files() -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut file = |path: &str, text: String| files.insert(path.to_owned(), text);
    file("partnership.yaml", PARTNERSHIP.to_owned());
    file("taxonomy.yaml", TAXONOMY.to_owned());
    for (name, rest) in [
        (
            "offered",
            "aspect: volume\nkind: count\ntable: contact\nunit: count\n",
        ),
        (
            "resolution_rate",
            "aspect: resolution\nkind: ratio\ntable: contact\nnumerator: resolved\nunit: percent\n",
        ),
        (
            "cost_sum",
            "aspect: cost\nkind: sum\ntable: cost_line\nvalue: amount\nunit: money\n",
        ),
    ] {
        file(
            &format!("kpis/{name}.yaml"),
            format!(
                "kpi: {name}\ntitle: {name}\nasks: How is {name}?\nmeans: It is {name}.\n{TEMPLATE}{rest}"
            ),
        );
    }
    file(
        "targets/targets.yaml",
        "targets:\n  - { kpi: resolution_rate, scope: { party: zephyrine }, from: 2026-01-01, at_least: 61 }\n  - { kpi: resolution_rate, scope: { party: quillon }, from: 2026-01-01, at_least: 73 }\n".to_owned(),
    );
    file(
        "boards/all.yaml",
        "board: all\ntitle: All\naudience: [client.lead]\nkpis: [offered, resolution_rate, cost_sum]\n".to_owned(),
    );
    file(
        "feeds/contacts.yaml",
        "feed: contacts\ntitle: Contacts\ntable: contact\nformat: { type: csv }\nkey: [id]\ncolumns:\n  contact_id: id\n  party: party\n  site: site\n  team: team\n  agent: agent\n  queue: queue\n  channel: \"'voice'\"\n  contact_type: \"'repair'\"\n  customer: who\n  opened_at: cast(opened as timestamp)\n  outcome: \"'handled'\"\n  resolved: solved = 'yes'\nfreshness: 2 days\n".to_owned(),
    );
    // A feed of one provider's own: its name and its columns are nobody else's business.
    file(
        "feeds/zephyrine_contacts.yaml",
        "feed: zephyrine_contacts\ntitle: Zephyrine Desk\ntable: contact\nformat: { type: csv }\nkey: [id]\ncolumns:\n  contact_id: id\n  party: \"'zephyrine'\"\n  opened_at: cast(karsholt_opened as timestamp)\n  resolved: karsholt_solved = 'yes'\n".to_owned(),
    );
    file(
        "feeds/costs.yaml",
        "feed: costs\ntitle: Costs\ntable: cost_line\nformat: { type: csv }\nkey: [id]\ncolumns:\n  cost_line_id: id\n  party: party\n  amount: cast(amount as decimal(18, 4))\n  incurred_at: cast(incurred as timestamp)\n".to_owned(),
    );
    files
}

/// Twenty contacts an agent in March 2026; the number in a contact's name is its agent's and its own.
fn contacts() -> String {
    let mut text = "id,party,site,team,agent,queue,who,opened,solved\n".to_owned();
    for (party, site, team, agent) in [
        ("atelier", "mossgate", "mossgate_a", "ag_h1"),
        ("quillon", "vexley", "vexley_a", "ag_q1"),
        ("quillon", "vexley", "vexley_a", "ag_q2"),
        ("quillon", "vexley", "vexley_b", "ag_q3"),
        ("quillon", "dunmoor", "dunmoor_a", "ag_q4"),
        ("zephyrine", "karsholt", "karsholt_a", "ag_z1"),
        ("zephyrine", "karsholt", "karsholt_a", "ag_z2"),
    ] {
        let queue = if party == "zephyrine" {
            "zephyrine_overflow"
        } else {
            "general"
        };
        for number in 1..=20 {
            let solved = if number % 3 == 0 { "no" } else { "yes" };
            text.push_str(&format!(
                "case_{agent}_{number},{party},{site},{team},{agent},{queue},customer{number},2026-03-{number:02}T10:00:00Z,{solved}\n"
            ));
        }
    }
    text
}

fn costs() -> String {
    let mut text = "id,party,amount,incurred\n".to_owned();
    for (index, party) in ["atelier", "quillon", "zephyrine"].iter().enumerate() {
        text.push_str(&format!(
            "cost_{party},{party},{}.50,2026-03-10T00:00:00Z\n",
            1000 * (index + 1)
        ));
    }
    text
}

impl House {
    /// Founds the partnership, takes its facts in, gives everyone a password and serves.
    pub async fn open() -> Self {
        Self::open_with(files()).await
    }

    /// The same, where definitions and targets are agreed.
    pub async fn open_agreeing() -> Self {
        Self::open_with(agreeing()).await
    }

    async fn open_with(files: BTreeMap<String, String>) -> Self {
        let folder = Arc::new(TempDir::new().unwrap());
        let mut house = Self {
            address: SocketAddr::from(([127, 0, 0, 1], 0)),
            second: Arc::new(AtomicI64::new(START_SECOND)),
            stop: None,
            served: None,
            folder,
            served_times: 0,
            files,
        };
        let charter = house.charter();
        house.take_in(&charter).await;
        let accounts = house.accounts(0).await;
        for person in &charter.partnership.people {
            accounts
                .set_password(&person.person, &password(&person.person), house.now())
                .await
                .unwrap();
        }
        accounts.close().await;
        house.serve().await;
        house
    }

    /// Stops as `Ctrl-C` would, then serves the same folder anew, under these files.
    pub async fn reopen_with(&mut self, files: BTreeMap<String, String>) {
        self.stop().await;
        self.files = files;
        self.serve().await;
    }

    pub async fn reopen(&mut self) {
        self.reopen_with(self.files.clone()).await;
    }

    pub async fn stop(&mut self) {
        drop(self.stop.take());
        if let Some(served) = self.served.take() {
            served.await.unwrap();
        }
    }

    /// Where feeds that are accepted are written; empty at first, since the house holds its charter in memory.
    pub fn charter_folder(&self) -> PathBuf {
        self.folder.path().join("charter")
    }

    /// How many files that were sent are still there.
    pub fn uploads(&self) -> usize {
        std::fs::read_dir(self.folder.path().join("uploads")).map_or(0, Iterator::count)
    }

    pub fn now(&self) -> Timestamp {
        Timestamp::from_second(self.second.load(Ordering::Relaxed)).unwrap()
    }

    pub fn wait(&self, seconds: i64) {
        self.second.fetch_add(seconds, Ordering::Relaxed);
    }

    pub async fn send(&self, call: &Call) -> Answered {
        call.send(self.address).await
    }

    pub async fn sign_in(&self, person: &str) -> Session {
        let answered = self.send(&sign_in(person, &password(person))).await;
        assert_eq!(answered.status, 200, "{person}: {answered:?}");
        let cookie = answered.header("set-cookie").unwrap();
        Session {
            cookie: cookie.split(';').next().unwrap().to_owned(),
            csrf_token: answered.json()["csrf_token"].as_str().unwrap().to_owned(),
        }
    }

    /// What someone gets at an address.
    pub async fn get(&self, session: &Session, path: &str) -> Answered {
        self.send(&session.signs(Call::get(path))).await
    }

    fn charter(&self) -> Arc<Charter> {
        Arc::new(Charter::read(&self.files).unwrap_or_else(|problems| panic!("{problems}")))
    }

    async fn lake(&self, charter: &Charter) -> Lake {
        let settings = Settings {
            folder: self.folder.path().join("lake"),
            customer_key: lake::Secret::new(*b"a key that only these tests use."),
            memory_bytes: 1 << 29,
            threads: 1,
            query_seconds_max: 60,
        };
        Lake::open(settings, charter).await.unwrap()
    }

    async fn take_in(&self, charter: &Charter) {
        let lake = self.lake(charter).await;
        for (feed, text) in [("contacts", contacts()), ("costs", costs())] {
            let source = Source::Reader {
                name: format!("{feed}.csv"),
                bytes: Box::new(Cursor::new(text)),
            };
            let receipt = lake
                .ingest(
                    charter,
                    feed,
                    (source, lake::Sender::itself(lake::Way::Ingest)),
                    self.now(),
                    &|_| {},
                )
                .await
                .unwrap();
            assert_eq!(
                receipt.counts.received,
                receipt.counts.accepted(),
                "{receipt:?}"
            );
        }
    }

    async fn accounts(&self, seed: u64) -> Accounts {
        let file = self.folder.path().join("accounts.sqlite");
        Accounts::open(&file, seeded(seed), LITTLE).await.unwrap()
    }

    async fn serve(&mut self) {
        self.served_times += 1;
        let charter = self.charter();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        self.address = listener.local_addr().unwrap();
        let second = Arc::clone(&self.second);
        let clock: Arc<dyn Clock> = Arc::new(move || {
            Timestamp::from_second(second.load(Ordering::Relaxed)).unwrap_or_default()
        });
        let settings = ServeSettings {
            listener,
            engine: Engine::new(self.lake(&charter).await, charter).unwrap(),
            charter_files: self.files.clone(),
            charter_folder: self.charter_folder(),
            uploads: self.folder.path().join("uploads"),
            ledger: Ledger::open(&self.folder.path().join("ledger.sqlite"))
                .await
                .unwrap(),
            accounts: self.accounts(self.served_times).await,
            clock: clock.clone(),
            wall_clock: clock,
            simulation: None,
            platform: Some(crate::platform::platform()),
            platform_key: Some(crate::platform::key()),
            laboratory: Some(crate::double::of_house(&self.files)),
            what_ifs: self.folder.path().join("what-if.json"),
            origin: Origin::default(),
            ways_in: Statuses::default(),
            charters: watch::Sender::new(self.charter()),
        };
        let (stop, stopped) = oneshot::channel::<()>();
        self.stop = Some(stop);
        self.served = Some(tokio::spawn(async move {
            server::serve(settings, async {
                let _ = stopped.await;
            })
            .await
            .unwrap();
        }));
    }
}

impl Session {
    pub fn signs(&self, call: Call) -> Call {
        call.header("Cookie", &self.cookie)
            .header("X-CSRF-Token", &self.csrf_token)
    }
}

pub fn sign_in(person: &str, password: &str) -> Call {
    let domain = match person.chars().next() {
        Some('q') => "quillon",
        Some('z') => "zephyrine",
        _ => "orla",
    };
    Call::post(
        "/api/session",
        &serde_json::json!({ "email": format!("{person}@{domain}.example"), "password": password }),
    )
}

/// Chance that repeats itself, for tests only.
fn seeded(seed: u64) -> Arc<dyn Chance> {
    let drawn = AtomicU64::new(0);
    Arc::new(move |bytes: &mut [u8]| {
        for chunk in bytes.chunks_mut(32) {
            let number = drawn.fetch_add(1, Ordering::Relaxed);
            let block = Sha256::digest([seed.to_be_bytes(), number.to_be_bytes()].concat());
            chunk.copy_from_slice(&block[..chunk.len()]);
        }
        Ok(())
    })
}
