//! Words in values that say what they stand for: channels, outcomes, rows that are no facts.

/// The channel a value stands for, in plain English, whichever language it is in.
pub(crate) fn channel(value: &str) -> Option<&'static str> {
    let words = super::names::words(value);
    let tells = |list: &[&str]| {
        list.iter()
            .any(|known| words == *known || words.split(' ').any(|word| word == *known))
    };
    if tells(&[
        "email",
        "e mail",
        "mail",
        "correo",
        "courriel",
        "imap",
        "gmail",
        "inbound email",
        "poczta",
    ]) || words.contains("e mail")
    {
        return Some("email");
    }
    if tells(&["voicemail"]) {
        return Some("voicemail");
    }
    if tells(&[
        "whatsapp",
        "facebook",
        "twitter",
        "instagram",
        "messenger",
        "social",
        "telegram",
        "x",
        "redes",
    ]) {
        return Some("social");
    }
    if tells(&["sms", "text"]) {
        return Some("sms");
    }
    if tells(&[
        "chat",
        "livechat",
        "webchat",
        "messaging",
        "native messaging",
        "widget",
        "web widget",
        "czat",
    ]) {
        return Some("chat");
    }
    if tells(&[
        "phone",
        "telephone",
        "voice",
        "call",
        "inbound",
        "telefono",
        "telefon",
        "telefoon",
        "anruf",
        "llamada",
        "appel",
        "voz",
        "tel",
        "outbound",
        "callback",
        "ivr",
        "telefonico",
        "chiamata",
        "rozmowa",
        "polaczenie",
    ]) {
        return Some("voice");
    }
    if tells(&[
        "web",
        "portal",
        "internet",
        "form",
        "website",
        "online",
        "webform",
        "self service",
        "formulario",
        "app",
        "mobile",
        "api",
        "open data",
    ]) {
        return Some("web");
    }
    if tells(&["post", "letter", "brief", "carta", "courrier", "postal"]) {
        return Some("post");
    }
    tells(&[
        "desk",
        "counter",
        "walk in",
        "in person",
        "presencial",
        "schalter",
        "balie",
        "guichet",
    ])
    .then_some("counter")
}

/// The commonest spellings of channels, as they are in small letters.
pub(crate) const CHANNELS_USUAL: &[&str] = &[
    "phone",
    "voice",
    "call",
    "ivr",
    "email",
    "e-mail",
    "mail",
    "chat",
    "live chat",
    "messaging",
    "web",
    "portal",
    "web form",
    "whatsapp",
    "facebook",
    "sms",
    "letter",
];

/// Other names a charter may have for the same channel.
pub(crate) fn channel_names(channel: &str) -> &'static [&'static str] {
    match channel {
        "voice" => &["voice", "phone", "telephone", "call", "calls", "telefon"],
        "email" => &["email", "e_mail", "mail"],
        "chat" => &["chat", "messaging", "live_chat", "webchat"],
        "social" => &["social", "messaging", "whatsapp"],
        "web" => &["web", "portal", "form", "online", "self_service"],
        "sms" => &["sms", "text"],
        "post" => &["post", "letter", "mail"],
        "voicemail" => &["voicemail", "voice"],
        "counter" => &["counter", "desk", "walk_in", "store"],
        _ => &[],
    }
}

/// The outcome a value stands for: `handled`, `abandoned`, `contained`.
pub(crate) fn outcome(value: &str) -> Option<&'static str> {
    let words = super::names::words(value);
    let any = |list: &[&str]| {
        words
            .split(' ')
            .any(|word| list.iter().any(|stem| word.starts_with(stem)))
    };
    if any(&[
        "abandon",
        "hang",
        "hung",
        "unanswered",
        "missed",
        "perdid",
        "verloren",
        "abgebrochen",
        "aufgelegt",
        "opgehangen",
        "no-answer",
        "noanswer",
        "colgad",
        "colgo",
        "gemist",
        "perdu",
        "nicht",
        "abbandon",
        "persa",
        "persi",
        "porzucon",
        "nieodebran",
        "odrzucon",
    ]) || words == "no answer"
        || words == "not answered"
        || words.starts_with("no contestad")
        || words.starts_with("no atendid")
        || words.starts_with("non rispost")
        || words.starts_with("nie odebran")
    {
        return Some("abandoned");
    }
    if any(&["contained", "selfserv", "bot", "ivr", "deflect", "automat"])
        || words == "self service"
    {
        return Some("contained");
    }
    any(&[
        "agent",
        "answer",
        "handled",
        "served",
        "complete",
        "connect",
        "solved",
        "resolved",
        "closed",
        "atendid",
        "contestad",
        "angenommen",
        "beantwort",
        "repondu",
        "traite",
        "beantwoord",
        "resuelt",
        "cerrad",
        "geloest",
        "geschlossen",
        "erledigt",
        "resolvid",
        "fechad",
        "fulfilled",
        "success",
        "opgelost",
        "afgehandeld",
        "risolt",
        "gestit",
        "chius",
        "rispost",
        "odebran",
        "obsluzon",
        "rozwiazan",
        "zamkniet",
        "zakonczon",
    ])
    .then_some("handled")
}

/// Whether the value says which way a contact went, as it does of one that took place.
pub(crate) fn direction(value: &str) -> bool {
    matches!(
        super::names::words(value).as_str(),
        "inbound"
            | "outbound"
            | "incoming"
            | "outgoing"
            | "internal"
            | "entrante"
            | "saliente"
            | "eingehend"
            | "ausgehend"
            | "entrant"
            | "sortant"
            | "inkomend"
            | "uitgaand"
            | "przychodzace"
            | "wychodzace"
    )
}

/// What a flag of that name says of how a contact ended where it is set: `abandoned` or `handled`.
pub(crate) fn flag(name: &str) -> Option<&'static str> {
    let has = |list: &[&str]| name.split(' ').any(|word| list.contains(&word));
    if has(&[
        "abandoned",
        "abandon",
        "abandons",
        "missed",
        "unanswered",
        "abandonada",
        "abandonado",
        "abandonne",
        "abandonnee",
        "abbandonata",
        "abbandonato",
        "perdida",
        "perdue",
        "perdu",
        "verloren",
        "aufgelegt",
        "gemist",
        "porzucone",
        "nieodebrane",
    ]) {
        return Some("abandoned");
    }
    let person = has(&["by", "at", "bot", "first", "time", "date"]);
    (!person
        && has(&[
            "answered",
            "handled",
            "decroche",
            "decrochee",
            "repondu",
            "repondue",
            "atendida",
            "atendido",
            "contestada",
            "contestado",
            "angenommen",
            "beantwortet",
            "beantwoord",
            "opgenomen",
            "risposta",
            "risposto",
            "odebrane",
            "odebrano",
        ]))
    .then_some("handled")
}

/// Whether rows with the value are no facts.
pub(crate) fn no_fact(value: &str) -> bool {
    let words = super::names::words(value);
    matches!(
        words.as_str(),
        "phantom"
            | "test"
            | "spam"
            | "dummy"
            | "duplicate"
            | "ghost"
            | "prueba"
            | "void"
            | "deleted"
            | "test call"
            | "testcall"
    )
}

/// Whether the value says that nobody is meant.
pub(crate) fn nobody(value: &str) -> bool {
    let words = super::names::words(value);
    matches!(
        words.as_str(),
        "no server"
            | "none"
            | "unassigned"
            | "nobody"
            | "no agent"
            | "not assigned"
            | "unknown"
            | "empty"
            | "system"
            | "sin asignar"
            | "nicht zugewiesen"
            | "niet toegewezen"
            | "non assigne"
            | "anonymous"
            | "withheld"
            | "private number"
            | "sin agente"
            | "non assegnato"
            | "nieprzypisane"
            | "nieprzypisany"
            | "brak"
    )
}

/// Whether the value says that something is not over yet, so that nobody knows how it ends.
pub(crate) fn unfinished(value: &str) -> bool {
    let words = super::names::words(value);
    matches!(
        words.as_str(),
        "running"
            | "pending"
            | "queued"
            | "in progress"
            | "waiting"
            | "started"
            | "open"
            | "laeuft"
            | "en curso"
            | "stopping"
            | "suspended"
            | "resumed"
            | "scheduled"
    )
}
