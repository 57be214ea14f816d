//! Parties and roles.

use crate::check::{Report, currency};
use crate::partnership::{Party, PartyKind, Right, Role, Sees};

pub(super) const FILE: &str = "partnership.yaml";

pub(super) fn check(report: &mut Report<'_>) {
    let partnership = &report.charter().partnership;
    report.snake_case(FILE, "partnership", &partnership.partnership);
    report.zone(FILE, "zone", &partnership.zone);
    if !currency::is_code(&partnership.currency) {
        report
            .error(
                FILE,
                "currency",
                "unknown-currency",
                format!("unknown currency `{}`", partnership.currency),
            )
            .among(&partnership.currency, currency::CODES.iter().copied())
            .hint("codes of ISO 4217, such as `EUR`");
    }
    parties(report, &partnership.parties);
    report.unique(
        FILE,
        "role",
        partnership
            .roles
            .iter()
            .enumerate()
            .map(|(index, role)| (format!("roles/{index}/role"), role.role.as_str())),
    );
    for (index, role) in partnership.roles.iter().enumerate() {
        check_role(report, index, role);
    }
}

fn parties(report: &mut Report<'_>, parties: &[Party]) {
    report.unique(
        FILE,
        "party",
        parties
            .iter()
            .enumerate()
            .map(|(index, party)| (format!("parties/{index}/party"), party.party.as_str())),
    );
    for (index, party) in parties.iter().enumerate() {
        report.snake_case(FILE, &format!("parties/{index}/party"), &party.party);
    }
    let of = |kind| {
        parties
            .iter()
            .enumerate()
            .filter(move |(_, party)| party.kind == kind)
            .map(|(index, _)| index)
    };
    if of(PartyKind::Client).next().is_none() {
        report
            .error(FILE, "parties", "one-client", "no party is the client")
            .hint("one party has `kind: client`: the one that owns the customers and the contract");
    }
    for index in of(PartyKind::Client).skip(1) {
        report
            .error(
                FILE,
                &format!("parties/{index}/kind"),
                "one-client",
                "a second client",
            )
            .hint("a partnership has one client; found another partnership for the other");
    }
    for index in of(PartyKind::InHouse).skip(1) {
        report
            .error(
                FILE,
                &format!("parties/{index}/kind"),
                "one-in-house",
                "a second in-house operation",
            )
            .hint("the client's own teams are one party; tell them apart by site and team");
    }
}

fn check_role(report: &mut Report<'_>, index: usize, role: &Role) {
    let name = format!("roles/{index}/role");
    let well_named = role
        .role
        .split_once('.')
        .is_some_and(|(_, name)| crate::names::is_snake_case(name));
    let (true, Some(side)) = (well_named, role.side()) else {
        report
            .error(
                FILE,
                &name,
                "role-name",
                format!("`{}` is not the name of a role", role.role),
            )
            .expected("`side.name`, where side is `client`, `in_house` or `provider`");
        return;
    };
    if report.charter().parties_of(side).next().is_none() {
        report
            .error(
                FILE,
                &name,
                "role-without-party",
                format!("the role `{}` is of a side that no party is on", role.role),
            )
            .hint("add the party, or remove the role");
    }
    if side == PartyKind::Client {
        return;
    }
    if role.sees == Sees::Everything {
        report
            .error(
                FILE,
                &format!("roles/{index}/sees"),
                "sees-too-much",
                format!("`{}` sees every party's rows", role.role),
            )
            .expected("`own`, `team`, `site` or `party`")
            .hint("only roles of the client see everything; a provider never learns that another exists");
    }
    for (position, _) in role
        .may
        .iter()
        .enumerate()
        .filter(|(_, right)| **right == Right::Administer)
    {
        report
            .error(
                FILE,
                &format!("roles/{index}/may/{position}"),
                "sees-too-much",
                format!("`{}` may manage every party's accounts", role.role),
            )
            .hint("only roles of the client administer");
    }
}
