/** How often one account may send an event, where it is not as often as any. */
export interface EventLimit {
  readonly perSecond: number;
  readonly burst: number;
}

/** Limits by the names of events. */
export type EventLimits = Readonly<Record<string, EventLimit>>;
