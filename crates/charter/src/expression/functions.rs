//! The functions that an expression may call.

/// A function that an expression may call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: &'static str,
    /// How it is called.
    pub usage: &'static str,
    /// What it gives.
    pub means: &'static str,
    /// Fewest and most arguments.
    pub arguments: (usize, usize),
}

/// The most arguments of a function that takes any number.
const MANY: usize = 32;

const fn function(
    name: &'static str,
    usage: &'static str,
    arguments: (usize, usize),
    means: &'static str,
) -> Function {
    Function {
        name,
        usage,
        means,
        arguments,
    }
}

/// All of them, by name. `business_seconds`, `json_text`, `local_time` and `seconds_between` are ours; the rest are the query engine's.
pub const FUNCTIONS: &[Function] = &[
    function("abs", "abs(number)", (1, 1), "The number without its sign."),
    function(
        "btrim",
        "btrim(text, characters)",
        (1, 2),
        "The text without the characters (spaces) at its ends.",
    ),
    function(
        "business_seconds",
        "business_seconds(from, to, 'phone_hours')",
        (3, 3),
        "The seconds from one instant to another in which the calendar is open; negative where the second is earlier.",
    ),
    function(
        "ceil",
        "ceil(number)",
        (1, 1),
        "The next whole number above.",
    ),
    function(
        "coalesce",
        "coalesce(a, b, …)",
        (1, MANY),
        "The first that is not null.",
    ),
    function(
        "concat",
        "concat(a, b, …)",
        (1, MANY),
        "The texts one after the other; nulls are left out.",
    ),
    function(
        "concat_ws",
        "concat_ws(separator, a, b, …)",
        (2, MANY),
        "The texts with the separator between them; nulls are left out.",
    ),
    function(
        "contains",
        "contains(text, part)",
        (2, 2),
        "Whether the part is in the text.",
    ),
    function(
        "date_part",
        "date_part('hour', instant)",
        (2, 2),
        "A part of an instant, as a number.",
    ),
    function(
        "date_trunc",
        "date_trunc('month', instant)",
        (2, 2),
        "The instant at which its hour, day, month … began: on the partnership's clocks, in feeds in UTC.",
    ),
    function(
        "ends_with",
        "ends_with(text, end)",
        (2, 2),
        "Whether the text ends so.",
    ),
    function(
        "floor",
        "floor(number)",
        (1, 1),
        "The next whole number below.",
    ),
    function(
        "greatest",
        "greatest(a, b, …)",
        (1, MANY),
        "The greatest; nulls are left out.",
    ),
    function(
        "json_text",
        "json_text(text, 'requester.tags[0]')",
        (2, 2),
        "The text at that place in a JSON value; null where there is none.",
    ),
    function(
        "least",
        "least(a, b, …)",
        (1, MANY),
        "The least; nulls are left out.",
    ),
    function("left", "left(text, n)", (2, 2), "The first n characters."),
    function("length", "length(text)", (1, 1), "How many characters."),
    function(
        "local_time",
        "local_time(text, '%y%m%d %H:%M:%S')",
        (2, 2),
        "The instant that a wall clock of the feed's zone shows; only in feeds.",
    ),
    function("lower", "lower(text)", (1, 1), "The text in small letters."),
    function(
        "lpad",
        "lpad(text, n, fill)",
        (2, 3),
        "The text filled on the left up to n characters; n is a number up to 100.",
    ),
    function(
        "ltrim",
        "ltrim(text, characters)",
        (1, 2),
        "The text without the characters (spaces) at its start.",
    ),
    function(
        "nullif",
        "nullif(a, b)",
        (2, 2),
        "Null where both are equal, else the first.",
    ),
    function(
        "regexp_like",
        "regexp_like(text, 'pattern')",
        (2, 3),
        "Whether the pattern is found in the text.",
    ),
    function(
        "regexp_replace",
        "regexp_replace(text, 'pattern', 'by')",
        (3, 4),
        "The text with the pattern's first match replaced; with the flag 'g', all of them.",
    ),
    function(
        "replace",
        "replace(text, 'part', 'by')",
        (3, 3),
        "The text with the part replaced everywhere.",
    ),
    function("right", "right(text, n)", (2, 2), "The last n characters."),
    function(
        "round",
        "round(number, decimals)",
        (1, 2),
        "The number, rounded.",
    ),
    function(
        "rtrim",
        "rtrim(text, characters)",
        (1, 2),
        "The text without the characters (spaces) at its end.",
    ),
    function(
        "seconds_between",
        "seconds_between(from, to)",
        (2, 2),
        "The seconds from one instant to another; negative where the second is earlier.",
    ),
    function(
        "split_part",
        "split_part(text, separator, n)",
        (3, 3),
        "The nth piece of the text, from 1.",
    ),
    function(
        "starts_with",
        "starts_with(text, start)",
        (2, 2),
        "Whether the text starts so.",
    ),
    function(
        "strpos",
        "strpos(text, part)",
        (2, 2),
        "Where the part is in the text, from 1; 0 where it is not.",
    ),
    function(
        "substr",
        "substr(text, start, n)",
        (2, 3),
        "The n characters from start (from 1) on.",
    ),
    function(
        "to_date",
        "to_date(text, '%d/%m/%Y')",
        (1, 2),
        "The day that the text names.",
    ),
    function(
        "to_timestamp_millis",
        "to_timestamp_millis(number)",
        (1, 1),
        "The instant that many milliseconds after 1970 began, UTC.",
    ),
    function(
        "to_timestamp_seconds",
        "to_timestamp_seconds(number)",
        (1, 1),
        "The instant that many seconds after 1970 began, UTC.",
    ),
    function(
        "trim",
        "trim(text)",
        (1, 2),
        "The text without spaces at its ends.",
    ),
    function("upper", "upper(text)", (1, 1), "The text in capitals."),
];

/// Functions that only make sense over the columns of a source.
pub(super) const SOURCE_ONLY: &[&str] = &["local_time"];

pub(super) fn function_named(name: &str) -> Option<&'static Function> {
    FUNCTIONS.iter().find(|function| function.name == name)
}
