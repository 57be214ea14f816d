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

/// The address of a customer, unique by the customer's number.
pub(crate) fn address(customer: u32) -> String {
    // An odd multiplier spreads neighbouring numbers over all pairs of names (Knuth, TAOCP 3, 6.4).
    let mixed = customer.wrapping_mul(2_654_435_761);
    let given = GIVEN[(mixed >> 27) as usize];
    let family = FAMILY[(mixed >> 22 & 31) as usize];
    format!("{given}.{family}.{customer}@mail.example")
}
