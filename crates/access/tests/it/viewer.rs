//! A person's roles → what they see and do.

use std::collections::BTreeSet;

use access::{RowScope, Viewer};
use charter::canonical::ColumnUse;
use charter::partnership::{Partnership, Party, PartyKind, Person, Right, Role, Sees};

fn partnership(person: Person) -> Partnership {
    let party = |party: &str, kind| Party {
        party: party.to_owned(),
        title: party.to_owned(),
        kind,
    };
    let role = |role: &str, sees, may: &[Right]| Role {
        role: role.to_owned(),
        title: role.to_owned(),
        sees,
        may: may.to_vec(),
    };
    Partnership {
        partnership: "small".to_owned(),
        title: "Small".to_owned(),
        purpose: String::new(),
        priorities: vec![],
        countries: Vec::new(),
        zone: "UTC".to_owned(),
        currency: "EUR".to_owned(),
        parties: vec![
            party("client", PartyKind::Client),
            party("house", PartyKind::InHouse),
            party("alder", PartyKind::Provider),
            party("birch", PartyKind::Provider),
        ],
        roles: ["client", "in_house", "provider", "somebody"]
            .iter()
            .flat_map(|side| {
                [
                    (
                        "all",
                        Sees::Everything,
                        &[Right::SeeCost, Right::PinNotes][..],
                    ),
                    ("party", Sees::Party, &[Right::SeeAgents, Right::PinNotes]),
                    ("site", Sees::Site, &[Right::DrillToContacts]),
                    ("team", Sees::Team, &[]),
                    ("own", Sees::Own, &[]),
                ]
                .map(|(name, sees, may)| role(&format!("{side}.{name}"), sees, may))
            })
            .collect(),
        people: vec![person],
    }
}

/// A person of a party with these roles, of the party's own side where none is written.
fn person(party: &str, roles: &[&str]) -> Person {
    let side = match party {
        "client" => "client",
        "house" => "in_house",
        _ => "provider",
    };
    Person {
        person: "p".to_owned(),
        name: "P".to_owned(),
        email: "p@example.org".to_owned(),
        party: party.to_owned(),
        roles: roles
            .iter()
            .map(|role| {
                if role.contains('.') {
                    (*role).to_owned()
                } else {
                    format!("{side}.{role}")
                }
            })
            .collect(),
        site: Some("s1".to_owned()),
        team: Some("t1".to_owned()),
        agent: Some("a1".to_owned()),
    }
}

/// Rows as `column=value` pairs, `*` for everything, `-` for nothing.
fn rows(viewer: &Viewer) -> String {
    match viewer.rows() {
        RowScope::Everything => "*".to_owned(),
        RowScope::Nothing => "-".to_owned(),
        RowScope::Where(conditions) => conditions
            .iter()
            .map(|(column, value)| format!("{column}={value}"))
            .collect::<Vec<_>>()
            .join(" "),
    }
}

fn check(person: Person, expect: &str) {
    let viewer = Viewer::of(&partnership(person.clone()), "p").unwrap();
    assert_eq!(rows(&viewer), expect, "{person:?}");
}

#[test]
fn roles_say_whose_rows_are_seen() {
    check(person("client", &["all"]), "*");
    check(person("client", &["party"]), "party=house");
    check(person("alder", &["party"]), "party=alder");
    check(person("alder", &["site"]), "party=alder site=s1");
    check(person("alder", &["team"]), "party=alder team=t1");
    check(person("alder", &["own"]), "party=alder agent=a1");
    // The widest of several roles; none without a role, or with one that the charter does not have.
    check(
        person("alder", &["own", "site", "team"]),
        "party=alder site=s1",
    );
    check(person("alder", &[]), "-");
    check(person("alder", &["nobody"]), "-");
    // A mistake in the charter must not become a leak.
    check(person("alder", &["all"]), "party=alder");
    for (role, lacks) in [("site", "site"), ("team", "team"), ("own", "agent")] {
        let mut person = person("alder", &[role]);
        match lacks {
            "site" => person.site = None,
            "team" => person.team = None,
            _ => person.agent = None,
        }
        check(person, "-");
    }
}

#[test]
fn a_role_of_another_side_gives_nothing() {
    for (party, roles) in [
        ("alder", &["client.all"][..]),
        ("alder", &["in_house.party", "somebody.site"]),
        ("house", &["client.all", "provider.party"]),
        ("client", &["provider.all"]),
        // A party that the partnership does not have is of no side.
        ("nowhere", &["provider.party", "somebody.all"]),
    ] {
        let viewer = Viewer::of(&partnership(person(party, roles)), "p").unwrap();
        assert_eq!(rows(&viewer), "-", "{party} {roles:?}");
        assert!(viewer.rights().is_empty(), "{party} {roles:?}");
    }
    // Beside one of its own side, it adds nothing.
    let both = person("alder", &["own", "client.all"]);
    let viewer = Viewer::of(&partnership(both), "p").unwrap();
    assert_eq!(rows(&viewer), "party=alder agent=a1");
    assert!(viewer.rights().is_empty());
}

#[test]
fn who_is_not_in_the_charter_is_no_viewer() {
    let error = Viewer::of(&partnership(person("alder", &[])), "q").unwrap_err();
    assert_eq!(error.to_string(), "no person named `q` in the partnership");
}

#[test]
fn a_provider_never_learns_that_another_exists() {
    let known = |party: &str, roles: &[&str]| {
        let partnership = partnership(person(party, roles));
        let viewer = Viewer::of(&partnership, "p").unwrap();
        let of = |ask: &dyn Fn(&str) -> bool| {
            ["client", "house", "alder", "birch", "nowhere"]
                .into_iter()
                .filter(|party| ask(party))
                .collect::<Vec<_>>()
                .join(" ")
        };
        (
            of(&|party| viewer.knows_party(party)),
            of(&|party| viewer.may_name(&partnership, party)),
        )
    };
    let pair = |rows: &str, names: &str| (rows.to_owned(), names.to_owned());
    assert_eq!(known("alder", &["party"]), pair("alder", "client alder"));
    assert_eq!(known("alder", &["own"]), pair("alder", "client alder"));
    assert_eq!(known("alder", &[]), pair("alder", "client alder"));
    assert_eq!(
        known("client", &["party"]),
        pair("client house", "client house")
    );
}

#[test]
fn rights_add_up_and_a_token_has_fewer() {
    let partnership = partnership(person("client", &["all", "site"]));
    let viewer = Viewer::of(&partnership, "p").unwrap();
    let all: BTreeSet<_> = [Right::SeeCost, Right::PinNotes, Right::DrillToContacts].into();
    assert_eq!(viewer.rights(), &all);
    let narrowed = viewer.narrowed(&[Right::PinNotes, Right::Administer].into());
    assert_eq!(narrowed.rights(), &[Right::PinNotes].into());
    assert!(narrowed.may(Right::PinNotes) && !narrowed.may(Right::Administer));
    assert_eq!(rows(&narrowed), "*");
}

#[test]
fn columns_need_rights() {
    let may_read = |roles: &[&str]| {
        let viewer = Viewer::of(&partnership(person("alder", roles)), "p").unwrap();
        [
            ColumnUse::Dimension,
            ColumnUse::Detail,
            ColumnUse::Agent,
            ColumnUse::Cost,
            ColumnUse::Customer,
        ]
        .map(|column| viewer.may_read(column))
    };
    assert_eq!(may_read(&["site"]), [true, true, false, false, false]);
    assert_eq!(may_read(&["party"]), [true, true, true, false, false]);
    // An agent reads the own name in the own rows.
    assert_eq!(may_read(&["own"]), [true, true, true, false, false]);
    assert_eq!(may_read(&["all"]), [true, true, false, true, false]);
    let operator = Viewer::operator(&partnership(person("alder", &[])));
    assert!(operator.may_read(ColumnUse::Cost) && !operator.may_read(ColumnUse::Customer));
}

#[test]
fn scopes_cover_each_other_as_sets_of_rows_do() {
    let of = |conditions: &[(&str, &str)]| {
        RowScope::Where(
            conditions
                .iter()
                .map(|(column, value)| ((*column).to_owned(), (*value).to_owned()))
                .collect(),
        )
    };
    let alder = of(&[("party", "alder")]);
    let site = of(&[("party", "alder"), ("site", "lodz")]);
    assert!(alder.covers(&site) && !site.covers(&alder));
    assert!(!of(&[("party", "birch")]).covers(&site));
    assert!(RowScope::Everything.covers(&alder) && !alder.covers(&RowScope::Everything));
    assert!(!RowScope::Nothing.covers(&site) && site.covers(&RowScope::Nothing));
}
