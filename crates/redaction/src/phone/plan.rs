//! Numbering plans. Source: the national numbering plans as communicated to the ITU under E.129 and published
//! by each country's regulator; lengths are those of geographic and mobile numbers, short service numbers
//! belong to nobody and are left out.

use std::ops::RangeInclusive;

/// How a country's telephone numbers look.
#[derive(Debug)]
pub(crate) struct Plan {
    /// ISO 3166-1 alpha-2, lower case.
    pub country: &'static str,
    /// Its calling code.
    pub code: &'static str,
    /// Whether a 0 is dialled before a number at home and left out after the calling code.
    pub trunk: bool,
    /// Digits after the calling code.
    pub significant: RangeInclusive<usize>,
    /// How numbers are written at home.
    pub national: &'static [National],
}

/// One form of number as written at home.
#[derive(Debug)]
pub(crate) struct National {
    /// What it begins with.
    pub leads: &'static [&'static str],
    /// How many digits it has, with the trunk prefix.
    pub digits: RangeInclusive<usize>,
    /// In which groups.
    pub written: Written,
    /// Whether area code and exchange have the form of the North American plan.
    pub north_american: bool,
}

/// In which groups a number has to be written when nothing announces it.
#[derive(Debug)]
pub(crate) enum Written {
    /// In any, or in one.
    Any,
    /// In two or more.
    Parted,
    /// In one of these: digits a group.
    Grouped(&'static [&'static [u8]]),
}

use Written::{Any, Grouped, Parted};

const fn form(
    leads: &'static [&'static str],
    digits: RangeInclusive<usize>,
    written: Written,
) -> National {
    National {
        leads,
        digits,
        written,
        north_american: false,
    }
}

const fn plan(
    country: &'static str,
    code: &'static str,
    trunk: bool,
    significant: RangeInclusive<usize>,
    national: &'static [National],
) -> Plan {
    Plan {
        country,
        code,
        trunk,
        significant,
        national,
    }
}

const NINE: &[&[u8]] = &[&[3, 3, 3], &[3, 2, 2, 2], &[2, 3, 2, 2], &[3, 6], &[2, 7]];
const AMERICAN: &[National] = &[
    National {
        leads: &["2", "3", "4", "5", "6", "7", "8", "9"],
        digits: 10..=10,
        written: Grouped(&[&[3, 3, 4], &[3, 7]]),
        north_american: true,
    },
    National {
        leads: &["1"],
        digits: 11..=11,
        written: Grouped(&[&[1, 3, 3, 4], &[1, 10]]),
        north_american: true,
    },
];

#[rustfmt::skip]
pub(crate) const PLANS: &[Plan] = &[
    plan("at", "43", true, 5..=13, &[
        form(&["065", "066", "067", "068", "069"], 10..=13, Any),
        form(&["0"], 8..=13, Parted),
    ]),
    plan("be", "32", true, 8..=9, &[form(&["04"], 10..=10, Any), form(&["0"], 9..=9, Parted)]),
    plan("br", "55", true, 10..=11, &[
        form(&["1", "2", "3", "4", "5", "6", "7", "8", "9"], 10..=11, Grouped(&[&[2, 5, 4], &[2, 4, 4], &[2, 1, 4, 4], &[2, 9], &[2, 8]])),
        form(&["0"], 11..=12, Grouped(&[&[3, 5, 4], &[3, 4, 4], &[3, 9], &[3, 8]])),
        form(&["9"], 9..=9, Grouped(&[&[5, 4]])),
    ]),
    plan("ca", "1", false, 10..=10, AMERICAN),
    plan("ch", "41", true, 9..=9, &[form(&["0"], 10..=10, Any)]),
    plan("de", "49", true, 6..=12, &[
        form(&["015", "016", "017"], 10..=12, Any),
        form(&["0"], 8..=13, Parted),
    ]),
    plan("dk", "45", false, 8..=8, &[form(&["2", "3", "4", "5", "6", "7", "8", "9"], 8..=8, Grouped(&[&[2, 2, 2, 2]]))]),
    plan("es", "34", false, 9..=9, &[form(&["6", "7", "8", "9"], 9..=9, Grouped(NINE))]),
    plan("fi", "358", true, 6..=11, &[form(&["04", "05"], 10..=10, Any), form(&["0"], 8..=12, Parted)]),
    plan("fr", "33", true, 9..=9, &[form(&["0"], 10..=10, Any)]),
    plan("gb", "44", true, 9..=10, &[form(&["01", "02", "03", "07", "08"], 11..=11, Any), form(&["01"], 10..=10, Parted)]),
    plan("ie", "353", true, 7..=9, &[form(&["08"], 10..=10, Any), form(&["0"], 8..=10, Parted)]),
    plan("il", "972", true, 8..=9, &[form(&["05", "07"], 10..=10, Any), form(&["0"], 9..=9, Parted)]),
    plan("in", "91", true, 10..=10, &[
        form(&["6", "7", "8", "9"], 10..=10, Grouped(&[&[5, 5], &[4, 3, 3], &[3, 3, 4]])),
        form(&["0"], 11..=11, Any),
    ]),
    plan("it", "39", false, 6..=11, &[form(&["0"], 8..=11, Parted), form(&["02", "06"], 9..=10, Any), form(&["3"], 9..=10, Grouped(&[&[3, 7], &[3, 3, 4], &[3, 6], &[3, 3, 3], &[3, 2, 2, 3], &[3, 2, 2, 2]]))]),
    plan("nl", "31", true, 9..=9, &[form(&["0"], 10..=10, Any)]),
    plan("no", "47", false, 8..=8, &[form(&["2", "3", "4", "5", "6", "7", "9"], 8..=8, Grouped(&[&[3, 2, 3], &[2, 2, 2, 2]]))]),
    plan("pl", "48", false, 9..=9, &[
        form(&["45", "50", "51", "53", "57", "60", "66", "69", "72", "73", "78", "79", "88"], 9..=9, Grouped(&[&[3, 3, 3], &[3, 2, 2, 2], &[3, 6]])),
        form(&["1", "2", "3", "4", "5", "6", "7", "8", "9"], 9..=9, Grouped(&[&[2, 3, 2, 2], &[2, 7]])),
    ]),
    plan("pt", "351", false, 9..=9, &[form(&["2", "91", "92", "93", "96"], 9..=9, Grouped(NINE))]),
    plan("se", "46", true, 7..=9, &[form(&["07"], 10..=10, Any), form(&["0"], 8..=10, Parted)]),
    plan("us", "1", false, 10..=10, AMERICAN),
];
