// Short names for the shapes of the API. The shapes themselves are generated: `npm run api`.
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Answer = Schemas["Answer"];
export type BoardAnswer = Schemas["BoardAnswer"];
export type BoardColumn = Schemas["BoardColumn"];
export type BoardHead = Schemas["BoardHead"];
export type BoardRow = Schemas["BoardRow"];
export type Cell = Schemas["Cell"];
export type DimensionValue = Schemas["DimensionValue"];
export type Facts = Schemas["Facts"];
export type { CheckStands, FailingCheck, Fate, FeedChecks, FeedHour, FeedHours, FeedRefusals, FeedStatus, Mended, Quarantine, RefusalOf, SetAsideRow, Standing, VolumeHour, Waived, WayInStatus } from "./data-schema";
export type Finding = Schemas["Finding"];
export type Glossary = Schemas["Glossary"];
export type KpiHead = Schemas["KpiHead"];
export type KpiQuality = Schemas["KpiQuality"];
export type KpiSummary = Schemas["KpiSummary"];
export type KpiPage = Schemas["KpiPage"];
export type LineageAnswer = Schemas["LineageAnswer"];
export type Mark = Schemas["Mark"];
export type Note = Schemas["Note"];
export type PartnershipHead = Schemas["PartnershipHead"];
export type PeriodHead = Schemas["PeriodHead"];
export type Reading = Schemas["Reading"];
export type ReadingPoint = Schemas["ReadingPoint"];
export type RoleHead = Schemas["RoleHead"];
export type Session = Schemas["Session"];
export type TargetHead = Schemas["TargetHead"];
export type TokenHead = Schemas["TokenHead"];
export type Value = Schemas["Figure"];
