/** What a span says of itself: constants of ours, names of routes and statements, numbers; nothing a client typed. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** On which side of which kind of call it stands. */
export type SpanSide = 'internal' | 'server' | 'client' | 'producer' | 'consumer';

/** One piece of work of a trace. */
export interface TraceSpan {
  /** What whoever goes on with the trace elsewhere is sent. */
  readonly traceparent: string;
  /** False: it was not chosen, and nothing within it is. */
  readonly isRecorded: boolean;
  rename(name: string): void;
  set(name: string, value: string | number | boolean): void;
  event(name: string, attributes?: SpanAttributes): void;
  /** By which stable code it was refused; a refusal alone is no failure. */
  refused(code: string): void;
  /** Once; `fault`: a code or the name of an error, never its message, which may quote a client. */
  end(fault?: string): void;
}

/** What a span begins with. */
export interface SpanStart {
  readonly name: string;
  readonly side?: SpanSide;
  readonly attributes?: SpanAttributes;
  /** Whose part it is: a span of this process, or one of elsewhere by its traceparent; undefined: of none. */
  readonly parent?: TraceSpan | string;
  /** The parent was named by somebody we do not know: its trace is gone on with, whether it is recorded we decide. */
  readonly isStranger?: boolean;
  /** Traceparents of what it has to do with without being part of it. */
  readonly links?: readonly string[];
  /** By the wall clock in ms, where it began before anybody knew that it was worth telling. */
  readonly beganAt?: number;
}
