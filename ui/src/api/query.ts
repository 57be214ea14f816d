import { api, told } from "./client";
import { Refusal } from "./refusal";
import type { paths } from "./schema";
import type { Answer } from "./types";

type Parameters = paths["/api/query"]["get"]["parameters"]["query"];

/** Values of KPIs, broken down. The path also answers CSV, when it is asked for; this never does. */
export async function values(query: Omit<Parameters, "format">, signal: AbortSignal): Promise<Answer> {
  const answer = await told(api.GET("/api/query", { params: { query }, signal }));
  if (typeof answer === "string") {
    throw new Refusal({ status: 200, kind: "unexpected_answer", message: "The server answered a table where values were asked." });
  }
  return answer;
}
