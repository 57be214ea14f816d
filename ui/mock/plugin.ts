// The made-up partnership behind the same API, as a part of Vite's own server: `npm run mock`.
import type { IncomingMessage, ServerResponse } from "node:http";

import type { Plugin } from "vite";

import type { CustomerAsked } from "../src/api/customers";
import type { Note, Session, TokenHead } from "../src/api/types";
import { askedOf, BASIS, board, dimensionValues, facts, kpiList, kpiPage, partiesFor, query, reading, READING_DAYS, rowsOf } from "./answers";
import { MockCustomers } from "./customers";
import { MockDrafts, MockRefusal } from "./drafts";
import { MockFeeds } from "./feeds";
import { glossary } from "./glossary";
import { now } from "./now";
import { lineage, unread } from "./lineage";
import { quality } from "./quality";
import { KPIS, PASSWORD, PEOPLE } from "./partnership";
import { FACTS_TO, ZONE } from "./periods";
import { MockWhatIf } from "./what-if";

/** As strict as the real server's. */
const POLICY = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; frame-ancestors 'none'";
/** With this board the server fails, once for every other time it is asked. */
const FAILING = "failing";

type Body = Record<string, unknown>;

class Mock {
  private readonly sessions = new Map<string, Session>();
  private readonly failures = new Map<string, number>();
  private broken = false;
  private readonly data = new MockFeeds();
  private readonly customers = new MockCustomers();
  private readonly drafts = new MockDrafts();
  private readonly whatIf = new MockWhatIf();
  private readonly notes: Note[] = [
    { kpi: "first_contact_resolution", party: "birch", at: "2026-02-17", text: "New billing release; agents had no article for it until the 20th.", author_name: "Carlo Santos", author_party_title: "Birch" },
    { kpi: "service_level", party: null, at: "2026-03-03", text: "Voice outage 10:05–10:40, all sites.", author_name: "Mara Roos", author_party_title: "Harbor" },
    { kpi: "backlog_over_3_days", party: "alder", at: "2026-03-10", text: "Two leads moved to the recall; written queues run with half the people until April.", author_name: "Inês Carvalho", author_party_title: "Alder" },
  ].map((note, nth) => ({ ...note, id: `note-${nth + 1}`, position: 300 + nth, pinned_at: `${note.at}T15:00:00Z` }));
  private readonly tokens: TokenHead[] = [
    { id: "t1", name: "Monthly finance sheet", rights: ["see_cost"], created_at: "2026-01-12T09:00:00Z", last_used_at: "2026-03-01T06:00:00Z", expires_at: "2027-01-12T09:00:00Z" },
  ];

  /** `text` is the body as it came; `body` what it says, where it is JSON. */
  answer(request: IncomingMessage, url: URL, text: string, body: Body, response: ServerResponse): void {
    const send = (status: number, content?: unknown, headers: Record<string, string> = {}) => {
      response.writeHead(status, { "Content-Type": "application/json", "Cache-Control": "no-store", ...headers });
      response.end(content === undefined ? undefined : JSON.stringify(content));
    };
    const refuse = (status: number, kind: string, message: string, hint: string | null = null, headers = {}) =>
      send(status, { kind, message, hint, at: null }, headers);
    const method = request.method ?? "GET";
    const [, , room = "", name = "", part = ""] = url.pathname.split("/").map(decodeURIComponent);
    const key = /tandem_session=([\w-]+)/.exec(request.headers.cookie ?? "")?.[1] ?? "";
    const session = this.sessions.get(key);

    if (room === "session" && method === "POST") {
      const email = String(body.email);
      if ((this.failures.get(email) ?? 0) >= 5) return refuse(429, "too_many_attempts", "Too many attempts to sign in.", "Wait, then try again.", { "Retry-After": "30" });
      const person = PEOPLE.find((one) => one.email === body.email && body.password === PASSWORD);
      if (person === undefined) {
        this.failures.set(email, (this.failures.get(email) ?? 0) + 1);
        return refuse(401, "wrong_sign_in", "The e-mail address or the password is wrong.");
      }
      this.failures.delete(email);
      const opened = `s-${person.person}-${this.sessions.size}`;
      const fresh = { ...person, csrf_token: `csrf-of-${opened}` };
      this.sessions.set(opened, fresh);
      return send(200, fresh, { "Set-Cookie": `tandem_session=${opened}; HttpOnly; SameSite=Strict; Path=/` });
    }
    if (room === "health") return send(200, { status: "ok", version: "mock" });
    if (session === undefined) return refuse(401, "not_signed_in", "Nobody is signed in.", "Sign in first.");
    if (method !== "GET" && request.headers["x-csrf-token"] !== session.csrf_token) {
      return refuse(403, "cross_site", "the CSRF token is missing or wrong", "send the session's csrf_token (GET /api/session) as X-CSRF-Token, from the same origin");
    }
    const asked = askedOf(url.searchParams);
    const rows = rowsOf(asked.where);
    if (rows === undefined) {
      return refuse(404, "unknown", "there is no column named `speed`");
    }
    const kpi = KPIS.find((one) => one.head.kpi === name.replace(/_\d+$/, "") || one.head.kpi === name);
    const visible = new Set(partiesFor(session).map((one) => one.party));

    if (room === "live") {
      response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
      response.write(`event: newest\ndata: ${JSON.stringify({ basis: BASIS, now: new Date().toISOString(), simulated_pace: null, simulated_turns: null })}\n\n`);
      return;
    }

    switch (`${method} ${room}${name === "" ? "" : "/*"}${part === "" ? "" : `/${part}`}`) {
      case "GET session":
        return send(200, session);
      case "DELETE session":
        this.sessions.delete(key);
        return send(204);
      case "GET tokens":
        return send(200, this.tokens);
      case "POST tokens": {
        const head: TokenHead = { id: `t${this.tokens.length + 1}`, name: String(body.name), rights: body.rights as string[], created_at: FACTS_TO, last_used_at: null, expires_at: "2026-06-25T13:14:00Z" };
        this.tokens.push(head);
        return send(200, { token: "tdm_k3Jq0cX2mWv7bRz9TfYh5NnLs1UeGaPd", head });
      }
      case "DELETE tokens/*":
        this.tokens.splice(this.tokens.findIndex((one) => one.id === name), 1);
        return send(204);
      case "GET partnership":
        return send(200, {
          partnership: "harbor", title: "Harbor · Customer care", purpose: "A sailor with a problem on Friday is on the water on Saturday.",
          priorities: ["The customer's problem is solved the first time."], zone: ZONE, currency: "EUR", parties: partiesFor(session),
          sites: [], teams: [], channels: [], contact_types: [], queues: [], languages: [], basis: BASIS,
        });
      case "GET boards":
        return send(200, ["care", "experience"].map((one) => {
          const { title, leading, lagging } = board(one, asked, {}, session);
          return { board: one, title, kpis: leading.length + lagging.length, home: one === "care" };
        }));
      case "GET boards/*":
        if (name === FAILING) {
          this.broken = !this.broken;
          if (this.broken) return refuse(500, "internal", "The board could not be computed.", "The server's log has the reason under request 7f3a.");
        }
        if (!["care", "experience", "huge", "empty", "partial", FAILING].includes(name)) return refuse(404, "no_such_board", `There is no board \`${name}\`.`, "The nearest name is `care`.");
        return send(200, board(name, asked, rows, session));
      case "GET now": {
        // Which made-up present is asked for goes by the basis, as the screen hands it through.
        const which = url.searchParams.get("basis") ?? "";
        if (which === FAILING) return refuse(500, "internal", "How it stands could not be computed.", "The server's log has the reason under request 7f3a.");
        return send(200, now(which, session));
      }
      case "GET simulation/*":
        return send(200, { scenarios: [], others_happen: false });
      case "GET platform/*":
        return send(200, { calls: [], others_in_force: false });
      case "GET what-if":
        return send(200, this.whatIf.menu(session));
      case "POST what-if/*":
        return send(200, name === "runs" ? this.whatIf.begin(body) : this.whatIf.keep(body, session));
      case "GET what-if/*/run-1":
        return send(200, this.whatIf.stands([...visible]));
      case "GET kpis":
        return send(200, kpiList());
      case "GET glossary":
        return send(200, glossary(visible));
      case "GET quality":
        return send(200, quality(session.sees === "everything"));
      case "GET lineage": {
        const feed = url.searchParams.get("feed") ?? "";
        const found = lineage(url.searchParams, session.sees === "everything") ?? (this.data.knows(feed) && !url.searchParams.has("column") ? unread(feed) : undefined);
        return found === undefined ? refuse(404, "unknown", "there is nothing of that name") : send(200, found);
      }
      case "GET query": {
        const names = (url.searchParams.get("kpis") ?? "").split(",");
        const by = (url.searchParams.get("by") ?? "").split(",").filter((one) => one !== "");
        return send(200, query(KPIS.filter((one) => names.includes(one.head.kpi)), by, asked, rows, url.searchParams.has("grain"), session));
      }
      case "GET dimensions/*/values": {
        const values = dimensionValues(name, session);
        return values === undefined ? refuse(404, "no_such_dimension", `There is no column \`${name}\`.`) : send(200, values);
      }
      case "GET notes": {
        const of = url.searchParams.get("kpi");
        return send(200, this.notes.filter((note) =>
          (of === null || note.kpi === of) && note.at >= asked.from && note.at <= asked.to &&
          (note.party == null || visible.has(note.party)) && (note.party != null || session.party_kind === "client")));
      }
      case "POST notes": {
        if (!session.rights.includes("pin_notes")) return refuse(403, "forbidden", "You may not pin notes.", "The right `pin_notes` is held by vendor managers.");
        const note: Note = {
          id: `note-${this.notes.length + 1}`, position: 400 + this.notes.length, kpi: String(body.kpi), party: (body.party as string | null) ?? null,
          at: String(body.at), text: String(body.text), author_name: session.name, author_party_title: session.party_title, pinned_at: FACTS_TO,
        };
        this.notes.push(note);
        return send(200, note);
      }
      case "GET feeds":
        if (session.sees !== "everything") return refuse(403, "forbidden", "feeds are shown to those who see every party's rows", "ask your contact at the client");
        return send(200, this.data.feeds());
      case "POST feeds":
      case "POST feeds/*":
      case "POST feeds/*/files": {
        const right = name === "" ? "administer" : "ingest";
        if (session.sees !== "everything" || !session.rights.includes(right)) return refuse(403, "forbidden", `you lack the right \`${right}\``, "ask whoever administers the partnership for it");
        const called = url.searchParams.get("name") ?? "file";
        try {
          if (part === "files") {
            if (!this.data.knows(name)) return refuse(404, "unknown", `no feed named \`${name}\` that you may fill`, "ask whoever administers the partnership");
            const drafted = this.drafts.take(name, called, text);
            return send(200, drafted === undefined ? this.data.take(name, called, text, session.person) : this.data.count(drafted));
          }
          if (name === "draft") return send(200, this.drafts.draft(called, text, url.searchParams.get("whole") !== "false", url.searchParams.get("table") ?? undefined));
          if (name === "preview") return send(200, this.drafts.preview(String(body.yaml), String(body.name), String(body.head), body.whole === true));
          const accepted = this.drafts.accept(String(body.yaml), (feed) => this.data.knows(feed));
          this.data.add(accepted.feed, accepted.title, accepted.table);
          return send(200, accepted);
        } catch (cause) {
          if (!(cause instanceof MockRefusal)) throw cause;
          return refuse(cause.status, cause.kind, cause.message, cause.hint);
        }
      }
      case "GET ways-in":
        if (session.sees !== "everything") return refuse(403, "forbidden", "feeds are shown to those who see every party's rows", "ask your contact at the client");
        return send(200, this.data.waysIn());
      case "GET feeds/*/hours":
        if (session.sees !== "everything") return refuse(403, "forbidden", "feeds are shown to those who see every party's rows", "ask your contact at the client");
        if (!this.data.knows(name)) return refuse(404, "unknown", `there is no feed \`${name}\``);
        return send(200, this.data.hours(name, asked.from, asked.to));
      case "GET feeds/*/checks":
        if (session.sees !== "everything") return refuse(403, "forbidden", "feeds are shown to those who see every party's rows", "ask your contact at the client");
        if (!this.data.knows(name)) return refuse(404, "unknown", `there is no feed \`${name}\``);
        return send(200, this.data.checks(name));
      case "GET feeds/*/refusals":
        if (session.sees !== "everything" || !session.rights.includes("ingest")) return refuse(403, "forbidden", "what was refused is shown to those who take facts in", "the right is `ingest`");
        if (!this.data.knows(name)) return refuse(404, "unknown", `there is no feed \`${name}\``);
        return send(200, this.data.refusals(name));
      case "GET customers/*":
      case "POST customers/*": {
        if (session.sees !== "everything" || !session.rights.includes("ingest")) return refuse(403, "forbidden", "column `customer` of `contact` may not be read", "the right is `ingest`");
        if (method === "GET") return send(200, this.customers.requests);
        const wanted = body as unknown as CustomerAsked;
        const wrong = this.customers.refusal(wanted);
        if (wrong !== undefined) return refuse(422, "invalid", wrong, "Name the account that goes and the account that stays.");
        return send(200, name === "counts" ? this.customers.count(wanted) : this.customers.ask(wanted, session.person));
      }
      case "GET quarantine":
      case "POST quarantine/*":
        if (session.sees !== "everything" || !session.rights.includes("ingest")) return refuse(403, "forbidden", "rows set aside are shown to those who take facts in", "the right is `ingest`");
        if (method === "GET") return send(200, this.data.quarantine(url.searchParams));
        if (name === "waive") return String(body.why).trim() === "" ? refuse(400, "bad_question", "rows are waived for a reason, and none is given") : send(200, this.data.waive(body, session.person));
        if (Object.values((body.expressions ?? {}) as Record<string, string>).some((one) => one.split("(").length !== one.split(")").length)) {
          return refuse(400, "bad_feed", "the expression cannot be read: a parenthesis is not closed", "Write SQL over columns of the source, e.g. replace(opened, '/', '-').");
        }
        return send(200, this.data.mend(body, session.person));
    }
    if (room === "what-if" && method === "DELETE") {
      if (name === "scenarios") this.whatIf.letGo(Number(part));
      return send(204);
    }
    if (room === "kpis") {
      if (kpi === undefined) return refuse(404, "no_such_kpi", `There is no KPI \`${name}\`.`, "The nearest name is `csat`.");
      if (part === "") return send(200, kpiPage(kpi, session));
      if (part === "reading") return send(200, reading(kpi, askedOf(url.searchParams, READING_DAYS), rows));
      if (part === "facts") {
        if (!session.rights.includes("drill_to_contacts")) return refuse(403, "forbidden", "You may not open the contacts.", "The right is `drill_to_contacts`.");
        return send(200, facts(Number(url.searchParams.get("offset") ?? 0), Number(url.searchParams.get("limit") ?? 25), rows));
      }
    }
    refuse(404, "no_such_path", `There is nothing at ${url.pathname}.`);
  }
}

/** Vite's server with the made-up partnership at `/api`. */
export function mockServer(): Plugin {
  const mock = new Mock();
  const serve = (request: IncomingMessage, response: ServerResponse, next: () => void) => {
    const url = new URL(request.url ?? "/", "http://mock");
    if (!url.pathname.startsWith("/api/")) return next();
    let text = "";
    request.on("data", (part: Buffer) => (text += part.toString()));
    request.on("end", () => {
      const isJson = (request.headers["content-type"] ?? "").includes("json");
      mock.answer(request, url, text, isJson && text !== "" ? (JSON.parse(text) as Body) : {}, response);
    });
  };
  return {
    name: "tandem-mock",
    configureServer: ({ middlewares }) => void middlewares.use(serve),
    configurePreviewServer: ({ middlewares }) => {
      middlewares.use((_, response, next) => {
        response.setHeader("Content-Security-Policy", POLICY);
        next();
      });
      middlewares.use(serve);
    },
  };
}
