//! Sentences of customers and agents, `{}` being the place of a value.

pub struct Language {
    pub phone: &'static [&'static str],
    pub email: &'static [&'static str],
    pub card: &'static [&'static str],
    pub account: &'static [&'static str],
    /// `<>` is what the id is called.
    pub identity: &'static [&'static str],
    /// Nothing says what the value is.
    pub bare: &'static [&'static str],
    /// The value is an order, a parcel, a file.
    pub reference: &'static [&'static str],
    /// The value is something else.
    pub other: &'static [&'static str],
    /// No value.
    pub chat: &'static [&'static str],
    pub name: &'static [&'static str],
}

/// The language that is written in a country.
pub fn of(country: &str) -> &'static Language {
    match country {
        "nl" | "be" => &DUTCH,
        "de" | "at" | "ch" => &GERMAN,
        "fr" => &FRENCH,
        "es" => &SPANISH,
        "it" => &ITALIAN,
        "pl" => &POLISH,
        "pt" | "br" => &PORTUGUESE,
        "se" => &SWEDISH,
        "dk" => &DANISH,
        "no" => &NORWEGIAN,
        "fi" => &FINNISH,
        "il" => &HEBREW,
        _ => &ENGLISH,
    }
}

const ENGLISH: Language = Language {
    phone: &[
        "Please call me back on {}.",
        "My number is {} after five.",
        "Customer asked for a callback at {}",
        "Cell: {}",
        "You can reach her at {}, she said.",
    ],
    email: &[
        "Send it to {} please.",
        "My e-mail: {}",
        "cc {}, thanks",
        "Confirmation went to <{}>.",
    ],
    card: &[
        "I paid with card {} yesterday.",
        "Card number {} was declined",
        "charge {} again please",
    ],
    account: &[
        "Refund to {} please.",
        "IBAN: {}",
        "My account is {}, thanks.",
    ],
    identity: &[
        "My <> is {}.",
        "<>: {}",
        "verified by <> {} on the phone",
        "They want my <> ({}).",
    ],
    bare: &[
        "Kind regards, Sam, {}",
        "{}",
        "As I wrote before: {}.",
        "Sam ({}) is waiting",
    ],
    reference: &[
        "My order {} has not arrived.",
        "Order number: {}",
        "About ticket {}, any news?",
        "tracking no. {} shows nothing",
        "Invoice {} is wrong.",
    ],
    other: &[
        "It says {} on the screen.",
        "The label reads {}",
        "See {} in the log.",
        "Since {} nothing happens.",
    ],
    chat: &[
        "I have been waiting for weeks!",
        "The app crashes whenever I log in.",
        "Thanks for the quick help.",
        "Can you look into 2 items?",
    ],
    name: &[
        "Spoke with {} today.",
        "{} says it never arrived.",
        "This is {}'s account.",
    ],
};

const DUTCH: Language = Language {
    phone: &[
        "Bel me terug op {} a.u.b.",
        "Mijn nummer is {}.",
        "Telefoon: {}",
        "Klant is bereikbaar op {} na 17 uur",
        "tel. {}",
    ],
    email: &[
        "Stuur het naar {} graag.",
        "Mijn mailadres: {}",
        "Bevestiging ging naar {}.",
    ],
    card: &[
        "Betaald met kaart {} gisteren.",
        "Creditcard {} werd geweigerd",
        "met {} betaald",
    ],
    account: &[
        "Graag terugstorten op {}.",
        "IBAN: {}",
        "Mijn rekening is {}, dank.",
    ],
    identity: &[
        "Mijn <> is {}.",
        "<>: {}",
        "<> {} gecontroleerd aan de telefoon",
    ],
    bare: &[
        "Groet, Sam, {}",
        "{}",
        "Zoals ik schreef: {}.",
        "Sam ({}) wacht nog",
    ],
    reference: &[
        "Mijn bestelling {} is er niet.",
        "Bestelnummer: {}",
        "Over ticket {}, is er nieuws?",
        "pakket {} staat nog in het depot",
        "Factuur {} klopt niet.",
    ],
    other: &[
        "Er staat {} op het scherm.",
        "Op het label: {}",
        "Zie {} in het logboek.",
        "Sinds {} gebeurt er niets.",
    ],
    chat: &[
        "Ik wacht al weken!",
        "De app loopt vast bij inloggen.",
        "Bedankt voor de snelle hulp.",
        "Het gaat om 2 stuks.",
    ],
    name: &[
        "Vandaag {} gesproken.",
        "{} zegt dat het niet is aangekomen.",
    ],
};

const GERMAN: Language = Language {
    phone: &[
        "Bitte rufen Sie mich unter {} an.",
        "Meine Nummer ist {}.",
        "Telefon: {}",
        "Kunde ist erreichbar unter {} ab 17 Uhr",
        "Tel. {}",
    ],
    email: &[
        "Bitte an {} senden.",
        "Meine E-Mail: {}",
        "Bestätigung ging an {}.",
    ],
    card: &[
        "Mit Karte {} bezahlt.",
        "Kreditkarte {} wurde abgelehnt",
        "mit {} bezahlt",
    ],
    account: &[
        "Bitte auf {} erstatten.",
        "IBAN: {}",
        "Mein Konto ist {}, danke.",
    ],
    identity: &["Meine <> lautet {}.", "<>: {}", "<> {} am Telefon geprüft"],
    bare: &[
        "Grüße, Sam, {}",
        "{}",
        "Wie geschrieben: {}.",
        "Sam ({}) wartet noch",
    ],
    reference: &[
        "Meine Bestellung {} fehlt.",
        "Bestellnummer: {}",
        "Zum Ticket {}, gibt es Neues?",
        "Sendung {} liegt im Depot",
        "Rechnung {} stimmt nicht.",
    ],
    other: &[
        "Da steht {} am Bildschirm.",
        "Auf dem Etikett: {}",
        "Siehe {} im Protokoll.",
        "Seit {} passiert nichts.",
    ],
    chat: &[
        "Ich warte seit Wochen!",
        "Die App stürzt beim Anmelden ab.",
        "Danke für die schnelle Hilfe.",
        "Es geht um 2 Stück.",
    ],
    name: &[
        "Heute mit {} gesprochen.",
        "{} sagt, es sei nie angekommen.",
    ],
};

const FRENCH: Language = Language {
    phone: &[
        "Merci de me rappeler au {}.",
        "Mon numéro est le {}.",
        "Téléphone : {}",
        "Joignable au {} après 17 h",
        "tél. {}",
    ],
    email: &[
        "Envoyez-le à {} svp.",
        "Mon adresse : {}",
        "Confirmation envoyée à {}.",
    ],
    card: &[
        "Payé avec la carte {} hier.",
        "La carte {} a été refusée",
        "payé avec {}",
    ],
    account: &[
        "À rembourser sur {}.",
        "IBAN : {}",
        "Mon compte est {}, merci.",
    ],
    identity: &["Mon <> est le {}.", "<> : {}", "<> {} vérifié au téléphone"],
    bare: &[
        "Cordialement, Sam, {}",
        "{}",
        "Comme écrit : {}.",
        "Sam ({}) attend",
    ],
    reference: &[
        "Ma commande {} n'est pas arrivée.",
        "Commande n° {}",
        "Pour le ticket {}, des nouvelles ?",
        "le colis {} est bloqué",
        "La facture {} est fausse.",
    ],
    other: &[
        "Il est écrit {} à l'écran.",
        "Sur l'étiquette : {}",
        "Voir {} dans le journal.",
        "Depuis {} rien ne bouge.",
    ],
    chat: &[
        "J'attends depuis des semaines !",
        "L'appli plante à la connexion.",
        "Merci pour votre aide.",
        "Il s'agit de 2 articles.",
    ],
    name: &[
        "J'ai parlé avec {} ce matin.",
        "{} dit que rien n'est arrivé.",
    ],
};

const SPANISH: Language = Language {
    phone: &[
        "Llámeme al {} por favor.",
        "Mi número es el {}.",
        "Teléfono: {}",
        "móvil {}",
    ],
    email: &["Envíelo a {} por favor.", "Mi correo: {}"],
    card: &[
        "Pagué con la tarjeta {} ayer.",
        "La tarjeta {} fue rechazada",
    ],
    account: &["Devolver a {}.", "IBAN: {}", "Mi cuenta es {}, gracias."],
    identity: &["Mi <> es {}.", "<>: {}", "<> {} comprobado"],
    bare: &["Saludos, Sam, {}", "{}", "Como escribí: {}."],
    reference: &[
        "Mi pedido {} no ha llegado.",
        "Número de pedido: {}",
        "Sobre el ticket {}, ¿hay novedades?",
        "La factura {} está mal.",
    ],
    other: &[
        "Pone {} en la pantalla.",
        "En la etiqueta: {}",
        "Desde {} no pasa nada.",
    ],
    chat: &[
        "¡Llevo semanas esperando!",
        "La aplicación se cierra sola.",
        "Gracias por la ayuda.",
    ],
    name: &["Hoy hablé con {}.", "{} dice que no llegó."],
};

const ITALIAN: Language = Language {
    phone: &[
        "Mi richiami al {} per favore.",
        "Il mio numero è {}.",
        "Telefono: {}",
        "cell. {}",
    ],
    email: &["Inviatelo a {} grazie.", "La mia mail: {}"],
    card: &[
        "Ho pagato con la carta {} ieri.",
        "La carta {} è stata rifiutata",
    ],
    account: &["Rimborso su {}.", "IBAN: {}", "Il mio conto è {}, grazie."],
    identity: &["Il mio <> è {}.", "<>: {}", "<> {} verificato"],
    bare: &["Saluti, Sam, {}", "{}", "Come scritto: {}."],
    reference: &[
        "Il mio ordine {} non è arrivato.",
        "Numero ordine: {}",
        "Per il ticket {}, novità?",
        "La fattura {} è sbagliata.",
    ],
    other: &[
        "Sullo schermo c'è {}.",
        "Sull'etichetta: {}",
        "Da {} non succede nulla.",
    ],
    chat: &[
        "Aspetto da settimane!",
        "L'app si blocca all'accesso.",
        "Grazie per l'aiuto.",
    ],
    name: &["Oggi ho parlato con {}.", "{} dice che non è arrivato."],
};

const POLISH: Language = Language {
    phone: &[
        "Proszę zadzwonić pod {}.",
        "Mój numer to {}.",
        "Telefon: {}",
        "tel. {}",
    ],
    email: &["Proszę wysłać na {}.", "Mój e-mail: {}"],
    card: &["Zapłaciłem kartą {} wczoraj.", "Karta {} została odrzucona"],
    account: &[
        "Zwrot na {} proszę.",
        "IBAN: {}",
        "Moje konto to {}, dziękuję.",
    ],
    identity: &["Mój <> to {}.", "<>: {}", "<> {} sprawdzony"],
    bare: &["Pozdrawiam, Sam, {}", "{}", "Jak pisałem: {}."],
    reference: &[
        "Moje zamówienie {} nie dotarło.",
        "Numer zamówienia: {}",
        "W sprawie faktury {}, są wieści?",
        "przesyłka {} utknęła",
    ],
    other: &[
        "Na ekranie jest {}.",
        "Na etykiecie: {}",
        "Od {} nic się nie dzieje.",
    ],
    chat: &[
        "Czekam od tygodni!",
        "Aplikacja się zawiesza.",
        "Dziękuję za pomoc.",
    ],
    name: &["Rozmowa: {} dzisiaj.", "{} mówi, że nic nie dotarło."],
};

const PORTUGUESE: Language = Language {
    phone: &[
        "Por favor ligue para {}.",
        "Meu número é {}.",
        "Telefone: {}",
        "celular {}",
    ],
    email: &["Envie para {} por favor.", "Meu e-mail: {}"],
    card: &["Paguei com o cartão {} ontem.", "O cartão {} foi recusado"],
    account: &[
        "Reembolso em {}.",
        "IBAN: {}",
        "Minha conta é {}, obrigado.",
    ],
    identity: &["Meu <> é {}.", "<>: {}", "<> {} verificado"],
    bare: &["Abraço, Sam, {}", "{}", "Como escrevi: {}."],
    reference: &[
        "Meu pedido {} não chegou.",
        "Número do pedido: {}",
        "Sobre o ticket {}, há novidades?",
        "A fatura {} está errada.",
    ],
    other: &[
        "Aparece {} na tela.",
        "Na etiqueta: {}",
        "Desde {} nada acontece.",
    ],
    chat: &[
        "Espero há semanas!",
        "O aplicativo fecha sozinho.",
        "Obrigado pela ajuda.",
    ],
    name: &["Falei com {} hoje.", "{} diz que não chegou."],
};

const SWEDISH: Language = Language {
    phone: &[
        "Ring mig på {} tack.",
        "Mitt nummer är {}.",
        "Telefon: {}",
        "mobil {}",
    ],
    email: &["Skicka till {} tack.", "Min e-post: {}"],
    card: &["Betalade med kort {} igår.", "Kortet {} nekades"],
    account: &["Återbetala till {}.", "IBAN: {}"],
    identity: &["Mitt <> är {}.", "<>: {}", "<> {} kontrollerat"],
    bare: &["Hälsningar Sam, {}", "{}", "Som jag skrev: {}."],
    reference: &[
        "Min beställning {} saknas.",
        "Ordernummer: {}",
        "Om ärende, ticket {}, något nytt?",
        "Faktura {} är fel.",
    ],
    other: &[
        "Det står {} på skärmen.",
        "På etiketten: {}",
        "Sedan {} händer inget.",
    ],
    chat: &[
        "Jag har väntat i veckor!",
        "Appen kraschar.",
        "Tack för hjälpen.",
    ],
    name: &["Pratade med {} idag.", "{} säger att det inte kom."],
};

const DANISH: Language = Language {
    phone: &[
        "Ring til mig på {} tak.",
        "Mit nummer er {}.",
        "Telefon: {}",
        "mobil {}",
    ],
    email: &["Send det til {} tak.", "Min e-mail: {}"],
    card: &["Betalte med kort {} i går.", "Kortet {} blev afvist"],
    account: &["Refundér til {}.", "IBAN: {}"],
    identity: &["Mit <> er {}.", "<>: {}", "<> {} kontrolleret"],
    bare: &["Hilsen Sam, {}", "{}", "Som skrevet: {}."],
    reference: &[
        "Min ordre {} mangler.",
        "Ordrenummer: {}",
        "Om ticket {}, noget nyt?",
        "Faktura {} er forkert.",
    ],
    other: &[
        "Der står {} på skærmen.",
        "På etiketten: {}",
        "Siden {} sker der intet.",
    ],
    chat: &[
        "Jeg har ventet i uger!",
        "Appen går ned.",
        "Tak for hjælpen.",
    ],
    name: &["Talte med {} i dag.", "{} siger, at det ikke kom."],
};

const NORWEGIAN: Language = Language {
    phone: &[
        "Ring meg på {} takk.",
        "Mitt nummer er {}.",
        "Telefon: {}",
        "mobil {}",
    ],
    email: &["Send det til {} takk.", "Min e-post: {}"],
    card: &["Betalte med kort {} i går.", "Kortet {} ble avvist"],
    account: &["Refunder til {}.", "IBAN: {}"],
    identity: &["Mitt <> er {}.", "<>: {}", "<> {} kontrollert"],
    bare: &["Hilsen Sam, {}", "{}", "Som skrevet: {}."],
    reference: &[
        "Min ordre {} mangler.",
        "Ordrenummer: {}",
        "Om ticket {}, noe nytt?",
        "Faktura {} er feil.",
    ],
    other: &[
        "Det står {} på skjermen.",
        "På etiketten: {}",
        "Siden {} skjer det ingenting.",
    ],
    chat: &[
        "Jeg har ventet i uker!",
        "Appen krasjer.",
        "Takk for hjelpen.",
    ],
    name: &["Snakket med {} i dag.", "{} sier at det ikke kom."],
};

const FINNISH: Language = Language {
    phone: &["Soittakaa numeroon {} kiitos.", "Puhelin: {}", "puh. {}"],
    email: &["Lähettäkää osoitteeseen {} kiitos.", "Sähköposti: {}"],
    card: &["Maksoin kortilla {} eilen.", "Kortti {} hylättiin"],
    account: &["Palautus tilille {}.", "IBAN: {}"],
    identity: &["Minun <> on {}.", "<>: {}"],
    bare: &["Terveisin Sam, {}", "{}", "Kuten kirjoitin: {}."],
    reference: &[
        "Tilaus {} puuttuu.",
        "Tilausnumero: {}",
        "Lasku {} on väärin.",
    ],
    other: &[
        "Näytöllä lukee {}.",
        "Etiketissä: {}",
        "Sitten {} ei mitään.",
    ],
    chat: &[
        "Olen odottanut viikkoja!",
        "Sovellus kaatuu.",
        "Kiitos avusta.",
    ],
    name: &["Puhuin tänään: {} oli linjalla.", "{} sanoo, ettei tullut."],
};

const HEBREW: Language = Language {
    phone: &[
        "נא להתקשר אליי למספר {} תודה.",
        "הטלפון שלי {}.",
        "נייד: {}",
    ],
    email: &["נא לשלוח אל {} תודה.", "המייל שלי: {}"],
    card: &["שילמתי בכרטיס {} אתמול.", "הכרטיס {} נדחה"],
    account: &["להחזיר לחשבון {}.", "IBAN: {}"],
    identity: &["<> {}", "<>: {}", "ה<> שלי {}."],
    bare: &["תודה, סם, {}", "{}", "כמו שכתבתי: {}."],
    reference: &["הזמנה {} לא הגיעה.", "מספר הזמנה: {}", "משלוח {} תקוע"],
    other: &["כתוב {} על המסך.", "על המדבקה: {}", "מאז {} לא קורה כלום."],
    chat: &["אני מחכה שבועות!", "האפליקציה קורסת.", "תודה על העזרה."],
    name: &["דיברתי עם {} היום.", "{} אומרת שזה לא הגיע."],
};
