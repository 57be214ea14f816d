use calendar::Grain;

fn check(word: &str, expect: Result<Grain, &str>) {
    let got = word.parse::<Grain>();
    assert_eq!(
        got.clone().map_err(|e| e.to_string()),
        expect.map_err(str::to_owned),
        "{word}"
    );
    let json = serde_json::from_str::<Grain>(&format!("\"{word}\""));
    assert_eq!(
        json.ok(),
        got.ok(),
        "serde and FromStr disagree about {word}"
    );
}

#[test]
fn words_for_grains() {
    for grain in Grain::ALL {
        check(grain.name(), Ok(grain));
        assert_eq!(grain.to_string(), grain.name());
        assert_eq!(
            serde_json::to_string(&grain).unwrap(),
            format!("\"{grain}\"")
        );
    }
    check("15m", Ok(Grain::QuarterHour));
    check("30m", Ok(Grain::HalfHour));
    check(
        "Daily",
        Err(
            "`Daily` is not a grain: expected quarter_hour (15m), half_hour (30m), hour, day, week, month or quarter",
        ),
    );
}

#[test]
fn grains_are_ordered_from_fine_to_coarse() {
    assert!(Grain::ALL.is_sorted());
    assert!(Grain::ALL.is_sorted_by_key(|grain| grain.nominal_seconds()));
}
