//! What the words before a number say that it is. Asked only where the number itself leaves room for doubt.

use crate::writing::is_word;

/// What a number is said to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cue {
    Phone,
    Identity,
    Card,
    /// An order, a parcel, an article, a file: not a person.
    Reference,
}

/// How many words back a number may be announced.
const WORDS: usize = 6;
/// How many words back a number may be said to be a reference: `order number is …`.
const REFERENCE_WORDS: usize = 3;
/// How much text those words are looked for in, in bytes.
const WINDOW: usize = 96;

/// Beginnings of words, lower case.
const PHONE: &[&str] = &[
    "phone",
    "telep",
    "telef",
    "teléf",
    "télép",
    "telem",
    "telnr",
    "mobil",
    "mobiel",
    "móvil",
    "movil",
    "celul",
    "handy",
    "whatsapp",
    "bellen",
    "gebeld",
    "terugbel",
    "anruf",
    "zurückruf",
    "erreich",
    "appele",
    "rappel",
    "joindre",
    "joign",
    "llam",
    "llám",
    "chiama",
    "richiam",
    "zadzwo",
    "dzwoni",
    "oddzwo",
    "ligar",
    "ligue",
    "ringa",
    "ringe",
    "reach",
    "call",
    "dial",
    "cellph",
    "bereik",
    "soit",
    "puhel",
    "טלפון",
    "נייד",
    "פלאפון",
    "להתקשר",
    "תתקשר",
    "numer tel",
];
/// Whole words, lower case.
const PHONE_WORDS: &[&str] = &[
    "tel", "tlf", "tfn", "tlf", "fon", "cell", "gsm", "sms", "fax", "bel", "belt", "ring", "ruf",
    "rufen", "text", "tél", "tele", "mob", "puh", "mobile", "ligou", "ring", "rang", "phoned",
];
const IDENTITY: &[&str] = &[
    "social",
    "burgerserv",
    "sofinu",
    "steuer",
    "idnr",
    "nationa",
    "insuranc",
    "sécu",
    "secu",
    "fiscal",
    "codice",
    "rijksreg",
    "registre",
    "pesel",
    "personnum",
    "personnr",
    "personn",
    "aadha",
    "zehut",
    "sozialv",
    "versicher",
    "henkil",
    "hetu",
    "fødsels",
    "fodsels",
    "identi",
    "identité",
    "contribu",
    "passport",
    "תעודת",
    "זהות",
    "cittadin",
    "documento",
];
const IDENTITY_WORDS: &[&str] = &[
    "ssn", "bsn", "tin", "nino", "nir", "dni", "nie", "nif", "cf", "cpr", "cpf", "pan", "ahv",
    "avs", "oasi", "svnr", "pps", "ppsn", "sin", "rrn", "niss", "insz", "uid", "sv", "ni", "ת.ז",
    "תז",
];
const CARD: &[&str] = &[
    "card", "kaart", "karte", "carte", "tarjet", "carta", "cartã", "kort", "kart", "credit",
    "kredit", "debit", "visa", "masterc", "amex", "creditc", "kreditk",
];
const REFERENCE: &[&str] = &[
    "order",
    "bestel",
    "auftrag",
    "ticket",
    "track",
    "zending",
    "pakket",
    "package",
    "parcel",
    "shipm",
    "sendung",
    "paket",
    "colis",
    "envío",
    "envio",
    "pedido",
    "comman",
    "ordin",
    "ordre",
    "zamów",
    "zamow",
    "przesył",
    "refer",
    "factu",
    "faktu",
    "fattu",
    "invoic",
    "rechnung",
    "artikel",
    "articl",
    "artíc",
    "artic",
    "serial",
    "serien",
    "product",
    "produkt",
    "barcode",
    "transa",
    "booking",
    "boeking",
    "reserv",
    "buchung",
    "vorgang",
    "dossier",
    "incident",
    "bestäl",
    "beställ",
    "protocol",
    "chamado",
    "encomend",
    "fatur",
    "tilau",
    "lasku",
    "lähety",
    "pakett",
    "kenteken",
    "הזמנה",
    "משלוח",
];
const REFERENCE_ONLY: &[&str] = &[
    "ref", "sku", "imei", "ean", "gtin", "isbn", "kvk", "btw", "vat", "awb", "batch", "lot",
    "case", "zaak", "inc", "txn", "art", "sag", "version", "build", "ip",
];
/// Somebody has a number: whose it is does not say what it is, unless the word is followed by `number`.
const HOLDERS: &[&str] = &[
    "klant", "kunde", "custom", "client", "member", "account", "konto", "contract", "policy",
    "polis", "vertrag", "kund", "לקוח",
];
const NUMBER: &[&str] = &[
    "number", "nummer", "numéro", "numero", "número", "numer", "no", "nr", "num", "id", "code",
    "מספר",
];
const MINE: &[&str] = &[
    "my", "mijn", "meine", "mein", "mon", "mi", "mio", "min", "mit", "mitt", "minun", "moje",
    "meu", "mój", "moj", "שלי",
];

/// What the words directly before a place announce: the nearest word that says anything decides. A comma, the
/// end of a sentence and another number end the search.
pub(crate) fn before(text: &str, at: usize) -> Option<Cue> {
    let mut floor = at.saturating_sub(WINDOW);
    while !text.is_char_boundary(floor) {
        floor += 1;
    }
    let mut head = &text[floor..at];
    let mut numbered = false;
    for distance in 1..=WORDS {
        let trimmed = head.trim_end_matches(is_between);
        let gap = &head[trimmed.len()..];
        let word = &trimmed[trimmed.trim_end_matches(is_word).len()..];
        if word.is_empty() || word.bytes().any(|byte| byte.is_ascii_digit()) {
            return None;
        }
        // `tel. 06` is an abbreviation, `thanks. 06` the end of a sentence.
        if gap.starts_with(". ") && word.chars().nth(4).is_some() {
            return None;
        }
        let word_lower = word.to_lowercase();
        match cue_of(&word_lower, numbered) {
            Some(Cue::Reference) if distance > REFERENCE_WORDS => return None,
            Some(cue) => return Some(cue),
            None => {}
        }
        if gap.starts_with([':', '.']) && matches!(&*word_lower, "t" | "m" | "p" | "f") {
            return Some(Cue::Phone);
        }
        if numbered && MINE.contains(&&*word_lower) {
            return Some(Cue::Phone);
        }
        numbered |= NUMBER.contains(&&*word_lower);
        head = &trimmed[..trimmed.len() - word.len()];
    }
    None
}

/// Whether a word announces a number of a person: `tel-0612345678` is one, `sku-0612345678` is not.
pub(crate) fn names_number(word: &str) -> bool {
    matches!(
        cue_of(&word.to_lowercase(), false),
        Some(Cue::Phone | Cue::Identity | Cue::Card)
    )
}

/// Characters that may stand between a number and the words that announce it.
fn is_between(character: char) -> bool {
    matches!(
        character,
        ' ' | '\t'
            | '\u{a0}'
            | ':'
            | '.'
            | '('
            | ')'
            | '+'
            | '"'
            | '\''
            | '='
            | '-'
            | '*'
            | '>'
            | '’'
            | '“'
            | '”'
            | '„'
            | '«'
            | '»'
            | '°'
            | 'º'
    )
}

fn cue_of(word: &str, numbered: bool) -> Option<Cue> {
    let begins = |stems: &[&str]| stems.iter().any(|stem| word.starts_with(stem));
    let numbered = numbered || word.contains("num") || word.ends_with("nr");
    if begins(REFERENCE) || REFERENCE_ONLY.contains(&word) || (numbered && begins(HOLDERS)) {
        Some(Cue::Reference)
    } else if begins(PHONE) || PHONE_WORDS.contains(&word) {
        Some(Cue::Phone)
    } else if begins(IDENTITY) || IDENTITY_WORDS.contains(&word) {
        Some(Cue::Identity)
    } else if begins(CARD) {
        Some(Cue::Card)
    } else {
        None
    }
}
