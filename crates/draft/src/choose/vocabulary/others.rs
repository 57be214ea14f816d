//! What sources call the columns of the other tables.

use super::{Called, Words};

const fn called(column: &'static str, names: &'static str) -> Called {
    Called { column, names }
}

const CONTACT_ID: Called = called(
    "contact_id",
    "contact id|ticket id|ticket|ticket number|call id|conversation id|interaction id|case id|case number|case concept name|incident|incident number|number|id ticket|id llamada|ticketnummer|chamado|protocolo|caso|case|issue key|callid",
);
const PARTY: Called = called(
    "party",
    "party|vendor|vendor name|partner|bpo|provider|proveedor|supplier|dienstleister",
);
const SITE: Called = called(
    "site",
    "site|location|centre|center|site name|standort|sede",
);
const TEAM: Called = called(
    "team",
    "team|group|squad|assignment group|team name|org group|department|equipo|equipe|abteilung|skill group",
);
const AGENT: Called = called(
    "agent",
    "agent|agent name|agent id|assignee|handler|employee|employee id|agent username|user|org resource|agente|operador|asesor|mitarbeiter|medewerker|conseiller|atendente|agent email|advisor|rep|evaluated agent|assigned to|resource|employee name|login|username|staff",
);
const CHANNEL: Called = called(
    "channel",
    "channel|via|media type|medium|kanal|canal|kanaal|source",
);
const TYPE: Called = called(
    "contact_type",
    "contact type|category|reason|topic|call type|motivo|kategorie|contact reason|type",
);
const CUSTOMER: Called = called(
    "customer",
    "customer id|customer|requester|respondent|respondent id|user id|email|recipient|customer email|account id|client id|cliente|kunde|klant|kundennummer|id cliente|member id|subscriber id|requester id",
);

pub(crate) const OTHERS: &[Words] = &[
    Words {
        table: "status",
        file: &[
            "status",
            "history",
            "events",
            "log",
            "transitions",
            "audit",
            "receipt",
            "changes",
            "eventlog",
        ],
        needs: &[&["contact_id"], &["changed_at"], &["state"]],
        columns: &[
            CONTACT_ID,
            PARTY,
            SITE,
            TEAM,
            AGENT,
            called(
                "state",
                "concept name|activity|activity name|new status|to status|event name|new state|to state|new value|status to|event|event type|task|step|action|actividad|aktivitaet|nieuwe status|to|state entered|stato|stan|nuovo stato|nowy status|neuer status|nouveau statut|nuevo estado|novo estado",
            ),
            called(
                "previous_state",
                "previous status|from status|old status|previous state|from state|old value|old state|estado anterior|status from|from",
            ),
            called(
                "changed_at",
                "time timestamp|timestamp|changed at|event time|event end time|change date|transition date|event timestamp|complete timestamp|completed at|occurred at|changed|date changed|fecha de cambio|time|complete time|event date|geaendert am|start timestamp|created at|created|updated at|data modifica|data zmiany|data modifica stato",
            ),
        ],
    },
    Words {
        table: "survey",
        file: &[
            "survey",
            "csat",
            "nps",
            "feedback",
            "encuesta",
            "umfrage",
            "satisfaction",
            "enquete",
            "rating",
            "ces",
        ],
        needs: &[&["csat", "nps", "effort"], &["answered_at"]],
        columns: &[
            called(
                "survey_id",
                "survey id|response id|response|survey response id|id|rating id|answer id|id encuesta|feedback id|recordid|record id|responseid|respuesta id|id risposta|id odpowiedzi|id ankiety",
            ),
            CONTACT_ID,
            PARTY,
            SITE,
            TEAM,
            AGENT,
            CHANNEL,
            TYPE,
            CUSTOMER,
            called("escalated", "escalated|second line|is escalated"),
            called(
                "sent_at",
                "sent at|sent|sent date|invited at|survey sent|fecha de envio|versendet am|survey sent at|envoye le|verzonden op|enviado em",
            ),
            called(
                "answered_at",
                "answered at|answered|responded at|response date|submitted at|completed at|recorded date|end date|survey date|response time|submitted|created at|timestamp|date|survey completed at|fecha de respuesta|fecha respuesta|fecha|beantwortet am|datum|repondu le|beantwoord op|respondido em|marca temporal|zeitstempel|created|completed|data risposta|data odpowiedzi|data wypelnienia|data di compilazione",
            ),
            called(
                "csat",
                "csat|csat score|satisfaction|satisfaction score|satisfaction rating|rating|stars|score|overall satisfaction|satisfaccion|zufriedenheit|tevredenheid|satisfacao|customer satisfaction|calificacion|bewertung|note|nota|valoracion|puntuacion|soddisfazione|valutazione|voto|satysfakcja|ocena|zadowolenie",
            ),
            called(
                "nps",
                "nps|nps score|recommend|likelihood to recommend|net promoter score|would recommend|recomendacion|weiterempfehlung|recommandation|aanbeveling|recomendaria|raccomandazione|rekomendacja",
            ),
            called(
                "effort",
                "effort|ces|customer effort|effort score|customer effort score|ces score|esfuerzo|aufwand|esforco|inspanning",
            ),
        ],
    },
    Words {
        table: "evaluation",
        file: &[
            "evaluation",
            "quality",
            "qa",
            "qm",
            "scorecard",
            "monitoring",
            "calidad",
            "audit",
        ],
        needs: &[
            &["score"],
            &["evaluated_at"],
            &["evaluator", "scorecard", "evaluation_id", "critical_error"],
        ],
        columns: &[
            called(
                "evaluation_id",
                "evaluation id|evaluation|evaluation number|eval number|eval id|eval|review number|audit number|review id|qa id|audit id|monitoring id|id evaluacion|assessment id|form id|id",
            ),
            CONTACT_ID,
            PARTY,
            SITE,
            TEAM,
            AGENT,
            CHANNEL,
            TYPE,
            called(
                "evaluator",
                "evaluator|reviewer|assessor|evaluated by|auditor|qa analyst|evaluador|pruefer|evaluateur|avaliador|reviewed by|evaluator name|analyst|monitored by|scored by|beoordelaar",
            ),
            called(
                "scorecard",
                "scorecard|form|form name|evaluation form|template|formulario|bogen|questionnaire|form title",
            ),
            called(
                "evaluated_at",
                "evaluated at|evaluation date|reviewed at|review date|evaluated|scored at|audit date|date|created at|submitted at|fecha de evaluacion|fecha|completed at|datum|release date|scored date|monitoring date|date evaluated",
            ),
            called(
                "score",
                "score percent|percent score|percentage score|score|total score|qa score|quality score|evaluation score|final score|overall score|puntaje|nota|punkte|percentage|result|note|punktzahl|pontuacao|calificacion",
            ),
            called(
                "passed",
                "passed|pass|pass fail|approved|aprobado|bestanden|result|pass or fail|ergebnis|resultado|resultat|outcome",
            ),
            called(
                "second_score",
                "second score|calibration score|client score|calibrated score",
            ),
            called("second_passed", "second passed|client passed"),
            called(
                "critical_error",
                "critical error|fatal error|critical|auto fail|autofail|compliance error|error critico|kritischer fehler|fatal|has critical error|critical fail",
            ),
        ],
    },
    Words {
        table: "agent_state",
        file: &["state", "agent", "adherence", "presence", "aux", "timeline"],
        needs: &[&["agent"], &["state"], &["started_at"]],
        columns: &[
            PARTY,
            SITE,
            TEAM,
            AGENT,
            called(
                "state",
                "state|agent state|status|presence|agent status|aux code|state name|aux|reason code|estado|zustand|statut|activity|presence status|system presence|activity code|availability",
            ),
            called(
                "started_at",
                "started at|start time|start|state start|status start|begin|timestamp|from|begin time|state start time|event time|fecha inicio|inicio|beginn|startzeit|debut|date time|state from|start date time|hora inicio",
            ),
            called(
                "state_seconds",
                "state seconds|duration|time in state|time in status|status duration|state duration|seconds|length|agent state time|duracion|dauer|duree|duur|state time|duration seconds|elapsed|secs",
            ),
            CHANNEL,
        ],
    },
    Words {
        table: "shift",
        file: &[
            "shift",
            "schedule",
            "roster",
            "turno",
            "dienstplan",
            "rota",
            "planning",
        ],
        needs: &[&["agent"], &["starts_at"], &["ends_at"]],
        columns: &[
            called("shift_id", "shift id|schedule id|id turno|roster id|shift"),
            PARTY,
            SITE,
            TEAM,
            AGENT,
            called(
                "starts_at",
                "starts at|shift start|scheduled start|start of shift|planned start|inicio turno|schichtbeginn|hora entrada|debut de service|begin dienst|inicio do turno|schedule start|rostered start|inizio turno|poczatek zmiany",
            ),
            called(
                "ends_at",
                "ends at|shift end|scheduled end|end of shift|planned end|fin turno|schichtende|hora salida|fin de service|einde dienst|fim do turno|schedule end|rostered end|fine turno|koniec zmiany",
            ),
            called(
                "planned_seconds",
                "planned seconds|paid minutes|paid hours|paid time|planned minutes|net hours|net minutes|scheduled time|planned time|scheduled seconds|scheduled hours|planned hours|scheduled minutes",
            ),
            called(
                "adhered_seconds",
                "adhered seconds|adherence time|adherent time|time in adherence|adherence seconds|in adherence|adherence minutes",
            ),
            called(
                "absent",
                "absent|absence|no show|ausente|abwesend|is absent|afwezig",
            ),
        ],
    },
    Words {
        table: "message",
        file: &["message", "comment", "transcript", "mensaje", "nachricht"],
        needs: &[&["contact_id"], &["sender", "message_id"], &["sent_at"]],
        columns: &[
            called(
                "message_id",
                "message id|comment id|msg id|event id|part id|id mensaje",
            ),
            CONTACT_ID,
            PARTY,
            SITE,
            TEAM,
            AGENT,
            CHANNEL,
            called(
                "sender",
                "sender|sender type|author type|author|from|participant role|message type|role|remitente|absender|direction|author role|participant",
            ),
            called(
                "sent_at",
                "sent at|created at|timestamp|message time|sent|absolute time|posted at|date|fecha de envio|gesendet am|created",
            ),
            called("macro", "macro|canned response|template"),
            called("words", "words|word count|number of words"),
        ],
    },
    Words {
        table: "queue_snapshot",
        file: &["snapshot", "queue", "realtime", "monitor"],
        needs: &[
            &["waiting"],
            &["taken_at"],
            &["longest_wait_seconds", "agents_available"],
        ],
        columns: &[
            PARTY,
            SITE,
            TEAM,
            called("queue", "queue|queue name|skill|cola|warteschlange"),
            CHANNEL,
            called(
                "taken_at",
                "taken at|snapshot time|timestamp|time|interval start|datetime|observed at|date time|snapshot at|fecha",
            ),
            called(
                "waiting",
                "waiting|calls waiting|contacts in queue|in queue|queue size|contacts waiting|calls in queue|en espera|queued|wartende",
            ),
            called(
                "longest_wait_seconds",
                "longest wait|oldest contact age|longest wait seconds|longest waiting|oldest call|max wait|oldest wait|longest call waiting",
            ),
            called(
                "agents_available",
                "agents available|available agents|agents ready|idle agents|ready|agents staffed|available|agentes disponibles",
            ),
        ],
    },
    Words {
        table: "task_run",
        file: &["robot", "rpa", "task", "automation", "runs", "jobs"],
        needs: &[
            &["task"],
            &["started_at"],
            &["run_seconds", "succeeded", "exception"],
        ],
        columns: &[
            called(
                "task_run_id",
                "task run id|run id|job id|execution id|job key|task id",
            ),
            called(
                "task",
                "task|process|process name|robot|bot name|job name|automation|release name|workflow|proceso|prozess",
            ),
            PARTY,
            SITE,
            called(
                "started_at",
                "started at|started|start time|start|run at|timestamp|created at|begin|inicio",
            ),
            called(
                "run_seconds",
                "run seconds|run time|duration|runtime|execution time|elapsed|seconds|duracion|dauer",
            ),
            called(
                "succeeded",
                "succeeded|success|status|state|result|successful|completed|exito|erfolgreich",
            ),
            called(
                "exception",
                "exception|error|error message|failure reason|exception reason|info|fehler",
            ),
            called(
                "saved_seconds",
                "saved seconds|time saved|saved time|seconds saved|fte saved",
            ),
        ],
    },
    Words {
        table: "cost_line",
        file: &[
            "cost", "invoice", "billing", "expense", "factura", "rechnung", "charges",
        ],
        needs: &[
            &["amount"],
            &["incurred_at"],
            &["category", "currency", "cost_line_id"],
        ],
        columns: &[
            called(
                "cost_line_id",
                "cost line id|line id|invoice line|line|invoice number|document number|id|factura|belegnummer|entry|voucher",
            ),
            PARTY,
            SITE,
            called(
                "category",
                "category|cost type|kind|account|cost category|item|description|concepto|kategorie|cost element|gl account|kostenart|line item|categoria|kategoria|categorie",
            ),
            called(
                "incurred_at",
                "incurred at|date|posting date|invoice date|month|period|booked on|fecha|datum|incurred on|belegdatum|billing date|service date|buchungsdatum|periode|data fattura|data faktury",
            ),
            called(
                "amount",
                "amount|total|cost|net amount|importe|betrag|montant|bedrag|valor|net|gross|total amount|monto|price|importo|kwota",
            ),
            called(
                "currency",
                "currency|currency code|moneda|waehrung|devise|valuta|moeda",
            ),
        ],
    },
    Words {
        table: "customer_event",
        file: &[
            "churn",
            "customer",
            "subscription",
            "orders",
            "purchases",
            "cancellations",
        ],
        needs: &[&["customer"], &["event"], &["happened_at"]],
        columns: &[
            CUSTOMER,
            called(
                "event",
                "event|event type|event name|lifecycle event|evento|ereignis|action",
            ),
            called(
                "happened_at",
                "happened at|event date|event time|date|timestamp|occurred at|fecha|datum|created at",
            ),
            called(
                "amount",
                "amount|value|revenue|order value|importe|betrag|mrr",
            ),
            called("segment", "segment|tier|plan|customer segment|segmento"),
        ],
    },
    Words {
        table: "article_use",
        file: &["article", "knowledge", "kb"],
        needs: &[&["article"], &["used_at"], &["contact_id"]],
        columns: &[
            CONTACT_ID,
            PARTY,
            SITE,
            TEAM,
            AGENT,
            TYPE,
            called(
                "article",
                "article|article id|article number|kb article|knowledge article|article title|kb id|articulo|artikel",
            ),
            called(
                "used_at",
                "used at|viewed at|linked at|timestamp|date|created at|attached at",
            ),
            called("helpful", "helpful|was helpful|useful|vote|util|hilfreich"),
        ],
    },
    Words {
        table: "coaching",
        file: &["coaching", "one on one"],
        needs: &[&["agent"], &["coach"], &["held_at"]],
        columns: &[
            called("coaching_id", "coaching id|session id|id"),
            PARTY,
            SITE,
            TEAM,
            AGENT,
            called("coach", "coach|coached by|supervisor|team lead|coach name"),
            called(
                "topic",
                "topic|focus|coaching topic|subject|skill|tema|thema",
            ),
            called(
                "held_at",
                "held at|coaching date|session date|date|held on|fecha|datum|completed at",
            ),
            called(
                "coaching_seconds",
                "coaching seconds|duration|length|session length|minutes|duracion|dauer",
            ),
        ],
    },
    Words {
        table: "training",
        file: &[
            "training",
            "course",
            "lms",
            "learning",
            "formacion",
            "schulung",
        ],
        needs: &[&["agent"], &["course"], &["ended_at"]],
        columns: &[
            called("training_id", "training id|enrollment id|enrolment id|id"),
            PARTY,
            SITE,
            TEAM,
            AGENT,
            called(
                "course",
                "course|course name|training|module|curso|kurs|schulung|course title|formation|training name",
            ),
            called(
                "ended_at",
                "ended at|completed at|completion date|completed|date completed|end date|finished at|date|fecha|abgeschlossen am",
            ),
            called(
                "training_seconds",
                "training seconds|duration|length|hours|time spent|minutes|duracion|dauer",
            ),
            called(
                "passed",
                "passed|pass|result|status|completed successfully|aprobado|bestanden",
            ),
            called("score", "score|grade|result|mark|nota|puntaje|punkte"),
        ],
    },
];
