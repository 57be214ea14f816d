//! Proposals: who may make, approve, reject and change them, and when they are in force.

use charter::difference::{edited, edits};
use jiff::SignedDuration;
use ledger::Command;
use ledger::proposal::Outcome;

use crate::agreement::{Log, files, other_meaning, replaced, target, wanted};

#[test]
fn a_meaning_is_in_force_when_the_client_and_each_provider_agreed() {
    let mut log = Log::founded();
    assert_eq!(
        log.propose("ada", other_meaning()),
        "provider.director: proposal_made"
    );
    assert_eq!(log.approve("cleo", 1), "client.lead: proposal_approved");
    assert_eq!(
        log.approve("cleo", 1),
        "you have approved P1 already | one person agrees once"
    );
    assert_eq!(
        log.approve("ada", 1),
        "P1 is your own | somebody else agrees to what you propose"
    );
    assert_eq!(
        log.approve("bea", 1),
        "provider.director: proposal_approved"
    );
    // The provider that proposed agrees through another person, and it has none: that is told, not passed over.
    assert_eq!(*log.outcome(1), Outcome::Open);
    assert!(!log.files()["kpis/offered.yaml"].contains("automated"));
}

#[test]
fn the_last_agreement_puts_it_in_force() {
    let mut log = Log::founded();
    assert_eq!(
        log.propose("cleo", other_meaning()),
        "client.lead: proposal_made"
    );
    assert_eq!(
        log.approve("ada", 1),
        "provider.director: proposal_approved"
    );
    assert_eq!(
        log.approve("bea", 1),
        "provider.director: proposal_approved"
    );
    assert_eq!(
        log.approve("carl", 1),
        "client.manager: proposal_approved charter_replaced proposal_adopted"
    );
    assert!(log.files()["kpis/offered.yaml"].contains("automated"));
    assert_eq!(*log.outcome(1), Outcome::Adopted(log.state.position));
    assert_eq!(
        log.approve("cees", 1),
        "P1 is decided already | propose it anew, if it is still wanted"
    );
}

#[test]
fn a_target_for_one_party_is_that_partys_and_the_clients_matter() {
    let mut log = Log::founded();
    assert_eq!(
        log.propose("ada", target("alder")),
        "provider.director: proposal_made"
    );
    assert_eq!(
        log.propose("arne", target("alder")),
        "you may not propose `What it should reach` | it is up to Cleo (Lead), Carl (Manager), Cees (Lead), Ada (Director)"
    );
    // The other provider learns nothing of it, in the words for what there is not.
    let unknown = "there is no proposal P1 | ";
    assert_eq!(log.approve("bea", 1), unknown);
    assert_eq!(
        log.say(
            "bea",
            Command::Remark {
                proposal: 1,
                text: "x".to_owned()
            }
        ),
        unknown
    );
    assert_eq!(log.approve("cees", 1), "client.lead: proposal_approved");
    // Cees could speak for either role, and moves over for who can speak for one only.
    assert_eq!(log.approve("cleo", 1), "client.lead: proposal_approved");
    assert_eq!(*log.outcome(1), Outcome::Open);
    let mut log = Log::founded();
    log.propose("cleo", target("alder"));
    assert_eq!(log.approve("cees", 1), "client.lead: proposal_approved");
    assert_eq!(log.approve("carl", 1), "client.manager: proposal_approved");
    assert_eq!(
        log.approve("ada", 1),
        "provider.director: proposal_approved charter_replaced proposal_adopted"
    );
}

#[test]
fn who_may_decide_alone_has_decided() {
    let board = |text: &str| {
        let text = format!("board: main\ntitle: Main\n{text}");
        charter::difference::Edits::from([("boards/main.yaml".to_owned(), Some(text))])
    };
    let mut log = Log::founded();
    let rows = "kpis: [offered]\n";
    let told = log.propose("cleo", board(rows));
    assert_eq!(
        told, "client.lead: proposal_made charter_replaced proposal_adopted",
        "{told}"
    );
    // A provider decides alone what concerns nobody else; a board is everybody's.
    assert_eq!(
        log.propose("ada", board("kpis: [offered]\nlimit: 3\n")),
        "you may not propose `What is looked at` | it is up to Cleo (Lead), Cees (Lead)"
    );
    // What no decision is about is decided by who administers.
    let other = replaced(&files(), "partnership.yaml", "To test.", "To test more.");
    assert_eq!(
        log.propose("stef", other.clone()),
        "client.steward: proposal_made charter_replaced proposal_adopted"
    );
    assert_eq!(
        log.propose(
            "carl",
            replaced(&log.files(), "partnership.yaml", "more", "less")
        ),
        "you lack the right `administer` | held by: Steward"
    );
}

#[test]
fn a_charter_is_not_put_in_force_over_peoples_heads() {
    let mut log = Log::founded();
    let found = |files| Command::Found { files };
    let free = edited(
        &files(),
        &replaced(&files(), "partnership.yaml", "To test.", "To see."),
    );
    assert_eq!(
        log.say("operator", found(free)),
        "operator: charter_replaced"
    );
    let agreed = edited(&log.files(), &other_meaning());
    assert_eq!(
        log.say("operator", found(agreed.clone())),
        "others must agree to it: kpis/offered.yaml (decision `definitions`) | `tandem push` proposes it to them"
    );
    // The operator hands in what people wrote, and agrees to nothing.
    assert_eq!(
        log.propose("operator", edits(&log.files(), &agreed)),
        "operator: proposal_made"
    );
    assert_eq!(
        log.approve("operator", 1),
        "P1 is your own | somebody else agrees to what you propose"
    );
    log.propose("cleo", other_meaning());
    assert_eq!(
        log.approve("operator", 2),
        "you may not approve P2 | it is up to Cleo (Lead), Carl (Manager), Cees (Lead), Ada (Director), Bea (Director)"
    );
}

#[test]
fn an_approval_lapses_when_what_was_approved_changes() {
    let mut log = Log::founded();
    log.propose("cleo", other_meaning());
    log.approve("ada", 1);
    let read = log.proposal(1).digest.clone();
    let amended = replaced(
        &files(),
        "kpis/offered.yaml",
        "\"true\"",
        "automated is true",
    );
    let amend = |edits| Command::Amend {
        proposal: 1,
        edits,
        why: "A slip.".to_owned(),
    };
    assert_eq!(
        log.say("carl", amend(amended.clone())),
        "you may not change or withdraw P1 | it is up to Cleo"
    );
    assert_eq!(
        log.say("cleo", amend(amended)),
        "client.lead: proposal_amended"
    );
    assert!(log.proposal(1).approvals.is_empty());
    // Who read it before does not approve what it says now.
    assert_eq!(
        log.say(
            "bea",
            Command::Approve {
                proposal: 1,
                digest: read
            }
        ),
        "P1 says something else by now | read it anew before you approve it"
    );
    assert_eq!(
        log.approve("ada", 1),
        "provider.director: proposal_approved"
    );
}

#[test]
fn a_proposal_older_than_what_it_changes_is_amended_first() {
    let mut log = Log::founded();
    log.propose("cleo", other_meaning());
    log.propose(
        "cees",
        replaced(&files(), "kpis/offered.yaml", "Contacts offered", "Offered"),
    );
    for person in ["ada", "bea"] {
        log.approve(person, 2);
    }
    assert_eq!(
        log.approve("carl", 2),
        "client.manager: proposal_approved charter_replaced proposal_adopted"
    );
    assert_eq!(
        log.approve("ada", 1),
        "what P1 changes was changed since | who proposed it can amend it to what is in force now"
    );
    let anew = replaced(
        &log.files(),
        "kpis/offered.yaml",
        "\"true\"",
        "automated is not true",
    );
    log.say(
        "cleo",
        Command::Amend {
            proposal: 1,
            edits: anew,
            why: "What is in force now.".to_owned(),
        },
    );
    assert_eq!(
        log.approve("ada", 1),
        "provider.director: proposal_approved"
    );
    log.approve("bea", 1);
    log.approve("carl", 1);
    let text = &log.files()["kpis/offered.yaml"];
    assert!(
        text.contains("title: Offered") && text.contains("automated is not true"),
        "{text}"
    );
}

#[test]
fn who_loses_a_role_has_not_agreed_any_more() {
    let mut log = Log::founded();
    log.propose("cleo", other_meaning());
    log.approve("ada", 1);
    log.approve("carl", 1);
    // Carl leaves the role: by who administers, since no decision is about people here.
    let left = replaced(
        &log.files(),
        "partnership.yaml",
        "party: quay, roles: [client.manager] }",
        "party: quay, roles: [client.steward] }",
    );
    assert_eq!(
        log.propose("stef", left),
        "client.steward: proposal_made charter_replaced proposal_adopted"
    );
    assert_eq!(
        log.approve("bea", 1),
        "provider.director: proposal_approved"
    );
    assert_eq!(*log.outcome(1), Outcome::Open);
    assert_eq!(
        log.approve("cees", 1),
        "client.lead: proposal_approved charter_replaced proposal_adopted"
    );
}

#[test]
fn it_ends_by_a_no_by_taking_it_back_by_time_or_by_another() {
    let mut log = Log::founded();
    for _ in 0..4 {
        log.propose("cleo", other_meaning());
    }
    let no = |person: &str, log: &mut Log| {
        log.say(
            person,
            Command::Reject {
                proposal: 1,
                why: "It hides bots.".to_owned(),
            },
        )
    };
    assert_eq!(
        no("arne", &mut log),
        "you may not reject P1 | it is up to Cleo (Lead), Carl (Manager), Cees (Lead), Ada (Director)"
    );
    assert_eq!(no("ada", &mut log), "provider.director: proposal_rejected");
    assert!(matches!(log.outcome(1), Outcome::Rejected(said) if said.text == "It hides bots."));
    assert_eq!(
        log.say("cleo", Command::Withdraw { proposal: 2 }),
        "client.lead: proposal_withdrawn"
    );
    let Command::Propose(mut instead) = wanted(other_meaning()) else {
        return;
    };
    instead.instead_of = Some(3);
    assert_eq!(
        log.say("cleo", Command::Propose(instead)),
        "client.lead: proposal_superseded proposal_made"
    );
    assert_eq!(*log.outcome(3), Outcome::Superseded(5));
    log.days_pass(14);
    assert_eq!(
        log.approve("ada", 4),
        "P4 was to be decided by now, and has expired | propose it anew, if it is still wanted"
    );
    assert_eq!(
        log.say("operator", Command::ExpireDue),
        "clock: proposal_expired proposal_expired"
    );
    assert_eq!(log.say("operator", Command::ExpireDue), "clock: ");
    assert!(matches!(log.outcome(4), Outcome::Expired(_)));
}

#[test]
fn a_right_is_lent_to_a_colleague_for_a_time() {
    let mut log = Log::founded();
    log.propose("cleo", other_meaning());
    let lend = |log: &Log, to: &str, days: i64| Command::Delegate {
        to: to.to_owned(),
        until: log.now + SignedDuration::from_hours(24 * days),
    };
    let command = lend(&log, "bea", 5);
    assert_eq!(
        log.say("ada", command),
        "`bea` is no colleague of yours; a right is lent within a party | "
    );
    let command = lend(&log, "arne", 91);
    assert_eq!(
        log.say("ada", command),
        "a right is lent for at most 90 days, found 91 | "
    );
    let command = lend(&log, "arne", 5);
    assert_eq!(log.say("ada", command), "provider.director: delegated");
    assert_eq!(
        log.approve("arne", 1),
        "provider.director: proposal_approved"
    );
    assert_eq!(
        log.proposal(1).approvals[0].instead_of.as_deref(),
        Some("ada")
    );
    // It ends by its date; what was approved while it lasted stays.
    log.days_pass(6);
    log.propose("cleo", other_meaning());
    assert!(log.approve("arne", 2).starts_with("you may not approve P2"));
    log.approve("bea", 1);
    assert_eq!(
        log.approve("carl", 1),
        "client.manager: proposal_approved charter_replaced proposal_adopted"
    );
}

#[test]
fn what_would_be_no_charter_is_not_proposed() {
    let mut log = Log::founded();
    let broken = replaced(
        &files(),
        "kpis/offered.yaml",
        "table: contact",
        "table: nowhere",
    );
    let told = log.propose("cleo", broken);
    assert!(
        told.starts_with("the charter would not be one: ") && told.contains("nowhere"),
        "{told}"
    );
    assert_eq!(
        log.propose("cleo", charter::difference::Edits::new()),
        "nothing would be otherwise | "
    );
    let other = replaced(
        &files(),
        "partnership.yaml",
        "partnership: quay",
        "partnership: pier",
    );
    assert_eq!(
        log.propose("stef", other),
        "a partnership keeps its short name; its title may change | "
    );
}

#[test]
fn a_right_that_is_lent_is_used_once_and_not_for_what_its_holder_proposed() {
    let mut log = Log::founded();
    let lend = |log: &Log, to: &str| Command::Delegate {
        to: to.to_owned(),
        until: log.now + SignedDuration::from_hours(24),
    };
    let to_arne = lend(&log, "arne");
    log.say("ada", to_arne);
    log.propose("ada", other_meaning());
    assert!(log.approve("arne", 1).starts_with("you may not approve P1"));
    log.propose("cleo", other_meaning());
    assert_eq!(
        log.approve("ada", 2),
        "provider.director: proposal_approved"
    );
    assert!(log.approve("arne", 2).starts_with("you may not approve P2"));
    // The other way round: the second use takes no seat.
    log.propose("cleo", target("alder"));
    assert_eq!(
        log.approve("arne", 3),
        "provider.director: proposal_approved"
    );
    log.approve("ada", 3);
    log.approve("carl", 3);
    assert_eq!(*log.outcome(3), Outcome::Open);
    assert_eq!(
        log.approve("cees", 3),
        "client.lead: proposal_approved charter_replaced proposal_adopted"
    );
}

#[test]
fn an_approval_is_of_what_was_and_of_what_shall_be() {
    let mut log = Log::founded();
    log.propose("cleo", other_meaning());
    let read = log.proposal(1).digest.clone();
    log.propose(
        "cees",
        replaced(&files(), "kpis/offered.yaml", "Contacts offered", "Offered"),
    );
    for person in ["ada", "bea", "carl"] {
        log.approve(person, 2);
    }
    assert!(matches!(log.outcome(2), Outcome::Adopted(_)));
    // The same text again would undo P2, which who read it before has not seen.
    let amend = Command::Amend {
        proposal: 1,
        edits: other_meaning(),
        why: "Again.".to_owned(),
    };
    assert_eq!(log.say("cleo", amend), "client.lead: proposal_amended");
    assert_eq!(
        log.say(
            "ada",
            Command::Approve {
                proposal: 1,
                digest: read
            }
        ),
        "P1 says something else by now | read it anew before you approve it"
    );
}

#[test]
fn who_has_a_lost_right_again_can_complete_it() {
    let mut log = Log::founded();
    log.propose("cleo", other_meaning());
    log.approve("ada", 1);
    log.approve("carl", 1);
    let role = |log: &Log, from: &str, to: &str| {
        let (from, to) = (
            format!("quay, roles: [{from}] }}"),
            format!("quay, roles: [{to}] }}"),
        );
        replaced(&log.files(), "partnership.yaml", &from, &to)
    };
    let left = role(&log, "client.manager", "client.steward");
    assert!(log.propose("stef", left).ends_with("proposal_adopted"));
    assert_eq!(
        log.approve("bea", 1),
        "provider.director: proposal_approved"
    );
    let text = log.files()["partnership.yaml"].replacen(
        "name: Carl, email: carl@quay.example, party: quay, roles: [client.steward]",
        "name: Carl, email: carl@quay.example, party: quay, roles: [client.manager]",
        1,
    );
    let back = charter::difference::Edits::from([("partnership.yaml".to_owned(), Some(text))]);
    assert!(log.propose("stef", back).ends_with("proposal_adopted"));
    assert_eq!(
        log.approve("bea", 1),
        "provider.director: charter_replaced proposal_adopted"
    );
}

#[test]
fn only_files_of_a_charter_are_proposed() {
    let mut log = Log::founded();
    for path in ["README.md", "feeds/../../.bashrc", "../x.yaml"] {
        let edits = charter::difference::Edits::from([(path.to_owned(), Some("x".to_owned()))]);
        assert_eq!(
            log.propose("stef", edits),
            format!("a charter has no file `{path}` | ")
        );
    }
}
