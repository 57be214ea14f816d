//! What a column's name says, whichever way it is spelled.

use super::vocabulary;

/// The name in lower case, without accents, its words set apart: `caseID` and `Case-Id` are both `case id`.
pub(crate) fn words(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let characters: Vec<char> = name.chars().take(200).collect();
    for (place, character) in characters.iter().enumerate() {
        let before = place.checked_sub(1).and_then(|place| characters.get(place));
        let after = characters.get(place + 1);
        let starts = character.is_uppercase()
            && before.is_some_and(|before| {
                before.is_lowercase()
                    || before.is_ascii_digit()
                    || (before.is_uppercase() && after.is_some_and(|after| after.is_lowercase()))
            });
        if starts {
            out.push(' ');
        }
        for lower in character.to_lowercase() {
            match plain_letter(lower) {
                Some(text) => out.push_str(text),
                None if lower.is_alphanumeric() => out.push(lower),
                None if lower == '%' => out.push_str(" percent "),
                None if lower == '#' => out.push_str(" number "),
                None if matches!(lower, '\'' | '’' | '\u{301}' | '\u{308}') => {}
                None => out.push(' '),
            }
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn plain_letter(letter: char) -> Option<&'static str> {
    Some(match letter {
        'á' | 'à' | 'â' | 'ã' | 'å' | 'ā' | 'ą' => "a",
        'ä' | 'æ' => "ae",
        'é' | 'è' | 'ê' | 'ë' | 'ę' | 'ě' => "e",
        'í' | 'ì' | 'î' | 'ï' | 'ı' => "i",
        'ó' | 'ò' | 'ô' | 'õ' | 'ø' => "o",
        'ö' | 'œ' => "oe",
        'ú' | 'ù' | 'û' => "u",
        'ü' => "ue",
        'ç' | 'ć' | 'č' => "c",
        'ñ' | 'ń' => "n",
        'ß' => "ss",
        'š' | 'ś' => "s",
        'ž' | 'ź' | 'ż' => "z",
        'ł' => "l",
        'º' | '°' | 'ª' => "o",
        _ => return None,
    })
}

/// Whether a header would have it: some column of some table goes by that name.
pub(crate) fn known(name: &str) -> bool {
    let words = words(name);
    !words.is_empty() && words.chars().any(char::is_alphabetic) && vocabulary::knows(&words)
}

fn has(words: &str, among: &[&str]) -> bool {
    words.split(' ').any(|word| among.contains(&word))
}

/// Whether it names a length of time rather than a time of day.
pub(crate) fn is_span(words: &str) -> bool {
    has(
        words,
        &[
            "duration",
            "wait",
            "waiting",
            "talk",
            "handle",
            "handling",
            "hold",
            "acw",
            "aht",
            "asa",
            "seconds",
            "secs",
            "sec",
            "length",
            "total",
            "avg",
            "average",
            "dauer",
            "duracion",
            "tiempo",
            "duree",
            "duur",
            "espera",
            "tempo",
            "wrap",
            "wrapup",
            "elapsed",
            "minutes",
            "mins",
            "min",
            "hours",
            "ms",
            "delay",
            "att",
            "awt",
            "temps",
            "durchschnitt",
            "promedio",
            "media",
            "wartezeit",
            "gespraechsdauer",
            "gespraechszeit",
            "bearbeitungszeit",
            "nachbearbeitungszeit",
            "wachttijd",
            "spent",
            "age",
            "work",
            "idle",
            "ring",
            "duracao",
            "durata",
            "attesa",
            "czas",
            "oczekiwanie",
        ],
    ) && !has(
        words,
        &[
            "start", "end", "begin", "started", "ended", "at", "hora", "inicio", "fin", "from",
            "until",
        ],
    )
}

/// Whether it names a number of things that happened, where none is no and any is yes.
pub(crate) fn is_count(words: &str) -> bool {
    has(
        words,
        &[
            "count",
            "transfers",
            "escalations",
            "reopens",
            "holds",
            "reassignments",
            "conferences",
            "consults",
            "transferencias",
            "transferts",
            "weiterleitungen",
            "doorverbindingen",
            "trasferimenti",
            "escalaciones",
            "eskalationen",
        ],
    ) || words.starts_with("number of ")
        || words.starts_with("num ")
}

/// Whether it names a part of an identity.
pub(crate) fn is_identifier(words: &str) -> bool {
    has(
        words,
        &[
            "id",
            "ids",
            "key",
            "number",
            "no",
            "nr",
            "num",
            "uuid",
            "guid",
            "sid",
            "code",
            "ref",
            "reference",
            "ticket",
            "folio",
            "numero",
            "nummer",
            "identificador",
            "kennung",
            "line",
            "protocolo",
            "ucid",
            "contactid",
            "callid",
            "chamado",
            "vorgang",
            "zaak",
            "call",
            "case",
            "instance",
            "seq",
            "sequence",
            "row",
            "identificativo",
            "codice",
            "pratica",
            "numer",
            "kod",
            "zgloszenie",
        ],
    ) || words.ends_with("id") && words.len() > 3 && !words.ends_with("paid")
}

pub(crate) fn is_phone(words: &str) -> bool {
    has(
        words,
        &[
            "phone",
            "telephone",
            "mobile",
            "msisdn",
            "ani",
            "cli",
            "caller",
            "telefono",
            "telefon",
            "telefoon",
            "tel",
            "telefone",
            "celular",
            "movil",
            "handy",
            "dnis",
            "cellphone",
            "whatsapp",
            "rufnummer",
            "from",
            "to",
            "number",
            "endpoint",
            "address",
            "cellulare",
            "komorka",
        ],
    )
}

pub(crate) fn is_person(words: &str) -> bool {
    let person = has(
        words,
        &[
            "customer",
            "requester",
            "caller",
            "client",
            "cliente",
            "kunde",
            "contact",
            "user",
            "patient",
            "member",
            "first",
            "last",
            "full",
            "kunden",
            "klant",
            "visitor",
            "submitter",
            "reporter",
            "klient",
            "klienta",
        ],
    );
    let name = has(
        words,
        &[
            "name",
            "nombre",
            "nom",
            "naam",
            "vorname",
            "nachname",
            "apellido",
            "nome",
            "surname",
            "firstname",
            "lastname",
            "fullname",
            "cognome",
            "imie",
            "nazwisko",
        ],
    );
    (person && name)
        || [
            "vorname",
            "nachname",
            "apellido",
            "apellidos",
            "surname",
            "firstname",
            "lastname",
            "fullname",
            "nombre cliente",
            "cognome",
            "nazwisko",
            "imie",
            "imie i nazwisko",
            "nome e cognome",
        ]
        .contains(&words)
}

pub(crate) fn is_document(words: &str) -> bool {
    has(
        words,
        &[
            "iban",
            "ssn",
            "passport",
            "dni",
            "cpf",
            "bsn",
            "nif",
            "curp",
            "rfc_id",
            "pan",
            "birth",
            "birthday",
            "dob",
            "cuit",
            "pesel",
            "codicefiscale",
            "geburtsdatum",
            "nacimiento",
            "cardnumber",
        ],
    ) || words.contains("account number")
        || words.contains("card number")
        || words.contains("date of birth")
        || words.contains("tax id")
}

pub(crate) fn is_place(words: &str) -> bool {
    has(
        words,
        &[
            "street",
            "postcode",
            "zip",
            "postal",
            "latitude",
            "longitude",
            "lat",
            "lon",
            "lng",
            "ip",
            "direccion",
            "strasse",
            "plz",
            "straat",
            "rue",
            "indirizzo",
            "adres",
            "ulica",
            "adresse",
            "endereco",
            "cep",
            "incident_address",
        ],
    ) || words.ends_with(" address") && !words.contains("email")
}

pub(crate) fn is_free_text(words: &str) -> bool {
    has(
        words,
        &[
            "comment",
            "comments",
            "description",
            "notes",
            "note",
            "body",
            "message",
            "text",
            "transcript",
            "subject",
            "feedback",
            "remarks",
            "verbatim",
            "comentario",
            "comentarios",
            "beschreibung",
            "omschrijving",
            "descripcion",
            "summary",
            "asunto",
            "betreff",
            "onderwerp",
            "bemerkung",
            "opmerking",
            "descricao",
            "assunto",
            "commentaire",
            "commento",
            "descrizione",
            "oggetto",
            "komentarz",
            "opis",
            "uwagi",
            "wiadomosc",
            "tresc",
        ],
    )
}
