/** What a chart of a feed is of: which feed, and the days that it shows. */
export interface Shown {
  feed: string;
  /** The feed's title. */
  title: string;
  /** First and last day of the zone. */
  from: string;
  to: string;
  zone: string;
}
