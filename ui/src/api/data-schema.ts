// Shorter names for what the API says of feeds and of rows set aside.
import type { components } from "./schema";

type Schemas = components["schemas"];

export type FeedStatus = Schemas["FeedStatus"];
export type FeedRefusals = Schemas["FeedRefusals"];
export type RefusalOf = Schemas["RefusalBody"];
export type FeedHour = Schemas["FeedHour"];
export type WayInStatus = Schemas["WayInStatus"];
export type FeedHours = Schemas["FeedHours"];
export type FailingCheck = Schemas["FailingCheck"];
export type FeedChecks = Schemas["FeedChecks"];
export type CheckStands = Schemas["CheckStands"];
export type VolumeHour = Schemas["VolumeHour"];
export type Standing = Schemas["StandingWord"];
export type SetAsideRow = Schemas["QuarantinedRow"];
export type Quarantine = Schemas["QuarantineBody"];
export type Fate = Schemas["MendedRow"];
export type Mended = Schemas["MendedBody"];
export type Waived = Schemas["WaivedBody"];

/** Which rows of a feed that wait: these, those of a check, or all of them. */
export interface Which {
  ids: string[] | null;
  check: string | null;
}
