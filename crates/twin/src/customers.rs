//! Who the customers are, as far as a helpdesk knows: an address.

const GIVEN: [&str; 32] = [
    "anna", "bram", "carla", "dirk", "eva", "finn", "greta", "hugo", "inge", "jan", "karin",
    "lars", "mila", "niels", "olga", "piet", "quirin", "rosa", "stijn", "tessa", "udo", "vera",
    "wim", "xenia", "yara", "zoe", "alan", "brenda", "colin", "doris", "ewan", "fiona",
];

const FAMILY: [&str; 32] = [
    "visser", "jansen", "brandt", "keller", "walker", "hughes", "meyer", "postma", "schulz",
    "dijkstra", "hansen", "clarke", "boersma", "vogel", "turner", "peters", "lindner", "hoekstra",
    "murray", "kramer", "wolff", "terpstra", "bennett", "hartog", "fischer", "palmer", "veenstra",
    "seidel", "foster", "bakkes", "harris", "zeeman",
];

/// The names of a customer, of which others may have the same.
fn names(customer: u32) -> (&'static str, &'static str) {
    // An odd multiplier spreads neighbouring numbers over all pairs of names (Knuth, TAOCP 3, 6.4).
    let mixed = customer.wrapping_mul(2_654_435_761);
    (
        GIVEN[(mixed >> 27) as usize],
        FAMILY[(mixed >> 22 & 31) as usize],
    )
}

/// First and family name of a customer.
pub(crate) fn name(customer: u32) -> String {
    let (given, family) = names(customer);
    [given, family].map(capitalised).join(" ")
}

fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// The address of a customer, unique by the customer's number.
pub(crate) fn address(customer: u32) -> String {
    let (given, family) = names(customer);
    format!("{given}.{family}.{customer}@mail.example")
}
