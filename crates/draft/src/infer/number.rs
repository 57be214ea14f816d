//! Numbers as people and programs write them.

/// Which signs separate what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// `1234`, `1234.5`, `1e3`
    Point,
    /// `1,234.5`
    GroupedPoint,
    /// `1234,5`
    Comma,
    /// `1.234,5`
    GroupedComma,
    /// `1 234,5`, `1'234.5`: groups set off by a space or an apostrophe.
    Spaced,
}

impl Style {
    /// The plainer first: what several can read is read as the first.
    pub(crate) const ALL: &[Self] = &[
        Self::Point,
        Self::Comma,
        Self::GroupedPoint,
        Self::GroupedComma,
        Self::Spaced,
    ];
}

const CURRENCIES: &[&str] = &[
    "€", "$", "£", "¥", "₹", "₪", "R$", "US$", "A$", "C$", "zł", "kr", "EUR", "USD", "GBP", "CHF",
    "INR", "BRL", "MXN", "COP", "CLP", "ARS", "PLN", "SEK", "NOK", "DKK", "CZK", "HUF", "RON",
    "TRY", "ZAR", "PHP", "JPY", "ILS", "CAD", "AUD", "NZD", "Kč", "Ft", "lei", "₱", "₺",
];

/// A number, read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Number {
    pub value: f64,
    pub whole: bool,
    pub percent: bool,
    pub currency: Option<&'static str>,
    /// Whether it has leading zeros, as identifiers do and amounts do not.
    pub padded: bool,
    /// Whether its only separator stands before exactly three digits, so that it may be of thousands or of decimals.
    pub thousands_or_not: bool,
}

/// The number in a cell, in one style.
pub(crate) fn read(cell: &str, style: Style) -> Option<Number> {
    let mut text = cell.trim();
    if text.len() > 40 || !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut currency = None;
    let mut percent = false;
    let mut negative = false;
    if let Some(inside) = text
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
    {
        negative = true;
        text = inside.trim();
    }
    if !text.starts_with(|c: char| c.is_ascii_digit())
        || !text.ends_with(|c: char| c.is_ascii_digit())
    {
        if let Some(rest) = text.strip_suffix('%') {
            percent = true;
            text = rest.trim_end();
        }
        if let Some(rest) = text
            .strip_prefix('-')
            .filter(|rest| !rest.starts_with(['-', '+']))
        {
            negative = !negative;
            text = rest.trim_start();
        }
        let mut found = CURRENCIES
            .iter()
            .filter(|sign| text.starts_with(**sign) || text.ends_with(**sign))
            .copied()
            .collect::<Vec<_>>();
        found.sort_by_key(|sign| std::cmp::Reverse(sign.len()));
        if let Some(sign) = found.first() {
            currency = Some(*sign);
            text = text
                .strip_prefix(*sign)
                .or_else(|| text.strip_suffix(*sign))
                .unwrap_or(text)
                .trim();
            if let Some(rest) = text.strip_prefix('-') {
                negative = !negative;
                text = rest;
            }
        }
        text = text.strip_prefix('+').unwrap_or(text);
        if text.starts_with('-') && currency.is_none() {
            return None;
        }
    }
    let (group, decimal): (&[char], char) = match style {
        Style::Point => (&[], '.'),
        Style::GroupedPoint => (&[','], '.'),
        Style::Comma => (&[], ','),
        Style::GroupedComma => (&['.'], ','),
        Style::Spaced => (
            &[' ', '\u{A0}', '\u{202F}', '\''],
            if text.contains(',') { ',' } else { '.' },
        ),
    };
    let (digits, exponent) = match text.split_once(['e', 'E']) {
        Some((digits, exponent))
            if style == Style::Point
                && exponent
                    .trim_start_matches(['+', '-'])
                    .bytes()
                    .all(|b| b.is_ascii_digit())
                && !exponent.is_empty() =>
        {
            (digits, Some(exponent))
        }
        Some(_) => return None,
        None => (text, None),
    };
    let (whole, fraction) = match digits.split_once(decimal) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits, None),
    };
    if fraction.is_some_and(|fraction| !fraction.bytes().all(|byte| byte.is_ascii_digit())) {
        return None;
    }
    if whole.is_empty() && fraction.is_none_or(str::is_empty) {
        return None;
    }
    let plain: String = if group.is_empty() || !whole.contains(group) {
        if style == Style::Spaced {
            return None;
        }
        whole.to_owned()
    } else {
        let pieces: Vec<&str> = whole.split(group).collect();
        let (first, rest) = pieces.split_first()?;
        if first.is_empty() || first.len() > 3 || rest.iter().any(|piece| piece.len() != 3) {
            return None;
        }
        pieces.concat()
    };
    if !plain.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let written = format!(
        "{}{}.{}{}",
        if negative { "-" } else { "" },
        if plain.is_empty() { "0" } else { &plain },
        fraction
            .filter(|fraction| !fraction.is_empty())
            .unwrap_or("0"),
        exponent
            .map(|exponent| format!("e{exponent}"))
            .unwrap_or_default()
    );
    let grouped_once = whole.matches(group).count() == 1 && fraction.is_none();
    let lone = fraction.is_some_and(|fraction| fraction.len() == 3)
        && (1..=3).contains(&whole.len())
        && whole != "0"
        && matches!(style, Style::Point | Style::Comma);
    Some(Number {
        value: written.parse().ok()?,
        whole: fraction.is_none() && exponent.is_none(),
        percent,
        currency,
        padded: fraction.is_none() && plain.len() > 1 && plain.starts_with('0'),
        thousands_or_not: lone || (grouped_once && style != Style::Spaced),
    })
}
