//! People: their party, their roles, and what these need to know of them.

use crate::check::Report;
use crate::check::partnership::FILE;
use crate::partnership::{PartyKind, Person, Sees, side_of};

/// What is recorded of deeds that are no person's.
const RESERVED: [&str; 2] = ["operator", "tandem"];

pub(super) fn check(report: &mut Report<'_>) {
    let people = &report.charter().partnership.people;
    report.unique(
        FILE,
        "person",
        people
            .iter()
            .enumerate()
            .map(|(index, person)| (format!("people/{index}/person"), person.person.as_str())),
    );
    report.unique(
        FILE,
        "address",
        people
            .iter()
            .enumerate()
            .map(|(index, person)| (format!("people/{index}/email"), person.email.as_str())),
    );
    for (index, person) in people.iter().enumerate() {
        check_person(report, &format!("people/{index}"), person);
    }
}

fn check_person(report: &mut Report<'_>, path: &str, person: &Person) {
    report.snake_case(FILE, &format!("{path}/person"), &person.person);
    if RESERVED.contains(&person.person.as_str()) {
        report
            .error(
                FILE,
                &format!("{path}/person"),
                "reserved-name",
                format!("`{}` is nobody's name", person.person),
            )
            .hint("what is done at the machine's command line, or by itself, is recorded under it");
    }
    let two_sides = person.email.split_once('@');
    if !two_sides.is_some_and(|(name, host)| !name.is_empty() && host.contains('.')) {
        report
            .error(
                FILE,
                &format!("{path}/email"),
                "email",
                format!("`{}` is not an e-mail address", person.email),
            )
            .hint("people sign in with it");
    }
    let charter = report.charter();
    let parties = charter.partnership.parties.iter();
    let known = report.known(
        FILE,
        &format!("{path}/party"),
        ("unknown-party", "party"),
        &person.party,
        parties.map(|party| party.party.as_str()),
    );
    if known {
        place(report, path, person);
    }
    if person.roles.is_empty() {
        report
            .error(
                FILE,
                &format!("{path}/roles"),
                "person-without-role",
                format!("`{}` holds no role and would see nothing", person.person),
            )
            .hint("give the person a role, or remove the person");
    }
    for (index, role) in person.roles.iter().enumerate() {
        check_held(report, path, index, person, role);
    }
}

/// The site and the team, if written, are the party's.
fn place(report: &mut Report<'_>, path: &str, person: &Person) {
    let taxonomy = &report.charter().taxonomy;
    let sites: Vec<&str> = taxonomy
        .sites
        .iter()
        .filter(|site| site.party == person.party)
        .map(|site| site.site.as_str())
        .collect();
    let teams = taxonomy
        .teams
        .iter()
        .filter(|team| sites.contains(&team.site.as_str()))
        .map(|team| team.team.as_str());
    let owned = format!("of `{}`", person.party);
    if let Some(site) = &person.site {
        report.known(
            FILE,
            &format!("{path}/site"),
            ("unknown-site", &format!("site {owned}")),
            site,
            sites.iter().copied(),
        );
    }
    if let Some(team) = &person.team {
        report.known(
            FILE,
            &format!("{path}/team"),
            ("unknown-team", &format!("team {owned}")),
            team,
            teams,
        );
    }
}

fn check_held(report: &mut Report<'_>, path: &str, index: usize, person: &Person, role: &str) {
    let charter = report.charter();
    let here = format!("{path}/roles/{index}");
    let roles = &charter.partnership.roles;
    if !report.known(
        FILE,
        &here,
        ("unknown-role", "role"),
        role,
        roles.iter().map(|role| role.role.as_str()),
    ) {
        return;
    }
    if let (Some(side), Some(party)) = (side_of(role), charter.party(&person.party))
        && side != party.kind
    {
        let word = |kind| match kind {
            PartyKind::Client => "the client",
            PartyKind::InHouse => "the in-house operation",
            PartyKind::Provider => "a provider",
        };
        report
            .error(
                FILE,
                &here,
                "role-of-another-side",
                format!(
                    "`{role}` is a role of {}, and `{}` is {}",
                    word(side),
                    person.party,
                    word(party.kind)
                ),
            )
            .hint("give the person a role of its own side");
    }
    let sees = roles
        .iter()
        .find(|known| known.role == role)
        .map(|role| role.sees);
    let missing = match sees {
        Some(Sees::Site) if person.site.is_none() => Some("site"),
        Some(Sees::Team) if person.team.is_none() => Some("team"),
        Some(Sees::Own) if person.agent.is_none() => Some("agent"),
        _ => None,
    };
    if let Some(missing) = missing {
        report
            .error(
                FILE,
                &here,
                "role-needs-place",
                format!(
                    "`{role}` needs the person's `{missing}`, and `{}` has none",
                    person.person
                ),
            )
            .hint(format!("write `{missing}:` beside the person's roles"));
    }
}
