//! Settings as a charter holds them.

use redaction::{Country, RedactionError, Redactor, Settings};

#[test]
fn settings_are_read_from_a_charter() {
    let settings: Settings = serde_json::from_str(r#"{"countries":["nl","DE"]}"#).unwrap();
    assert_eq!(
        settings.countries,
        ["nl".parse::<Country>().unwrap(), "de".parse().unwrap()]
    );
    assert_eq!(
        serde_json::to_string(&settings).unwrap(),
        r#"{"countries":["nl","de"]}"#
    );
    assert_eq!(
        serde_json::from_str::<Settings>("{}").unwrap(),
        Settings::default()
    );
    assert!(serde_json::from_str::<Settings>(r#"{"country":["nl"]}"#).is_err());
    let wrong = serde_json::from_str::<Settings>(r#"{"countries":["nld"]}"#).unwrap_err();
    assert!(
        wrong.to_string().contains("`nld` is not a country code"),
        "{wrong}"
    );
}

#[test]
fn a_country_without_rules_is_refused() {
    for country in crate::COUNTRIES {
        crate::redactor(&[country]);
    }
    let refused = |code: &str| {
        Redactor::new(&Settings {
            countries: vec![code.parse().unwrap()],
        })
        .unwrap_err()
    };
    let error = refused("zz");
    let RedactionError::UnknownCountry { country } = &error else {
        panic!("{error}");
    };
    assert_eq!(country.as_str(), "zz");
    assert!(
        error.hint().contains(&crate::COUNTRIES.join(", ")),
        "{}",
        error.hint()
    );
    assert!(refused("uk").hint().contains("`gb`"));
}
