//! What an address says of time and basis, of any text: read as it is written, or refused.

use kpi::{Basis, Moment};
use proptest::prelude::*;

fn check(text: &str) -> Result<(), TestCaseError> {
    match text.parse::<Moment>() {
        Ok(moment) => prop_assert_eq!(moment.to_string().parse::<Moment>(), Ok(moment), "{}", text),
        Err(error) => prop_assert_eq!(error.0, text),
    }
    match text.parse::<Basis>() {
        Ok(basis) => prop_assert_eq!(basis.to_string().parse::<Basis>(), Ok(basis), "{}", text),
        Err(error) => prop_assert_eq!(error.0, text),
    }
    Ok(())
}

proptest! {
    #[test]
    fn text(text in "\\PC{0,30}") {
        check(&text)?;
    }

    #[test]
    fn nearly_moments(text in "-?[0-9]{4,6}-[01][0-9]-[0-3][0-9]([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,10})?)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?") {
        check(&text)?;
    }

    #[test]
    fn nearly_bases(text in "[0-9+]{0,21}[·.-][0-9 ]{0,21}") {
        check(&text)?;
    }
}
