//! Decision rights: roles that there are, and rights that can be used.

use std::collections::BTreeMap;

use crate::check::Report;
use crate::decisions::{Approval, Decision, Of};
use crate::partnership::{PartyKind, side_of};

const FILE: &str = "decisions.yaml";
const DAYS_MAX: u16 = 365;

pub(super) fn check(report: &mut Report<'_>) {
    let decisions = &report.charter().decisions.decisions;
    let names = decisions.iter().enumerate();
    report.unique(
        FILE,
        "decision",
        names.map(|(index, one)| (format!("decisions/{index}/decision"), &*one.decision)),
    );
    let mut about = BTreeMap::new();
    for (index, decision) in decisions.iter().enumerate() {
        let path = format!("decisions/{index}");
        report.snake_case(FILE, &format!("{path}/decision"), &decision.decision);
        for (nth, part) in decision.about.iter().enumerate() {
            if let Some(other) = about.insert(*part, &decision.decision) {
                report
                    .error(
                        FILE,
                        &format!("{path}/about/{nth}"),
                        "decided-twice",
                        format!("`{other}` is about this already"),
                    )
                    .hint("a part of the charter is decided in one way; keep it in one decision");
            }
        }
        if decision.about.is_empty() {
            report
                .error(
                    FILE,
                    &format!("{path}/about"),
                    "missing-field",
                    "the decision is about nothing",
                )
                .hint("name the parts of the charter that it is about");
        }
        check_roles(report, &path, decision);
        check_use(report, &path, decision);
    }
}

fn check_roles(report: &mut Report<'_>, path: &str, decision: &Decision) {
    let lists = [
        ("propose", &decision.propose),
        ("tell", &decision.tell),
        ("alone", &decision.alone),
    ];
    let lists = lists
        .into_iter()
        .map(|(field, roles)| (format!("{path}/{field}"), roles));
    let approvals = decision.approve.iter().enumerate();
    let approvals = approvals.map(|(nth, one)| (format!("{path}/approve/{nth}/by"), &one.by));
    let known: Vec<&str> = {
        let roles = report.charter().partnership.roles.iter();
        roles.map(|role| role.role.as_str()).collect()
    };
    for (here, roles) in lists.chain(approvals) {
        for (nth, role) in roles.iter().enumerate() {
            let valid = known.iter().copied();
            report.known(
                FILE,
                &format!("{here}/{nth}"),
                ("unknown-role", "role"),
                role,
                valid,
            );
        }
    }
}

fn check_use(report: &mut Report<'_>, path: &str, decision: &Decision) {
    if decision.propose.is_empty() && decision.alone.is_empty() {
        report
            .error(
                FILE,
                &format!("{path}/propose"),
                "nobody-may",
                "nobody may propose it",
            )
            .hint("name the roles that may");
    }
    if decision.approve.is_empty() {
        report
            .error(
                FILE,
                &format!("{path}/approve"),
                "nobody-may",
                "nobody has to agree",
            )
            .hint("who may decide it without anybody else goes into `alone`");
    }
    let asks_always = |approval: &Approval| {
        let client = |role: &String| side_of(role) == Some(PartyKind::Client);
        approval.of != Of::EachParty || approval.by.iter().any(client)
    };
    if !decision.approve.is_empty() && !decision.approve.iter().any(asks_always) {
        report
            .error_at_key(
                FILE,
                &format!("{path}/approve"),
                "nobody-may",
                "a change that concerns the client alone would need nobody",
            )
            .hint("add a line that the client's people can give");
    }
    for (nth, approval) in decision.approve.iter().enumerate() {
        if approval.by.is_empty() {
            report
                .error(
                    FILE,
                    &format!("{path}/approve/{nth}/by"),
                    "nobody-may",
                    "nobody may agree",
                )
                .hint("name the roles that may");
        }
        if approval.of == Of::EachRole && approval.by.len() == 1 {
            report
                .error(
                    FILE,
                    &format!("{path}/approve/{nth}/of"),
                    "meaningless-field",
                    "there is one role only",
                )
                .hint("leave `of` out");
        }
    }
    if !(1..=DAYS_MAX).contains(&decision.within_days) {
        report
            .error(
                FILE,
                &format!("{path}/within_days"),
                "wrong-value",
                format!("{} days", decision.within_days),
            )
            .expected(format!("1 to {DAYS_MAX}"));
    }
}
