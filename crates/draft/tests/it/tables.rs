//! Which table rows belong to where names of contacts stand in them as well, and the way out of a wrong one.

use std::fmt::Write as _;

use draft::{Asked, DraftError};

use crate::fixture::{asked, column, doubts, drafted};

/// Answers as a survey tool exports them: two lines below the header, answers in words, previews and what was not finished.
fn survey() -> String {
    let mut text = String::from(
        "StartDate,EndDate,Status,Progress,Duration (in seconds),Finished,RecordedDate,ResponseId,RecipientEmail,Q1,Q2,Q3,ticket_id,DistributionChannel\n\
         Start Date,End Date,Response Type,Progress,Duration (in seconds),Finished,Recorded Date,Response ID,Recipient Email,How satisfied were you with the service?,How likely are you to recommend us?,Comment,ticket_id,Distribution Channel\n",
    );
    let import = |id: &str| format!("\"{{\"\"ImportId\"\":\"\"{id}\"\"}}\"");
    text += &[import("x").as_str(); 14].join(",");
    text.push('\n');
    for n in 0..60 {
        let (status, progress, finished) = match n % 10 {
            0 => ("Survey Preview", 100, "True"),
            1 => ("IP Address", 40, "False"),
            _ => ("IP Address", 100, "True"),
        };
        let satisfied = [
            "Very dissatisfied",
            "Dissatisfied",
            "Neutral",
            "Satisfied",
            "Very satisfied",
        ];
        let likely = ["0 - Not at all likely", "7", "10 - Extremely likely"];
        let day = n % 28 + 1;
        let _ = writeln!(
            text,
            "2026-03-{day:02} 10:00:00,2026-03-{day:02} 10:02:00,{status},{progress},120,{finished},2026-03-{day:02} 10:02:01,R_{n:05},c{n}@mail.example,{},{},,{},email",
            satisfied[n % 5],
            likely[n % 3],
            1000 + n
        );
    }
    text
}

#[test]
fn answers_of_a_survey() {
    let drafted = drafted("qualtrics.csv", survey());
    assert_eq!(drafted.feed.table, "survey", "{}", drafted.yaml);
    assert_eq!(drafted.feed.key, ["\"ResponseId\""]);
    assert_eq!(column(&drafted, "contact_id"), "ticket_id");
    assert!(column(&drafted, "answered_at").contains("RecordedDate"));
    assert!(column(&drafted, "csat").contains("when 'Very satisfied' then 5"));
    assert_eq!(
        column(&drafted, "nps"),
        "cast(regexp_replace(\"Q2\", '^([0-9]+).*$', '\\1') as bigint)"
    );
    let only = drafted.feed.only.as_deref().unwrap();
    assert!(only.contains("\"Status\" <> 'Survey Preview'"), "{only}");
    assert!(only.contains("cast(\"Finished\" as boolean)"), "{only}");
    assert!(doubts(&drafted, "only", "not finished"));
    // Nearly a ready-made feed.
    assert!(
        doubts(&drafted, "feed", "feeds/survey-csv"),
        "{}",
        drafted.yaml
    );
}

#[test]
fn states_of_agents_whose_length_is_days_and_a_clock() {
    let mut text = String::from("Agent,Agent ID,Status,Start,End,Time in Status,Reason\n");
    let states = [
        "Interacting",
        "Available",
        "Meal",
        "ACW",
        "Training",
        "Tinkering",
    ];
    for n in 0..60 {
        let _ = writeln!(
            text,
            "{},10{},{},2026/03/{:02} 08:{:02}:00,2026/03/{:02} 08:{:02}:30,0d 00:01:30,",
            ["Kim", "Lee"][n % 2],
            n % 2,
            states[n % 6],
            n / 20 + 1,
            n % 20,
            n / 20 + 1,
            n % 20 + 1,
        );
    }
    let drafted = drafted("export.csv", &text);
    assert_eq!(drafted.feed.table, "agent_state", "{}", drafted.yaml);
    assert_eq!(drafted.feed.key, ["\"Agent\"", "\"Start\""]);
    let state = column(&drafted, "state");
    for (word, says) in [
        ("'interacting'", "'busy'"),
        ("'meal'", "'break'"),
        ("'acw'", "'wrap_up'"),
    ] {
        let case = state.split(" when ").find(|case| case.contains(word));
        let right = case.is_some_and(|case| case.contains(&format!("then {says}")));
        assert!(right, "{word}: {state}");
    }
    assert!(doubts(&drafted, "columns.state", "Tinkering"));
    assert!(
        column(&drafted, "state_seconds")
            .starts_with("cast(split_part(\"Time in Status\", 'd', 1)")
    );

    // Without the length, it goes from the beginning to the end.
    let without: String = text
        .lines()
        .map(|line| {
            let cells: Vec<&str> = line.split(',').take(5).collect();
            cells.join(",") + "\n"
        })
        .collect();
    let drafted = crate::fixture::drafted("export.csv", without);
    assert_eq!(drafted.feed.table, "agent_state", "{}", drafted.yaml);
    assert!(column(&drafted, "state_seconds").starts_with("seconds_between("));
}

#[test]
fn a_schedule_of_shifts_and_their_parts() {
    let mut text = String::from("Agent,Date,Activity,Start Time,End Time,Paid Minutes\n");
    for day in 1..=20 {
        for agent in ["ana", "bo"] {
            for (activity, start, end, paid) in [
                ("Shift", "09:00", "17:30", 480),
                ("Break", "11:00", "11:15", 15),
                ("Lunch", "13:00", "13:30", 0),
            ] {
                let _ = writeln!(
                    text,
                    "{agent},2026-03-{day:02},{activity},{start},{end},{paid}"
                );
            }
        }
    }
    let drafted = drafted("plan.csv", text);
    assert_eq!(drafted.feed.table, "shift", "{}", drafted.yaml);
    assert_eq!(drafted.feed.only.as_deref(), Some("\"Activity\" = 'Shift'"));
    assert!(doubts(&drafted, "only", "`Break`"));
    assert_eq!(
        drafted.feed.key,
        ["\"Agent\"", "\"Date\"", "\"Start Time\""]
    );
    assert!(column(&drafted, "starts_at").contains("Start Time"));
    assert!(column(&drafted, "ends_at").contains("End Time"));
    assert_eq!(
        column(&drafted, "planned_seconds"),
        "cast(\"Paid Minutes\" as double) * 60"
    );
}

#[test]
fn a_score_is_of_a_hundred_and_an_evaluation_has_its_own_name() {
    let header = "Eval #;Form;Evaluator;Agent;Interaction ID;Evaluation Date;Score;Max Score;Score %;Result;Auto-fail";
    let row = |n: usize| {
        let score = 20 + n % 21;
        let percent = score as f64 * 2.5;
        let result = if score > 30 { "Pass" } else { "Fail" };
        format!(
            "{n};Voice;QA {};Kim;conv-{n};{:02}.03.2026;{score};40;{percent:.1} %;{result};No\n",
            n % 2,
            n % 28 + 1
        )
    };
    let text: String = (1..60).map(row).collect();
    let drafted = drafted("qa_scores.csv", format!("{header}\n{text}"));
    assert_eq!(drafted.feed.table, "evaluation", "{}", drafted.yaml);
    assert_eq!(drafted.feed.key, ["\"Eval #\""]);
    assert_eq!(
        column(&drafted, "score"),
        "cast(trim(replace(\"Score %\", '%', '')) as double)"
    );
    let passed = column(&drafted, "passed");
    assert!(
        passed.contains("('pass', 'passed', 'approved') then 'true'"),
        "{passed}"
    );
    assert_eq!(column(&drafted, "contact_id"), "\"Interaction ID\"");

    // Without the percentage the most that the form gives is taken; without a name of its own an evaluation is of its day.
    let less: String = (1..60)
        .map(|n| {
            let row = row(n);
            let cells: Vec<&str> = row.trim().split(';').collect();
            format!("{}\n", [&cells[1..8], &cells[9..]].concat().join(";"))
        })
        .collect();
    let header =
        "Form;Evaluator;Agent;Interaction ID;Evaluation Date;Score;Max Score;Result;Auto-fail";
    let drafted = crate::fixture::drafted("qa_scores.csv", format!("{header}\n{less}"));
    assert_eq!(
        column(&drafted, "score"),
        "cast(\"Score\" as double) * 100 / nullif(cast(\"Max Score\" as double), 0)"
    );
    assert_eq!(
        drafted.feed.key,
        ["\"Interaction ID\"", "\"Evaluation Date\""]
    );
}

#[test]
fn a_score_whose_most_nobody_says_is_a_doubt() {
    let rows: String = (1..40)
        .map(|n| format!("e{n},conv-{n},2026-03-{:02},zoe,{}\n", n % 28 + 1, n % 6))
        .collect();
    let drafted = drafted(
        "qa.csv",
        format!("Evaluation ID,Contact ID,Evaluation date,Evaluator,Score\n{rows}"),
    );
    assert_eq!(drafted.feed.table, "evaluation");
    assert!(
        doubts(&drafted, "columns.score", "goes up to 5"),
        "{}",
        drafted.yaml
    );
    assert!(
        drafted
            .yaml
            .contains("# ? score: cast(\"Score\" as double) * 100 / 5")
    );
}

#[test]
fn another_table_is_drafted_anew() {
    let text = "Ticket,Opened,Agent,Score\n1,2026-03-13 10:00,ann,4\n2,2026-03-14 11:00,bo,5\n3,2026-03-25 11:00,bo,3\n";
    assert_eq!(drafted("tickets.csv", text).feed.table, "contact");
    let wanted = |table: &str| Asked {
        table: Some(table.to_owned()),
        name: Some("answers".to_owned()),
    };
    let survey = asked("tickets.csv", text, &wanted("survey")).unwrap();
    assert_eq!(
        (survey.feed.table.as_str(), survey.feed.feed.as_str()),
        ("survey", "answers")
    );
    assert_eq!(column(&survey, "csat"), "cast(\"Score\" as bigint)");
    assert_eq!(column(&survey, "contact_id"), "\"Ticket\"");
    assert!(column(&survey, "answered_at").contains("Opened"));

    let refused = |table: &str| asked("tickets.csv", text, &wanted(table)).unwrap_err();
    let unknown = refused("moods");
    assert!(matches!(unknown, DraftError::Table { .. }) && unknown.hint().contains("survey"));
    assert!(matches!(refused("signal"), DraftError::Table { .. }));
    let name = Asked {
        table: None,
        name: Some("Not A Name".to_owned()),
    };
    assert!(matches!(
        asked("tickets.csv", text, &name),
        Err(DraftError::Name { .. })
    ));
}
