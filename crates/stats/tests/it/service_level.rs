use stats::service_level::{CallCounts, ServiceLevel};

/// The worked example of *Service Level Calculations*, ICMI QueueTips (1 July 2002).
#[test]
fn one_day_five_service_levels() {
    let calls = CallCounts {
        answered: 1_000,
        answered_within: 860,
        abandoned: 60,
        abandoned_within: 20,
        abandoned_short: 10,
    };
    let percent: Vec<String> = ServiceLevel::ALL
        .into_iter()
        .map(|form| format!("{:.1}", form.share(&calls).unwrap() * 100.0))
        .collect();
    assert_eq!(percent, ["83.0", "86.0", "81.1", "82.7", "82.1"]);
    let ratios = ServiceLevel::ALL.map(|form| form.ratio(&calls));
    assert_eq!(
        ratios,
        [
            (880, 1_060),
            (860, 1_000),
            (860, 1_060),
            (860, 1_040),
            (870, 1_060)
        ]
    );
}

#[test]
fn no_calls_no_share() {
    for form in ServiceLevel::ALL {
        assert_eq!(form.share(&CallCounts::default()), None);
    }
}
