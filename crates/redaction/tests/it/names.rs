//! Names given in the record.

use crate::redactor;

fn named(names: &[&str], text: &str) -> String {
    redactor(&[]).redact(text, names).text.into_owned()
}

#[test]
fn names_in_their_forms() {
    let names = ["Jan van der Berg"];
    for (text, expected) in [
        ("Jan van der Berg belt", "[name] belt"),
        ("JAN belt, van den beginne", "[name] belt, van den beginne"),
        ("mevrouw van der Berg's pakket", "mevrouw [name]'s pakket"),
        ("Berg, Jan", "[name]"),
        ("J. van der Berg", "[name]"),
        ("jan-berg en jan.berg", "[name] en [name]"),
        (
            "januari, bergen, Janna, ijsberg, jan_berg, jan1",
            "januari, bergen, Janna, ijsberg, jan_berg, jan1",
        ),
        ("de brief van de bank", "de brief van de bank"),
        ("Berg van de winkel", "[name] van de winkel"),
    ] {
        assert_eq!(named(&names, text), expected);
    }
}

#[test]
fn diacritics_and_case_do_not_matter() {
    for (name, text) in [
        ("José Núñez", "jose nunez"),
        ("Jose Nunez", "JOSÉ NÚÑEZ"),
        ("Jose\u{301}", "José"),
        ("Müller", "MUELLER"),
        ("Mueller", "Müller"),
        ("Müller", "muller"),
        ("Weiß", "WEISS"),
        ("Łukasz", "lukasz"),
        ("Søren Åkesson", "soeren aakesson"),
        ("İpek", "ipek"),
        ("Ελένη", "ΕΛΕΝΗ"),
        ("Анна", "АННА"),
        ("O'Neill", "O’NEILL"),
        ("דנה כהן", "דנה כהן"),
    ] {
        assert_eq!(
            named(&[name], &format!("({text})")),
            "([name])",
            "{name} in {text}"
        );
    }
}

#[test]
fn short_parts_count_only_as_a_whole() {
    assert_eq!(
        named(&["Bo Li"], "Bo Li is here; bo; li"),
        "[name] is here; bo; li"
    );
    assert_eq!(named(&["Li"], "Li is here"), "Li is here");
    assert_eq!(named(&["", "  ", "-", "J."], "J. is here"), "J. is here");
}

#[test]
fn scripts_without_spaces() {
    assert_eq!(
        named(&["田中太郎"], "お客様の田中太郎様より"),
        "お客様の[name]様より"
    );
    assert_eq!(named(&["김민수"], "김민수가 전화"), "[name]가 전화");
}

#[test]
fn a_name_within_an_address_belongs_to_the_address() {
    assert_eq!(
        named(&["Jan Jansen"], "jan@example.org is Jan"),
        "[email] is [name]"
    );
}

#[test]
fn tags_are_not_names() {
    let names = ["Card Email", "National Id", "Name Phone"];
    let text = "[card] [email] [national id] [name] [phone] [iban]";
    assert_eq!(named(&names, text), text);
    assert_eq!(named(&names, "card [email]"), "[name] [email]");
}
