//! What sources call the columns of a contact.

use super::{Called, Words};

const fn called(column: &'static str, names: &'static str) -> Called {
    Called { column, names }
}

pub(crate) const CONTACT: Words = Words {
    table: "contact",
    file: &[
        "contact",
        "ticket",
        "call",
        "case",
        "conversation",
        "incident",
        "chat",
        "interaction",
        "request",
        "llamada",
    ],
    needs: &[],
    columns: &[
        called(
            "contact_id",
            "contact id|ticket id|ticket number|call id|conversation id|interaction id|case id|case number|incident id|incident number|number|ticket|issue key|key|id|request id|unique key|case concept name|session id|call sid|callid|contactid|interactionid|master contact id|ucid|display id|service request number|sr number|sr id|request number|reference|ref|folio|id ticket|id llamada|id de llamada|numero de ticket|numero ticket|id caso|numero de caso|id del caso|identificador|ticketnummer|ticket nr|vorgangsnummer|fallnummer|anruf id|gespraechs id|kennung|no de ticket|numero d appel|id appel|meldingsnummer|zaaknummer|gespreks id|id chamada|protocolo|chamado|numero do chamado|expediente|issue id|reference number|segment id|initial contact id|uuid|ticket no|case|incident|id chiamata|numero pratica|id contatto|numero segnalazione|identificativo|codice ticket|id pratica|numer zgloszenia|id zgloszenia|nr zgloszenia|numer sprawy|id sprawy|id rozmowy|id polaczenia|numer",
        ),
        called(
            "case_id",
            "case id|parent id|problem id|parent case|related contact id|thread id|root id|parent incident|linked ticket|follow up ticket id|via followup source id|matter id",
        ),
        called(
            "party",
            "party|vendor name|vendor|partner|bpo|outsourcer|supplier|provider|proveedor|dienstleister|leverancier|fournisseur|fornecedor|prestataire|fornitore|dostawca",
        ),
        called(
            "site",
            "site|location|centre|center|site name|office|standort|sede|vestiging|branch|sucursal|contact center|call center|borough|delivery center|sede operativa|lokalizacja|oddzial|filiale",
        ),
        called(
            "team",
            "team|assignment group|group|group name|assigned group|assignee group|squad|team name|department|org group|agent group|support group|equipo|grupo|gruppe|abteilung|equipe|afdeling|departamento|ticket group|group id|case group|skill group|division|gruppo|squadra|reparto|zespol|grupa|dzial",
        ),
        called(
            "agent",
            "agent|agent name|assignee|assigned to|operateur|agents|users|agent id|server|agent username|owner|operator|handler|handled by|org resource|assignee name|assignee email|assignee id|agent email|resource|rep|representative|user name|advisor|case owner|assigned agent|agente|operador|asesor|ejecutivo|mitarbeiter|bearbeiter|agent name alias|sachbearbeiter|conseiller|medewerker|behandelaar|atendente|case responsible|responsible|answered by|technician|meta assignee name|bearbeitet von|sachbearbeiterin|agent login|operatore|assegnatario|assegnato a|addetto|konsultant|pracownik|przypisany do|doradca|osoba odpowiedzialna",
        ),
        called(
            "queue",
            "queue|queue name|skill|skill name|waiting line|call queue|campaign|cola|warteschlange|file d attente|wachtrij|fila|workgroup|acd queue|queue id|hunt group|split|skillset|inbox|inbox name|ring groups|cola de atencion|coda|kolejka",
        ),
        called(
            "channel",
            "channel|via channel|via|media type|medium|contact channel|source|origin|channel type|kanal|canal|kanaal|contact method|case channel|media|initiation method|case origin|open data channel type|source channel|ticket channel|channel name|canal de entrada|eingangskanal|source type|contact type|medio|herkunft|canale|kanal kontaktu|kanal zgloszenia",
        ),
        called(
            "contact_type",
            "contact type|category|reason|contact reason|complaint type|topic|type|ticket type|call type|issue type|disposition|case type|request type|wrap up code|call reason|subcategory|categoria|motivo|tipo|kategorie|grund|anliegen|raison|motif|categorie|reden|onderwerp|assunto|tipo de solicitud|motivo de contacto|service name|contact driver|primary reason|tipo de llamada|subject category|problem type|typ|wrapup code|intent|call category|incident type|case category|thema|vorgangsart|tipologia|tipo richiesta|motivo contatto|motivo del contatto|kategoria|powod|powod kontaktu|typ zgloszenia|rodzaj zgloszenia",
        ),
        called(
            "language",
            "language|lang|locale|language code|idioma|sprache|langue|taal|lingua|preferred language|jezyk",
        ),
        called(
            "priority",
            "priority|urgency|severity|prioridad|prioritaet|priorite|prioriteit|prioridade|ticket priority|dringlichkeit|impact|priorita|priorytet",
        ),
        called(
            "customer",
            "customer id|requester id|caller id|customer|requester|contact email|customer email|requester email|client id|end user id|account id|member id|user id|ani|customer number|caller|customer phone|from number|email|from|phone|msisdn|customer endpoint|customer endpoint address|cliente|id cliente|kunde|kundennummer|client|klant|klantnummer|email cliente|consumer id|contact id customer|telefono|caller number|requestor|reported by|submitter id|contact inbox contact id|meta sender id|sender id|user email|visitor id|subscriber id|numero de cliente|numero client|telefon|rufnummer|kunden nr|calling number|customer name|requester name|opened for|reporter|codice cliente|klient|id klienta|numer klienta|nr klienta",
        ),
        called(
            "opened_at",
            "opened at|created at|created|created date|open date|opened|creation date|date created|start time|call start time|started at|initiation timestamp|conversation start|contact start date time|contact start|call date|call time|received at|submitted at|request date|created time|sys created at|sys created on|date time|datetime|date|case startdate|start date|startdate|start|begin|time|vru entry|timestamp|received|arrival time|queue start time|fecha de creacion|fecha creacion|fecha|fecha hora|fecha de inicio|fecha apertura|inicio|hora de inicio|hora|erstellt am|erstellt|angelegt am|eroeffnet am|datum|startzeit|beginn|anrufzeit|date de creation|cree le|date creation|date ouverture|debut|date d appel|heure|aangemaakt op|aangemaakt|datum aangemaakt|begintijd|criado em|data de criacao|data de abertura|aberto em|data|abertura|reported date|logged at|opened date|conversation created at|contact date|call start|open time|eingang|eingegangen am|connected to system timestamp|interaction start|occurred at|fecha de llamada|start timestamp|requested datetime|requested at|fecha de apertura|call datetime|segment start|data apertura|data di apertura|creato il|data creazione|data di creazione|data e ora|ora inizio|data inizio|aperto il|data chiamata|data della chiamata|utworzono|data utworzenia|data zgloszenia|data otwarcia|poczatek|data i godzina|data polaczenia|data rozpoczecia|rozpoczecie",
        ),
        called(
            "answered_at",
            "answered at|first response at|initial response time|first replied at|first reply at|first response time|answer time|answer|answered|connected to agent timestamp|agent connected at|agent start time|ser start|service start|first responded at|first reply created at|first admin reply at|agent connected timestamp|agent connected to agent timestamp|picked up at|statistics first admin reply at|first contact reply at|accepted at|stats first responded at|connect time|fecha de respuesta|hora de respuesta|primera respuesta|angenommen um|angenommen am|erste antwort|premiere reponse|repondu a|beantwoord op|atendido em|primeira resposta|agent interaction start|first assigned at|initially assigned at|answered time|fecha primera respuesta|hora atencion|beantwortet am|decroche a|response date|connected at|risposto il|prima risposta|ora risposta|data risposta|data prima risposta|pierwsza odpowiedz|data odpowiedzi|data pierwszej odpowiedzi|odebrano",
        ),
        called(
            "resolved_at",
            "resolved at|solved at|resolved|resolution date|solved|resolved date|resolved time|date resolved|resolutiondate|resolution time|case enddate|completed at|completed date|end date|enddate|ended at|completion date|fecha de resolucion|fecha resolucion|fecha cierre resolucion|resuelto|geloest am|erledigt am|date de resolution|resolu le|opgelost op|opgelost|resolvido em|data de resolucao|stats resolved at|finished at|fecha fin|fecha de fin|fin|ende|hora de fin|service end|last resolved at|ended|fecha de termino|beendet um|statistics last close at|solved date|data de encerramento|risolto il|data risoluzione|data di risoluzione|data fine|fine|rozwiazano|data rozwiazania|koniec|zakonczenie|data zakonczenia",
        ),
        called(
            "closed_at",
            "closed at|closed date|ser exit|call end time|disconnect timestamp|contact end date time|conversation end|interaction end|call end|end time|endzeit|eindtijd|closed|close date|date closed|closed time|closed on|stats closed at|fecha de cierre|fecha cierre|cerrado|geschlossen am|abgeschlossen am|date de cloture|ferme le|cloture le|gesloten op|fechado em|data de fechamento|statistics closed at|cierre|chiuso il|data chiusura|data di chiusura|zamknieto|data zamkniecia",
        ),
        called(
            "outcome",
            "outcome|call outcome|status|call status|result|call result|disposition|ticket status|state|incident state|conversation status|resultado|estado|ergebnis|statut|resultat|resultaat|situacao|disconnect reason|call disposition|termination reason|abandoned|abandon|missed|is abandoned|is missed|answered|is answered|was answered|call answered|decroche|repondu|abandonnee|atendida|contestada|abandonada|angenommen|beantwoord|gemist|risposta|abbandonata|odebrane|porzucone|call type outcome|final status|contact status|finalizacion|esito|stato|risultato|wynik|stan",
        ),
        called(
            "queue_seconds",
            "queue time|wait time|total queue|total wait|queue seconds|waiting time|time in queue|q time|speed of answer|queue wait time|queue duration|wait seconds|time to answer|hold before answer|in queue time|queue info duration|queue wait|tiempo de espera|espera|tiempo en cola|wartezeit|zeit in warteschlange|temps d attente|attente|wachttijd|tempo de espera|wait|wait duration|queue waiting time|waiting duration|ring time|asa|queued seconds|queue info duration in seconds|inqueueseconds|in queue seconds|total waiting time|reply time in seconds|tempo di attesa|tempo attesa|attesa|czas oczekiwania|czas w kolejce|oczekiwanie",
        ),
        called(
            "handle_seconds",
            "handle time|handle|duree totale|aht|handling time|handle seconds|total handle time|total handle|total handling time|ser time|service time|handle duration|agent time|total time|duration|call duration|tiempo de gestion|tiempo de manejo|bearbeitungszeit|duree de traitement|behandeltijd|afhandeltijd|tempo de atendimento|tiempo total|duracion|dauer|duree|duur|duracao|handled time|contact handle time|length|total duration|anrufdauer|agent seconds|duracion llamada|call length|gesamtdauer|call time seconds|conversation duration|durata|tempo di gestione|durata chiamata|durata della chiamata|czas obslugi|czas trwania",
        ),
        called(
            "talk_seconds",
            "talk time|total talk|total talk time|agent interaction duration|talk seconds|talk duration|conversation time|talking time|tiempo de conversacion|tiempo hablado|gespraechszeit|gespraechsdauer|temps de conversation|temps de parole|gesprekstijd|tempo de conversa|tempo de conversacao|talk|agent talk time|customer talk time|connected time|bill sec|billsec|tempo di conversazione|durata conversazione|czas rozmowy",
        ),
        called(
            "hold_seconds",
            "hold time|total hold|hold seconds|hold duration|on hold time|tiempo en espera|tiempo retenido|haltezeit|temps de mise en attente|tempo em espera|customer hold duration|total hold time|hold|time on hold|agent hold time|tempo in attesa|czas zawieszenia",
        ),
        called(
            "wrap_seconds",
            "wrap time|wrap up time|acw|acw time|total acw|total wrap up|total after call work|after call work|after contact work duration|wrap seconds|after call work time|acw seconds|wrapup time|nachbearbeitungszeit|nachbearbeitung|tiempo administrativo|post llamada|after contact work time|nawerktijd|post traitement|pos atendimento|acw duration|wrap up duration|wrap|after contact work|agent after contact work duration|post chiamata|tempo post chiamata|czas po rozmowie|czas po polaczeniu",
        ),
        called(
            "resolved",
            "resolved on first contact|first contact resolution|fcr|is resolved|was resolved|solved on first contact|first call resolution|resolved first contact|resuelto en primer contacto|issue resolved|resolved flag|solved yes no|one touch|risolto al primo contatto|rozwiazane przy pierwszym kontakcie",
        ),
        called(
            "transferred",
            "transferred|transfer|transfers|is transferred|transferred out|transferencia|weitergeleitet|transfere|doorverbonden|transferido|was transferred|transfer flag|transfered|trasferito|trasferita|przekazane|przekierowane",
        ),
        called(
            "escalated",
            "escalated|is escalated|escalation|escalado|eskaliert|escalade|geescaleerd|escalated flag|second line",
        ),
        called(
            "reassignments",
            "reassignment count|reassignments|assignee stations|number of reassignments|reassigned|group stations|reasignaciones|weiterleitungen|count reassignments|transfers count|number of transfers|stats agent reassign count|hops",
        ),
        called(
            "reopens",
            "reopen count|reopens|reopened count|number of reopens|reopened|reaperturas|wiedereroeffnungen|count reopens|statistics count reopens|reabertos|metric set reopens",
        ),
        called(
            "sla_met",
            "made sla|sla met|within sla|sla|in sla|met sla|sla ok|sla achieved|sla status|dentro de sla|sla eingehalten|sla respecte|binnen sla|resolution sla|resolution status|sla compliance|cumple sla",
        ),
        called(
            "automated",
            "automated|is automated|bot|is bot|handled by bot|self service|bot only|automatizado|automatisiert|containment",
        ),
        called(
            "macro_used",
            "macro used|macro|canned response|template used|plantilla|textbaustein",
        ),
        called(
            "cost_amount",
            "cost|cost amount|contact cost|price|charge|coste|costo|kosten|cout|custo|cost per contact|handling cost",
        ),
    ],
};
