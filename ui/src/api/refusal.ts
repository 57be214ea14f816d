/** What the API answers when it does not do what was asked: what happened, and what would make it pass. */
export class Refusal extends Error {
  /** HTTP status; 0 when nothing answered at all. */
  readonly status: number;
  readonly kind: string;
  readonly hint: string | null;
  /** Seconds after which to try again, when the answer says so. */
  readonly retryAfterSeconds: number | null;

  constructor(of: { status: number; kind: string; message: string; hint?: string | null; retryAfterSeconds?: number | null }) {
    super(of.message);
    this.name = "Refusal";
    this.status = of.status;
    this.kind = of.kind;
    this.hint = of.hint ?? null;
    this.retryAfterSeconds = of.retryAfterSeconds ?? null;
  }
}

/** The refusal that a response carries, whatever its body turns out to be. */
export function refusalOf(body: unknown, status: number, retryAfter: string | null): Refusal {
  const said = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  const seconds = retryAfter === null ? Number.NaN : Number(retryAfter);
  return new Refusal({
    status,
    kind: typeof said.kind === "string" ? said.kind : "unexpected_answer",
    message: typeof said.message === "string" ? said.message : `The server answered ${status} without saying why.`,
    hint: typeof said.hint === "string" ? said.hint : null,
    retryAfterSeconds: Number.isFinite(seconds) ? seconds : null,
  });
}

/** The refusal that stands for a request nobody answered. */
export function unreachable(): Refusal {
  return new Refusal({
    status: 0,
    kind: "unreachable",
    message: "The server does not answer.",
    hint: "Check the connection, or whether `tandem serve` is running, then try again.",
  });
}
