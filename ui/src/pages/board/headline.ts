import type { Finding } from "../../api/types";

/** The headline without the findings, which stand under it as links. */
export function opening(headline: string, findings: readonly Finding[]): string {
  const rest = findings.reduce((text, finding) => text.replace(finding.words, ""), headline);
  const bare = rest.replace(/\s+/g, " ").trim();
  return bare === "" ? headline : bare;
}
