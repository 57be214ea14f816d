//! Values that look like personal data and are none.

use super::draw::Draw;
use super::{identity, money};

/// Numbers of things.
pub fn reference(draw: &mut Draw) -> String {
    let pattern = draw.pick(&[
        "%#######",
        "########",
        "%########",
        "#########",
        "%#########",
        "##########",
        "0#########",
        "###########",
        "############",
        "%###-######",
        "###-#######-#######",
        "ORD-%#######",
        "#%#######",
        "SO%######",
        "INV-2024-######",
        "####/%####",
        "2024/########",
        "@@@########",
        "@@-####-####",
        "%##.###.###",
        "R######-##",
        "%## ### ###",
        "#### ####",
    ]);
    draw.pattern(pattern)
}

/// Everything else that has digits.
pub fn other(country: &str, draw: &mut Draw) -> String {
    let (year, month, day) = (
        draw.between(2015, 2026),
        draw.between(1, 12),
        draw.between(1, 28),
    );
    let (hour, minute) = (draw.between(0, 23), draw.between(0, 59));
    match draw.below(29) {
        0 => format!("{year}-{month:02}-{day:02}"),
        1 => format!("{day:02}-{month:02}-{year} {hour:02}:{minute:02}"),
        2 => format!("{day:02}.{month:02}.{year}"),
        3 => format!("{month:02}/{day:02}/{year}"),
        4 => format!(
            "{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{:02}Z",
            draw.below(60)
        ),
        5 => format!(
            "{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:00.{}+02:00",
            draw.digits(6)
        ),
        6 => format!(
            "{day:02}.{month:02}.{:02} {hour:02}.{minute:02}",
            year % 100
        ),
        7 => format!("€ {}", draw.pattern("%.###.###,##")),
        8 => format!("{} USD", draw.pattern("%##,###,###.##")),
        9 => format!("{} EUR", draw.pattern("%## ### ###,##")),
        10 => format!(
            "{}.{}.{}.{}",
            draw.below(256),
            draw.below(256),
            draw.below(256),
            draw.below(256)
        ),
        11 => format!(
            "v{}.{}.{}-rc.{}",
            draw.below(20),
            draw.below(20),
            draw.below(2000),
            draw.below(9)
        ),
        12 => format!("build {}", draw.pattern("%#.#.####.####")),
        13 => draw.pattern("SKU-%#########"),
        14 => draw.pattern("1Z@##@##%#########"),
        15 => draw.pattern("3S@@@@#########"),
        16 => draw.pattern("@@#########NL"),
        17 => draw.pattern("00340434#############"),
        18 => format!(
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
            draw.below(1 << 32),
            draw.below(1 << 16),
            draw.below(1 << 16),
            draw.below(1 << 16),
            draw.below(1 << 48)
        ),
        19 => money::with_check(draw, "4", 12),
        20 => money::with_check(draw, "5", 20),
        21 => money::broken_card(draw),
        22 => money::broken_account(draw),
        23 | 24 => identity::invalid(country, draw),
        25 => format!("IMEI {}", money::with_check(draw, "35", 15)),
        26 => format!(
            "{}.{}, {}.{}",
            draw.between(0, 80),
            draw.digits(6),
            draw.between(0, 170),
            draw.digits(6)
        ),
        27 => draw.pattern("17########"),
        _ => gtin(draw),
    }
}

/// A bar code of 13 digits with its check digit.
fn gtin(draw: &mut Draw) -> String {
    let base = draw.pattern("%###########");
    let sum: u32 = base
        .bytes()
        .zip([1, 3].into_iter().cycle())
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    format!("{base}{}", (10 - sum % 10) % 10)
}
