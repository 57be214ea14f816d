//! Exports as common systems write their headers, and in other languages: rows are invented, names are the systems' own.

use draft::Draft;

use crate::fixture::{column, doubts, drafted};

/// A file of a header and a few rows.
fn file(name: &str, header: &str, rows: &[&str]) -> Draft {
    drafted(name, format!("{header}\n{}\n", rows.join("\n")))
}

fn maps(drafted: &Draft, table: &str, columns: &[(&str, &str)]) {
    assert_eq!(drafted.feed.table, table, "{}", drafted.yaml);
    for (name, source) in columns {
        let text = column(drafted, name);
        assert!(
            text.contains(source),
            "{name}: {text} has no {source}\n{}",
            drafted.yaml
        );
    }
}

#[test]
fn helpdesks() {
    let drafted = file(
        "zendesk_tickets.csv",
        "Id,Created at,Updated at,Solved at,Initially assigned at,Status,Priority,Via,Assignee,Group,Requester id,Reopens,Ticket type,Satisfaction Score",
        &[
            "101,2026-03-01 10:00:00 UTC,2026-03-02 10:00:00 UTC,2026-03-02 09:00:00 UTC,2026-03-01 10:05:00 UTC,Closed,high,Web Form,Ann,Tier 1,9001,0,Question,good",
            "102,2026-03-01 11:00:00 UTC,2026-03-03 10:00:00 UTC,,2026-03-01 11:05:00 UTC,Open,low,Mail,Bo,Tier 1,9002,1,Problem,-",
            "103,2026-03-01 12:00:00 UTC,2026-03-03 11:00:00 UTC,,,New,low,Mail,Bo,Tier 2,9003,0,Question,-",
        ],
    );
    maps(
        &drafted,
        "contact",
        &[
            ("contact_id", "\"Id\""),
            ("opened_at", "Created at"),
            ("resolved_at", "Solved at"),
            ("channel", "\"Via\""),
            ("agent", "\"Assignee\""),
            ("team", "\"Group\""),
            ("customer", "Requester id"),
            ("reopens", "Reopens"),
            ("contact_type", "Ticket type"),
        ],
    );
    assert_eq!(
        drafted.feed.version,
        ["cast(replace(\"Updated at\", ' UTC', 'Z') as timestamp)"]
    );
    assert!(column(&drafted, "channel").contains("in ('mail', 'email', 'e-mail') then 'email'"));

    let jira = file(
        "issues.csv",
        "Issue key,Issue Type,Status,Priority,Assignee,Reporter,Created,Updated,Resolved",
        &[
            "SD-1,Incident,Done,High,ann,zoe,13/Mar/26 9:14 AM,14/Mar/26 9:14 AM,14/Mar/26 9:00 AM",
            "SD-2,Request,Open,Low,bo,yan,15/Mar/26 9:14 PM,15/Mar/26 9:15 PM,",
        ],
    );
    maps(
        &jira,
        "contact",
        &[
            ("contact_id", "Issue key"),
            ("contact_type", "Issue Type"),
            ("opened_at", "%d/%b/%y %I:%M %p"),
            ("resolved_at", "Resolved"),
            ("agent", "Assignee"),
            ("customer", "Reporter"),
        ],
    );
}

#[test]
fn telephone_systems() {
    let five9 = file(
        "call_log.csv",
        "CALL ID,TIMESTAMP,CAMPAIGN,SKILL,AGENT NAME,DISPOSITION,ANI,QUEUE WAIT TIME,TALK TIME,HOLD TIME,AFTER CALL WORK TIME,ABANDONED",
        &[
            "300000000001,\"Mon, 02 Mar 2026 10:00:00\",Care,Billing,Ann,Resolved,+31205550101,00:00:12,00:03:10,00:00:00,00:00:30,0",
            "300000000002,\"Mon, 02 Mar 2026 10:05:00\",Care,Orders,Bo,No Disposition,+31205550102,00:01:12,00:00:00,00:00:00,00:00:00,1",
        ],
    );
    maps(
        &five9,
        "contact",
        &[
            ("contact_id", "CALL ID"),
            (
                "opened_at",
                "local_time(\"TIMESTAMP\", '%a, %d %b %Y %H:%M:%S')",
            ),
            ("queue", "SKILL"),
            ("talk_seconds", "* 3600"),
            ("wrap_seconds", "AFTER CALL WORK TIME"),
            ("outcome", "in ('yes', 'y', 'true', '1') then 'abandoned'"),
        ],
    );
    let plain = file(
        "calls.csv",
        "ContactId,InitiationTimestamp,ConnectedToAgentTimestamp,DisconnectTimestamp,Channel,Queue.Name,Agent.Username,CustomerEndpoint.Address,QueueInfo.Duration,AfterContactWorkDuration,CustomerHoldDuration,AgentInteractionDuration,LastUpdateTimestamp",
        &[
            "3b1f0c6e-0000-4000-8000-000000000001,2026-03-01T10:00:00Z,2026-03-01T10:00:30Z,2026-03-01T10:05:00Z,VOICE,Billing,ann,+31205550101,30,20,0,240,2026-03-01T10:06:00Z",
            "3b1f0c6e-0000-4000-8000-000000000002,2026-03-01T11:00:00Z,,2026-03-01T11:02:00Z,VOICE,Billing,,+31205550102,120,,,,2026-03-01T11:03:00Z",
        ],
    );
    maps(
        &plain,
        "contact",
        &[
            ("contact_id", "\"ContactId\""),
            ("opened_at", "InitiationTimestamp"),
            ("answered_at", "ConnectedToAgentTimestamp"),
            ("closed_at", "DisconnectTimestamp"),
            (
                "channel",
                "in ('voice', 'phone', 'call', 'ivr') then 'voice'",
            ),
            ("queue", "Queue.Name"),
            ("agent", "Agent.Username"),
            ("customer", "CustomerEndpoint.Address"),
            ("queue_seconds", "QueueInfo.Duration"),
            ("wrap_seconds", "AfterContactWorkDuration"),
            ("hold_seconds", "CustomerHoldDuration"),
        ],
    );
    assert_eq!(plain.feed.zone, None);
    assert_eq!(
        plain.feed.version,
        ["cast(\"LastUpdateTimestamp\" as timestamp)"]
    );
}

#[test]
fn other_languages() {
    let spanish = file(
        "llamadas.csv",
        "ID llamada;Fecha de creación;Fecha de respuesta;Canal;Motivo;Agente;Tiempo de espera;Tiempo de conversación;Resultado",
        &[
            "1;13/03/2026 10:00;13/03/2026 10:01;Teléfono;Factura;ana;60;120,5;Atendida",
            "2;14/03/2026 10:00;;Teléfono;Entrega;luis;90;0;Abandonada",
            "3;14/03/2026 11:00;14/03/2026 11:01;Correo;Entrega;luis;30;60;Atendida",
        ],
    );
    maps(
        &spanish,
        "contact",
        &[
            ("contact_id", "ID llamada"),
            ("opened_at", "Fecha de creación"),
            ("answered_at", "Fecha de respuesta"),
            (
                "channel",
                "in ('correo', 'email', 'e-mail', 'mail') then 'email'",
            ),
            ("contact_type", "Motivo"),
            ("queue_seconds", "Tiempo de espera"),
            ("talk_seconds", "Tiempo de conversación"),
            ("outcome", "= 'abandonada' then 'abandoned'"),
        ],
    );
    let german = file(
        "vorgaenge.csv",
        "Vorgangsnummer;Erstellt am;Gelöst am;Kanal;Kategorie;Bearbeiter;Gruppe;Priorität;Geändert am",
        &[
            "V1;13.03.2026 10:00;14.03.2026 09:00;Telefon;Rechnung;uta;A;hoch;14.03.2026 09:00",
            "V2;15.03.2026 10:00;-;E-Mail;Lieferung;max;B;tief;15.03.2026 10:00",
        ],
    );
    maps(
        &german,
        "contact",
        &[
            ("contact_id", "Vorgangsnummer"),
            ("opened_at", "%d.%m.%Y %H:%M"),
            ("resolved_at", "Gelöst am"),
            ("team", "Gruppe"),
            ("agent", "Bearbeiter"),
            ("priority", "Priorität"),
        ],
    );
    assert_eq!(german.feed.nulls, ["-"]);
    assert_eq!(
        german.feed.version,
        ["local_time(\"Geändert am\", '%d.%m.%Y %H:%M')"]
    );
    let french = file(
        "tickets.csv",
        "Numéro d'appel;Date de création;Résolu le;Canal;Motif;Conseiller;Durée",
        &[
            "1;13/03/2026 10:00;13/03/2026 12:00;Téléphone;Facture;luc;65",
            "2;14/03/2026 10:00;14/03/2026 12:00;Courriel;Retard;eve;70",
        ],
    );
    maps(
        &french,
        "contact",
        &[
            ("contact_id", "Numéro"),
            ("opened_at", "Date de création"),
            ("resolved_at", "Résolu le"),
            ("contact_type", "Motif"),
            ("agent", "Conseiller"),
        ],
    );
    let dutch = file(
        "meldingen.csv",
        "Meldingsnummer;Aangemaakt op;Opgelost op;Kanaal;Onderwerp;Behandelaar;Wachttijd",
        &[
            "1;13-03-2026 10:00;13-03-2026 12:00;Telefoon;Factuur;jan;65",
            "2;14-03-2026 10:00;14-03-2026 12:00;E-mail;Levering;eva;70",
        ],
    );
    maps(
        &dutch,
        "contact",
        &[
            ("contact_id", "Meldingsnummer"),
            ("opened_at", "Aangemaakt op"),
            ("resolved_at", "Opgelost op"),
            ("agent", "Behandelaar"),
            ("queue_seconds", "Wachttijd"),
        ],
    );
    let portuguese = file(
        "chamados.csv",
        "Protocolo;Criado em;Resolvido em;Canal;Assunto;Atendente;Tempo de espera",
        &[
            "1;13/03/2026 10:00;13/03/2026 12:00;Telefone;Fatura;ana;65",
            "2;14/03/2026 10:00;14/03/2026 12:00;Chat;Entrega;rui;70",
        ],
    );
    maps(
        &portuguese,
        "contact",
        &[
            ("contact_id", "Protocolo"),
            ("opened_at", "Criado em"),
            ("resolved_at", "Resolvido em"),
            ("agent", "Atendente"),
            ("queue_seconds", "Tempo de espera"),
        ],
    );
}

#[test]
fn other_tables() {
    let survey = file(
        "csat_march.csv",
        "Response ID,Ticket ID,Submitted at,Agent,Satisfaction score,NPS,Comment",
        &[
            "r1,101,2026-03-01T10:00:00Z,ann,5,9,fine",
            "r2,102,2026-03-02T10:00:00Z,bo,2,3,slow",
            "r3,103,2026-03-02T11:00:00Z,bo,4,7,ok",
        ],
    );
    maps(
        &survey,
        "survey",
        &[
            ("survey_id", "Response ID"),
            ("contact_id", "Ticket ID"),
            ("answered_at", "Submitted at"),
            ("csat", "Satisfaction score"),
            ("nps", "NPS"),
        ],
    );
    let evaluation = file(
        "qa_reviews.csv",
        "Evaluation ID,Ticket ID,Evaluation date,Evaluator,Agent,Form,Total score,Critical error",
        &[
            "e1,101,2026-03-13,zoe,ann,Care,92.5,no",
            "e2,102,2026-03-14,zoe,bo,Care,70,yes",
        ],
    );
    maps(
        &evaluation,
        "evaluation",
        &[
            ("evaluation_id", "Evaluation ID"),
            ("evaluated_at", "Evaluation date"),
            ("score", "Total score"),
            ("evaluator", "Evaluator"),
            ("scorecard", "\"Form\""),
            ("critical_error", "as boolean)"),
        ],
    );
    let states = file(
        "agent_states.csv",
        "Agent,State,Start time,Duration",
        &[
            "ann,Available,2026-03-13 08:00:00,00:10:00",
            "ann,Break,2026-03-13 08:10:00,00:05:00",
            "bo,Available,2026-03-13 08:00:00,01:00:00",
        ],
    );
    maps(
        &states,
        "agent_state",
        &[
            ("agent", "\"Agent\""),
            ("state", "\"State\""),
            ("started_at", "Start time"),
            ("state_seconds", "* 3600"),
        ],
    );
    let shifts = file(
        "shifts.csv",
        "Employee,Shift start,Shift end,Team",
        &[
            "ann,2026-03-13 08:00,2026-03-13 16:00,A",
            "bo,2026-03-13 09:00,2026-03-13 17:00,A",
        ],
    );
    maps(
        &shifts,
        "shift",
        &[
            ("agent", "Employee"),
            ("starts_at", "Shift start"),
            ("ends_at", "Shift end"),
        ],
    );
    let costs = file(
        "invoice_lines.csv",
        "Invoice line,Date,Category,Amount,Currency,Vendor",
        &[
            "1,2026-03-13,Licences,\"1,200.50\",EUR,Birch Services",
            "2,2026-03-14,Telephony,80.00,EUR,Birch Services",
        ],
    );
    maps(
        &costs,
        "cost_line",
        &[
            ("amount", "replace(\"Amount\", ',', '')"),
            ("incurred_at", "\"Date\""),
            ("currency", "Currency"),
            ("party", "in ('birch services', 'birch') then 'birch'"),
        ],
    );
}

#[test]
fn totals_are_not_contacts() {
    let mut text = String::from("Datum;Anrufe;Angenommen;Quote\n");
    for day in 1..=28 {
        text += &format!("{day:02}.03.2026;{};{};0,9\n", 100 + day, 90 + day);
    }
    let drafted = drafted("tagesstatistik.csv", text);
    maps(
        &drafted,
        "signal",
        &[
            ("signal", "'anrufe'"),
            ("observed_at", "%d.%m.%Y"),
            ("value", "\"Anrufe\""),
        ],
    );
    assert!(doubts(&drafted, "table", "totals, not contacts"));
    assert!(
        drafted
            .yaml
            .contains("# ? value: cast(\"Angenommen\" as double)"),
        "{}",
        drafted.yaml
    );
}

#[test]
fn one_row_a_change() {
    let mut text = String::from("number,state,sys_mod_count,opened_at,sys_updated_at\n");
    for n in 0..20 {
        for change in 0..3 {
            text += &format!(
                "INC{n:04},{},{change},2026-03-{:02} 10:00,2026-03-{:02} 1{change}:00\n",
                ["New", "Active", "Closed"][change],
                n + 1,
                n + 1
            );
        }
    }
    let drafted = drafted("incidents.csv", text);
    assert_eq!(drafted.feed.key, ["number"]);
    assert_eq!(
        drafted.feed.version,
        [
            "cast(sys_mod_count as bigint)",
            "local_time(sys_updated_at, '%Y-%m-%d %H:%M')"
        ]
    );
    assert!(doubts(&drafted, "key", "several rows have the same"));
}

#[test]
fn no_key_at_all() {
    let mut text = String::from("when,channel,reason\n");
    for n in 0..40 {
        text += &format!(
            "2026-03-{:02} 10:00,phone,{}\n",
            n % 2 + 13,
            ["a", "b"][n % 2]
        );
    }
    text += "2026-03-13 10:00,chat,a\n";
    let drafted = drafted("t.csv", text);
    assert!(doubts(&drafted, "key", "together"), "{}", drafted.yaml);
    assert!(doubts(&drafted, "version", "no version"));
}

/// What a person gets to read.
#[test]
fn the_whole_text() {
    let drafted = file(
        "helpdesk 2026-03.csv",
        "Ticket,Opened,Answered,Solved,Via,Reason,Requester e-mail,Agent,Escalated,Talk time,Changed at,Remarks",
        &[
            "A-1,01/03/2026 09:00,01/03/2026 09:02,01/03/2026 10:00,phone,billing,ann@mail.example,kim,no,0:03:10,02/03/2026 08:00,wants a copy of the invoice of last month please",
            "A-2,02/03/2026 09:30,02/03/2026 09:31,?,chat,delivery,bo@mail.example,lee,yes,0:01:00,02/03/2026 09:40,parcel has not come although it was promised for today",
            "A-3,04/03/2026 11:15,?,?,letter,other,cy@mail.example,kim,no,?,04/03/2026 11:15,asks how the opening hours are during the coming holidays",
            "A-4,05/03/2026 11:15,05/03/2026 11:20,05/03/2026 12:00,phone,billing,di@mail.example,lee,no,0:10:05,06/03/2026 08:00,was charged twice for the same order and is not amused",
        ],
    );
    insta::assert_snapshot!(drafted.yaml);
}

#[test]
fn a_list_that_is_no_fact() {
    let drafted = file(
        "people.csv",
        "agent,hired on,site,agent phone",
        &[
            "kim,2020-01-25,AMS,+31205550101",
            "lee,2021-02-07,RTM,+31205550102",
            "zoe,2022-05-09,AMS,+31205550103",
        ],
    );
    assert!(doubts(
        &drafted,
        "table",
        "not sure that the rows are contacts"
    ));
    assert!(
        !drafted.feed.columns.contains_key("customer"),
        "{}",
        drafted.yaml
    );
    assert_ne!(drafted.feed.key, ["\"hired on\""]);
}
