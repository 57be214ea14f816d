//! What is known of the partnership before a file is looked at, and what is asked for.

use charter::feed::Feed;

use charter::kpi::Formula;

/// What a draft is told of the partnership for which a file is drafted.
#[derive(Debug, Clone, Default)]
pub struct About {
    /// IANA zone of the partnership; local times are read in it.
    pub zone: String,
    /// ISO 4217 code of its currency.
    pub currency: String,
    /// Its parties.
    pub parties: Vec<Party>,
    /// The contact types of its taxonomy.
    pub contact_types: Vec<String>,
    /// The channels of its taxonomy.
    pub channels: Vec<String>,
    /// The feeds that there are: the draft takes another name, and says where one of them fits the file.
    pub feeds: Vec<Feed>,
    /// Titles of the KPIs that look at how a contact ended: without an outcome they are empty.
    pub outcome_kpis: Vec<String>,
}

/// What a draft is asked for beside what the file says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// The table to draft for; the one that fits best when absent.
    pub table: Option<String>,
    /// The name of the feed; the file's when absent.
    pub name: Option<String>,
}

/// A party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// Short name, as facts have it.
    pub party: String,
    /// Title for people.
    pub title: String,
    /// Whether it is the client, who answers no customers itself.
    pub client: bool,
}

impl About {
    /// What a charter says.
    #[must_use]
    pub fn of(charter: &charter::Charter) -> Self {
        Self {
            zone: charter.partnership.zone.clone(),
            currency: charter.partnership.currency.clone(),
            parties: charter
                .partnership
                .parties
                .iter()
                .map(|party| Party {
                    party: party.party.clone(),
                    title: party.title.clone(),
                    client: party.kind == charter::partnership::PartyKind::Client,
                })
                .collect(),
            contact_types: charter
                .taxonomy
                .contact_types
                .iter()
                .map(|one| one.contact_type.clone())
                .collect(),
            channels: charter
                .taxonomy
                .channels
                .iter()
                .map(|one| one.channel.clone())
                .collect(),
            feeds: charter.feeds.values().cloned().collect(),
            outcome_kpis: charter
                .kpis
                .values()
                .filter(|kpi| of_outcome(&kpi.formula))
                .map(|kpi| kpi.title.clone())
                .collect(),
        }
    }
}

/// Whether a KPI looks at the outcome of a contact.
fn of_outcome(formula: &Formula) -> bool {
    let names = |text: &str| {
        text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .any(|word| word == "outcome")
    };
    let rows = formula.rows().filter(|rows| rows.table == "contact");
    rows.and_then(|rows| rows.population.as_deref())
        .is_some_and(names)
}
