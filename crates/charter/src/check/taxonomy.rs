//! The shared vocabulary.

use crate::check::Report;

const FILE: &str = "taxonomy.yaml";

pub(super) fn check(report: &mut Report<'_>) {
    let charter = report.charter();
    let taxonomy = &charter.taxonomy;
    macro_rules! unique {
        ($list:ident, $name:ident, $what:literal) => {
            report.unique(
                FILE,
                $what,
                taxonomy.$list.iter().enumerate().map(|(index, one)| {
                    (
                        format!(concat!(stringify!($list), "/{}/", stringify!($name)), index),
                        one.$name.as_str(),
                    )
                }),
            );
        };
    }
    unique!(sites, site, "site");
    unique!(teams, team, "team");
    unique!(channels, channel, "channel");
    unique!(queues, queue, "queue");
    unique!(contact_types, contact_type, "contact type");

    for (index, site) in taxonomy.sites.iter().enumerate() {
        let parties = charter.partnership.parties.iter();
        report.known(
            FILE,
            &format!("sites/{index}/party"),
            ("unknown-party", "party"),
            &site.party,
            parties.map(|party| party.party.as_str()),
        );
        report.zone(FILE, &format!("sites/{index}/zone"), &site.zone);
    }
    for (index, team) in taxonomy.teams.iter().enumerate() {
        report.known(
            FILE,
            &format!("teams/{index}/site"),
            ("unknown-site", "site"),
            &team.site,
            taxonomy.sites.iter().map(|site| site.site.as_str()),
        );
    }
    for (index, queue) in taxonomy.queues.iter().enumerate() {
        report.known(
            FILE,
            &format!("queues/{index}/channel"),
            ("unknown-channel", "channel"),
            &queue.channel,
            taxonomy.channels.iter().map(|one| one.channel.as_str()),
        );
        if let Some(calendar) = &queue.calendar {
            let calendars = charter.calendars.calendars.iter();
            report.known(
                FILE,
                &format!("queues/{index}/calendar"),
                ("unknown-calendar", "calendar"),
                calendar,
                calendars.map(|one| one.calendar.as_str()),
            );
        }
    }
    for (index, contact_type) in taxonomy.contact_types.iter().enumerate() {
        if !(contact_type.complexity.is_finite() && contact_type.complexity > 0.0) {
            report
                .error(
                    FILE,
                    &format!("contact_types/{index}/complexity"),
                    "complexity",
                    format!("a complexity of {}", contact_type.complexity),
                )
                .expected("a number above 0, where 1.0 is a plain contact");
        }
    }
    for (index, language) in taxonomy.languages.iter().enumerate() {
        if !is_language_tag(language) {
            report
                .error(
                    FILE,
                    &format!("languages/{index}"),
                    "language",
                    format!("`{language}` is not a language tag"),
                )
                .expected("a tag of BCP 47, such as `nl` or `pt-BR`");
        }
    }
}

/// The outline of BCP 47: a language of two to eight letters, then subtags of up to eight letters or digits.
fn is_language_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let language = parts.next().unwrap_or_default();
    (2..=8).contains(&language.len())
        && language.chars().all(|c| c.is_ascii_alphabetic())
        && parts.all(|part| {
            (1..=8).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric())
        })
}
