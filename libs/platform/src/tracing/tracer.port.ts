import { type SpanStart, type TraceSpan } from './trace-span';

/** Why spans were thrown away. */
export type DropReason = 'queue_full' | 'not_exported';

/** What became of the spans of this process. */
export interface SpanCounts {
  readonly exported: number;
  readonly dropped: Readonly<Record<DropReason, number>>;
}

/** Makes spans and has them brought to the collector; none of it waits or throws. */
export abstract class Tracer {
  abstract readonly counts: SpanCounts;

  abstract begin(start: SpanStart): TraceSpan;

  /** Brings away what is left, within a bound. */
  abstract stop(): Promise<void>;
}
