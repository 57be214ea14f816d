//! The channel by the taxonomy's names, however the source spells it.

use super::Plan;
use super::mapped::quoted;
use crate::about::About;
use crate::choose::words;
use crate::doubt::Doubt;
use crate::infer::kind::Facts;
use crate::write::cases::Cases;
use crate::write::{expression, sql};

/// Values beyond this are not looked at.
const VALUES_MAX: usize = 60;

pub(crate) fn channel(plan: &mut Plan, facts: &Facts, about: &About) -> Option<String> {
    let text = expression::text(facts, &plan.nulls)?;
    if about.channels.is_empty() {
        return Some(text);
    }
    plan.open.insert("channel");
    let mut cases = Cases::of(facts, &plan.nulls)?;
    let mut strange = Vec::new();
    let mut same = true;
    for (value, _) in facts
        .values
        .iter()
        .take(VALUES_MAX)
        .filter(|(value, _)| !value.chars().any(sql::deceives))
    {
        match of_taxonomy(value, about) {
            Some(channel) => {
                same &= channel == value;
                cases.add(value, &sql::text(channel));
            }
            None => strange.push(value.as_str()),
        }
    }
    if !strange.is_empty() {
        plan.doubt(Doubt::new(
            "columns.channel",
            format!(
                "{} {} no channel of the taxonomy",
                quoted(&strange, 5),
                if strange.len() == 1 { "is" } else { "are" }
            ),
            format!(
                "there are {}; add it to taxonomy.yaml or to the cases here",
                about.channels.join(", ")
            ),
        ));
    }
    if (same && strange.is_empty()) || cases.is_empty() {
        return Some(text);
    }
    // What a longer file, or the next one, may say for the same.
    for word in words::CHANNELS_USUAL {
        if let Some(channel) = of_taxonomy(word, about) {
            cases.add(word, &sql::text(channel));
        }
    }
    // What the taxonomy does not know stays in its own words, so that it is seen.
    Some(cases.sql(Some(&text)))
}

/// The channel of the taxonomy that a word stands for.
fn of_taxonomy<'a>(word: &str, about: &'a About) -> Option<&'a str> {
    let named = |name: &str| {
        about
            .channels
            .iter()
            .find(|one| one.eq_ignore_ascii_case(name))
            .map(String::as_str)
    };
    named(word.trim()).or_else(|| {
        let names = words::channel_names(words::channel(word)?);
        names.iter().find_map(|name| named(name))
    })
}
