//! What a spreadsheet has done to numbers that are names.

use super::Plan;
use crate::choose::names;
use crate::doubt::Doubt;
use crate::infer::kind::Facts;

/// From this power of ten on, spreadsheets write a number so that its digits are lost.
const POWER: u32 = 10;

/// Says which columns have lost digits: nothing tells any more what stood there.
pub(crate) fn doubts(plan: &mut Plan, facts: &[Facts]) {
    for (place, one) in facts.iter().enumerate() {
        let named = names::is_identifier(&one.words) || names::is_phone(&one.words);
        let lost = one.values.iter().filter(|(text, _)| is_shortened(text));
        let (mut rows, mut example) = (0, None);
        for (text, count) in lost {
            rows += count;
            example = example.or(Some(text));
        }
        let Some(example) = example.filter(|_| named) else {
            continue;
        };
        let line = plan
            .columns
            .iter()
            .find(|line| line.sources.contains(&place));
        let (about, says) = match line {
            Some(line) => (
                format!("columns.{}", line.column),
                format!("`{}` has lost its digits in some rows", one.name),
            ),
            None => (
                "key".to_owned(),
                format!(
                    "`{}` has lost its digits and is not used as a key",
                    one.name
                ),
            ),
        };
        let shown = one.personal.is_none() && line.is_none_or(|line| line.column != "customer");
        let like = if shown {
            format!(" like `{example}`")
        } else {
            " with a power of ten".to_owned()
        };
        let doubt = Doubt::new(
            &about,
            says,
            format!(
                "a spreadsheet wrote {rows} of {} values{like}, and what they were cannot be told. Take the file as the \
                 source exports it, without opening and saving it in a spreadsheet, or make the column a text there first",
                one.filled
            ),
        );
        plan.doubts.insert(0, doubt);
    }
}

/// Whether it is a long number cut to a few digits: `4.51000E+11`.
fn is_shortened(text: &str) -> bool {
    let Some((digits, power)) = text.split_once(['E', 'e']) else {
        return false;
    };
    let decimals = digits
        .split_once(['.', ','])
        .map_or(0, |(_, decimals)| decimals.len());
    let number = digits
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','));
    let power = power
        .strip_prefix('+')
        .and_then(|power| power.parse::<u32>().ok());
    number
        && !digits.is_empty()
        && power.is_some_and(|power| power >= POWER && decimals < power as usize)
}
