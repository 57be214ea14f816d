//! Words that people use of each other and of their work: parties, places, channels, roles, opening hours.

use charter::expression::{Allowed, Expression};
use charter::kpi::Kpi;
use charter::names::word;
use charter::partnership::{PartyKind, Role};

use super::build::{Words, kpi_id};
use super::{Term, TermKind, TermUse};

impl Words<'_> {
    pub(super) fn values(&self) -> Vec<Term> {
        let taxonomy = &self.charter.taxonomy;
        let mut terms = Vec::new();
        let partnership = &self.charter.partnership;
        let viewer = self.known.catalog.viewer;
        for party in &partnership.parties {
            if viewer.may_name(partnership, &party.party) {
                let means = match party.kind {
                    PartyKind::Client => "The client: owns the customers and the contract.",
                    PartyKind::InHouse => "The client's own teams, beside the providers.",
                    PartyKind::Provider => "A provider.",
                };
                terms.push(self.value("party", &party.party, &party.title, means.to_owned()));
            }
        }
        let sites: Vec<_> = (taxonomy.sites.iter())
            .filter(|site| self.places.has_site(site))
            .collect();
        for site in &sites {
            let party = self.charter.party(&site.party);
            let party = party.map_or(site.party.as_str(), |party| &party.title);
            let means = format!("A site of {party}. Its clocks show {}.", site.zone);
            terms.push(self.value("site", &site.site, &site.title, means));
        }
        for team in &taxonomy.teams {
            let site = sites.iter().find(|site| site.site == team.site);
            if let Some(site) = site.filter(|_| self.places.has_team(team)) {
                let means = format!("A team at {}.", site.title);
                terms.push(self.value("team", &team.team, &team.title, means));
            }
        }
        let discretion = &self.known.discretion;
        let channels = taxonomy.channels.iter();
        for channel in channels.filter(|one| discretion.may_show_channel(one)) {
            let means = "A way in which customers reach us.".to_owned();
            terms.push(self.value("channel", &channel.channel, &channel.title, means));
        }
        let queues = taxonomy.queues.iter();
        for queue in queues.filter(|one| discretion.may_show_queue(taxonomy, one)) {
            let channel = self.charter.value_title("channel", &queue.channel);
            let means = format!(
                "A waiting line of the channel {}.",
                channel.unwrap_or(&queue.channel)
            );
            let mut term = self.value("queue", &queue.queue, &queue.title, means);
            let calendars = self.charter.calendars.calendars.iter();
            let open = calendars
                .filter(|one| queue.calendar.as_ref() == Some(&one.calendar))
                .map(|one| TermUse::by("open by", calendar_id(&one.calendar), &one.title));
            term.used.extend(open);
            terms.push(term);
        }
        let contact_types = taxonomy.contact_types.iter();
        for one in contact_types.filter(|one| discretion.may_show_contact_type(one)) {
            let means = format!(
                "What customers come for. Its work is {} times that of a plain contact.",
                one.complexity
            );
            terms.push(self.value("contact_type", &one.contact_type, &one.title, means));
        }
        for language in &taxonomy.languages {
            let means = "A language served, as BCP 47 writes it.".to_owned();
            terms.push(self.value("language", language, language, means));
        }
        terms
    }

    fn value(&self, dimension: &str, value: &str, title: &str, means: String) -> Term {
        let targets = self.charter.targets.iter();
        let mut used: Vec<TermUse> = targets
            .filter(|target| {
                target.scope.get(dimension).is_some_and(|of| of == value)
                    && self.known.knows_scope(&target.scope)
            })
            .filter_map(|target| self.known.catalog.kpi(&target.kpi).ok())
            .map(|kpi| TermUse::by("has a target of its own for", kpi_id(&kpi.kpi), &kpi.title))
            .collect();
        used.dedup();
        Term {
            id: format!("value-{dimension}-{value}"),
            kind: TermKind::Value,
            name: value.to_owned(),
            title: self.said(title),
            means,
            notes: vec![format!("A value of `{dimension}`.")],
            used,
            ..Term::default()
        }
    }

    pub(super) fn roles(&self) -> Vec<Term> {
        let partnership = &self.charter.partnership;
        partnership
            .roles
            .iter()
            .map(|role| self.role(role))
            .collect()
    }

    fn role(&self, role: &Role) -> Term {
        let rights: Vec<String> = role.may.iter().map(word).collect();
        let sees = word(&role.sees);
        let mut notes = vec![match sees.as_str() {
            "everything" => "Sees every party's rows.".to_owned(),
            sees => format!("Sees the rows of {}.", their(sees)),
        }];
        if !rights.is_empty() {
            notes.push(format!("May {}.", rights.join(", ").replace('_', " ")));
        }
        let mut used = Vec::new();
        for kpi in self.known.catalog.kpis() {
            if kpi.owner.as_ref() == Some(&role.role) {
                used.push(TermUse::by("answers for", kpi_id(&kpi.kpi), &kpi.title));
            }
        }
        for board in self.charter.boards.values() {
            if board.audience.contains(&role.role) && self.known.catalog.may_open(board) {
                let mut first = TermUse::board(&board.board, &board.title);
                "first sees".clone_into(&mut first.how);
                used.push(first);
            }
        }
        Term {
            id: format!("role-{}", role.role),
            kind: TermKind::Role,
            name: role.role.clone(),
            title: self.said(&role.title),
            means: match role.side() {
                Some(PartyKind::Client) => "Somebody of the client.",
                Some(PartyKind::InHouse) => "Somebody of the client's own teams.",
                Some(PartyKind::Provider) => "Somebody of a provider.",
                None => "",
            }
            .to_owned(),
            notes,
            used,
            ..Term::default()
        }
    }

    pub(super) fn calendars(&self) -> Vec<Term> {
        let calendars = self.charter.calendars.calendars.iter();
        let names_hidden = |text: &str| self.known.discretion.holds_hidden(text);
        calendars
            .filter(|one| {
                ![&one.calendar, &one.title, &one.zone]
                    .into_iter()
                    .any(|text| names_hidden(text))
            })
            .map(|calendar| {
                let mut hours: Vec<String> = (calendar.open.iter())
                    .map(|(days, spans)| format!("{days} {}", spans.join(", ")))
                    .collect();
                hours.push(format!("{} days differ", calendar.holidays.len()));
                let taxonomy = &self.charter.taxonomy;
                let mut used: Vec<TermUse> = (taxonomy.queues.iter())
                    .filter(|queue| queue.calendar.as_ref() == Some(&calendar.calendar))
                    .filter(|queue| self.known.discretion.may_show_queue(taxonomy, queue))
                    .map(|queue| {
                        let id = format!("value-queue-{}", queue.queue);
                        TermUse::by("opening hours of", id, &queue.title)
                    })
                    .collect();
                let kpis = self.known.catalog.kpis();
                used.extend(
                    kpis.filter(|kpi| counts_by(kpi, &calendar.calendar))
                        .map(|kpi| TermUse::by("counts time for", kpi_id(&kpi.kpi), &kpi.title)),
                );
                Term {
                    id: calendar_id(&calendar.calendar),
                    kind: TermKind::Calendar,
                    name: calendar.calendar.clone(),
                    title: self.said(&calendar.title),
                    means: format!("Open {}; hours are of {}.", hours.join("; "), calendar.zone),
                    used,
                    ..Term::default()
                }
            })
            .collect()
    }
}

/// Whether a KPI counts business time by a calendar.
fn counts_by(kpi: &Kpi, calendar: &str) -> bool {
    kpi.formula.expressions().iter().any(|(_, text)| {
        let read = Expression::parse(text, &Allowed::source());
        read.is_ok_and(|read| read.calendars().contains(calendar))
    })
}

fn calendar_id(calendar: &str) -> String {
    format!("calendar-{calendar}")
}

/// Whose rows, in words.
fn their(sees: &str) -> String {
    match sees {
        "own" => "their own work".to_owned(),
        sees => format!("their {sees}"),
    }
}
