import { api, told } from "../api/client";
import { Refusal } from "../api/refusal";
import type { BoardHead, KpiSummary, PartnershipHead } from "../api/types";

let partnership = $state.raw<PartnershipHead | undefined>();
let boards = $state.raw<BoardHead[]>([]);
let kpis = $state.raw<KpiSummary[] | undefined>();
let refusal = $state.raw<Refusal | undefined>();
/** Counts what was asked: an answer that comes after the directory was closed is somebody else's. */
let nth = 0;

/** What there is to see in this partnership, for the person signed in. Asked once a sign-in. */
export const directory = {
  get partnership() {
    return partnership;
  },
  get boards() {
    return boards;
  },
  /** Undefined until the server has told. */
  get kpis() {
    return kpis;
  },
  get refusal() {
    return refusal;
  },
  /** A party's title, or its short name while the title is not known. */
  party(short: string): string {
    return partnership?.parties.find((one) => one.party === short)?.title ?? short;
  },
  /** What people call a value of a column, as far as the partnership or its taxonomy has a name for it. */
  titled(column: string, value: string): string {
    if (column === "party") return directory.party(value);
    if (column === "language") return language(value);
    const named = {
      site: partnership?.sites,
      team: partnership?.teams,
      channel: partnership?.channels,
      contact_type: partnership?.contact_types,
      queue: partnership?.queues,
    }[column];
    return named?.find((one) => one.name === value)?.title ?? value;
  },
  /** A KPI's title, or its short name. */
  kpi(short: string): string {
    return kpis?.find((one) => one.head.kpi === short)?.head.title ?? short;
  },
  /** The board to open first. */
  get home(): string | undefined {
    return (boards.find((one) => one.home) ?? boards[0])?.board;
  },
};

/** A language by its name; the code where it is none. */
function language(code: string): string {
  try {
    return new Intl.DisplayNames("en", { type: "language", fallback: "code" }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** Asks for everything in the directory. */
export async function openDirectory(): Promise<void> {
  const own = (nth += 1);
  refusal = undefined;
  try {
    const all = await Promise.all([
      told(api.GET("/api/partnership")),
      told(api.GET("/api/boards")),
      told(api.GET("/api/kpis")),
    ]);
    if (own === nth) [partnership, boards, kpis] = all;
  } catch (cause) {
    if (!(cause instanceof Refusal)) throw cause;
    if (own === nth) refusal = cause;
  }
}

/** Forgets it, so that the next person to sign in does not see a glimpse of it. */
export function closeDirectory(): void {
  nth += 1;
  partnership = undefined;
  boards = [];
  kpis = undefined;
  refusal = undefined;
}
