import type { PeriodHead } from "../src/api/types";
import { dayAfter } from "../src/question/question";

export const ZONE = "Europe/Amsterdam";
export const FACTS_TO = "2026-03-27T13:14:00Z";
export const LAST_DAY = "2026-03-29";

/** The first instant of a day in the zone. */
export function startOf(day: string): string {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  for (const hours of [1, 2]) {
    const instant = new Date(midnight - hours * 3_600_000);
    const hour = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, hour: "2-digit", hour12: false }).format(instant);
    if (hour === "00" || hour === "24") return instant.toISOString();
  }
  return new Date(midnight).toISOString();
}

/** The periods of a grain that lie between two days, whole ones. */
export function periods(from: string, to: string, grain: string): PeriodHead[] {
  const found: PeriodHead[] = [];
  let day = first(from, grain);
  while (day <= to && found.length < 400) {
    const next = after(day, grain);
    if (grain === "hour") {
      for (let hour = 0; hour < 24; hour += 1) {
        const start = Date.parse(startOf(day)) + hour * 3_600_000;
        const label = `${day}T${String(hour).padStart(2, "0")}:00`;
        found.push(head(label, new Date(start).toISOString(), new Date(start + 3_600_000).toISOString()));
      }
    } else {
      found.push(head(labelOf(day, grain), startOf(day), startOf(next)));
    }
    day = next;
  }
  return found;
}

function head(label: string, start: string, end: string): PeriodHead {
  return { label, start, end, complete: end <= FACTS_TO };
}

function first(day: string, grain: string): string {
  if (grain === "week") return dayAfter(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7));
  if (grain === "month") return `${day.slice(0, 7)}-01`;
  if (grain === "quarter") return `${day.slice(0, 4)}-${String(Math.floor((Number(day.slice(5, 7)) - 1) / 3) * 3 + 1).padStart(2, "0")}-01`;
  return day;
}

function after(day: string, grain: string): string {
  if (grain === "week") return dayAfter(day, 7);
  if (grain === "month" || grain === "quarter") {
    const date = new Date(`${day}T00:00:00Z`);
    date.setUTCMonth(date.getUTCMonth() + (grain === "month" ? 1 : 3));
    return date.toISOString().slice(0, 10);
  }
  return dayAfter(day, 1);
}

function labelOf(day: string, grain: string): string {
  if (grain === "month") return day.slice(0, 7);
  if (grain === "quarter") return `${day.slice(0, 4)}-Q${Math.floor((Number(day.slice(5, 7)) - 1) / 3) + 1}`;
  if (grain !== "week") return day;
  const thursday = new Date(`${dayAfter(day, 3)}T00:00:00Z`);
  const yearStart = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  const week = Math.floor((thursday.getTime() - yearStart) / 604_800_000) + 1;
  return `${thursday.getUTCFullYear()}-W${String(week).padStart(2, "0")}`;
}
