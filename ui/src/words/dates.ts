// How times are written. Instants arrive in UTC and are read in the partnership's zone; days are already in it.
import type { PeriodHead } from "../api/types";

const LOCALE = "en-GB";

/** An instant as a time of the zone: `Tue 24 Mar 2026, 14:15`. */
export function moment(instant: string, zone: string): string {
  return format(instant, zone, {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  });
}

/** A day written `2026-03-24` as `24 March 2026`, `24 Mar 2026` or `24 Mar`. */
export function day(date: string, length: "long" | "middle" | "short" = "middle"): string {
  return format(`${date}T12:00:00Z`, "UTC", {
    day: "numeric",
    month: length === "long" ? "long" : "short",
    ...(length === "short" ? {} : { year: "numeric" }),
  });
}

/** From one day to another, without saying twice what they share. */
export function days(from: string, to: string): string {
  if (from === to) return day(from);
  if (from.slice(0, 4) !== to.slice(0, 4)) return `${day(from)} – ${day(to)}`;
  return `${day(from, "short")} – ${day(to)}`;
}

/** A period as one would say it: `week of 23 March`, `24 March`, `March 2026`. */
export function periodWords(period: PeriodHead, grain: string, zone: string): string {
  switch (grain) {
    case "week":
      return `week of ${format(period.start, zone, { day: "numeric", month: "long" })}`;
    case "day":
      return format(period.start, zone, { weekday: "short", day: "numeric", month: "long" });
    case "month":
      return format(period.start, zone, { month: "long", year: "numeric" });
    case "quarter":
      return period.label.replace(/^(\d+)-(Q\d)$/, "$2 $1");
    default:
      return format(period.start, zone, { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
  }
}

/** A period on an axis, short. */
export function periodTick(period: PeriodHead, grain: string, zone: string): string {
  switch (grain) {
    case "week":
    case "day":
      return format(period.start, zone, { day: "numeric", month: "short" });
    case "month":
      return format(period.start, zone, { month: "short", year: "2-digit" });
    case "quarter":
      return periodWords(period, grain, zone);
    default:
      return format(period.start, zone, { hour: "2-digit", minute: "2-digit" });
  }
}

/** The day of the zone on which a period begins, `2026-03-24`. */
export function firstDay(period: PeriodHead, zone: string): string {
  return dayOf(period.start, zone);
}

/** The day of the zone in which an instant lies, `2026-03-24`. */
export function dayOf(instant: string, zone: string): string {
  const parts = new Intl.DateTimeFormat(LOCALE, { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" })
    .formatToParts(new Date(instant));
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? "";
  return `${part("year")}-${part("month")}-${part("day")}`;
}

/** The period that holds a day, if one of these does. */
export function periodWith(date: string, periods: readonly PeriodHead[], zone: string): number {
  return periods.findIndex((period) => {
    const last = dayOf(new Date(Date.parse(period.end) - 1).toISOString(), zone);
    return firstDay(period, zone) <= date && date <= last;
  });
}

/** How long ago, in the one unit that matters. */
export function ago(instant: string, now: Date): string {
  const minutes = Math.max(0, Math.floor((now.getTime() - Date.parse(instant)) / 60_000));
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return hours === 1 ? "an hour ago" : `${hours} hours ago`;
  const whole = Math.floor(hours / 24);
  if (whole < 60) return `${whole} days ago`;
  const months = Math.max(2, Math.floor(whole / 30.44));
  return months < 24 ? `${months} months ago` : `${Math.floor(whole / 365.25)} years ago`;
}

/** Names of the grains. */
export const GRAIN_WORDS: Record<string, string> = {
  quarter_hour: "quarter-hour",
  half_hour: "half-hour",
  hour: "hour",
  day: "day",
  week: "week",
  month: "month",
  quarter: "quarter",
};

function format(instant: string, zone: string, options: Intl.DateTimeFormatOptions): string {
  // "Sept" is the one English month that would be four letters long.
  return new Intl.DateTimeFormat(LOCALE, { timeZone: zone, hour12: false, ...options })
    .format(new Date(instant))
    .replace(/\bSept\b/, "Sep")
    .replace(/^(\w{3}), /, "$1 ")
    .replace(" at ", ", ");
}
