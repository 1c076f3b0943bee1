/** Notices of one topic that follow each other: its name, the number of the first, what they say. */
export type NoticeRun = readonly [topic: string, first: number, payloads: readonly unknown[]];

/** How a node is, and how far each of its series has been told. */
export interface Pulse {
  readonly kind: 'pulse';
  readonly last: Readonly<Record<string, number>>;
  /** It does not hear Redis: tell it by PostgreSQL too. */
  readonly deaf: boolean;
  /** New here: who is there may say so at once. */
  readonly isHello?: boolean;
  /** The last one. */
  readonly isFarewell?: boolean;
}

/** Notices up to and with `upTo` did not come. */
export interface Ask {
  readonly kind: 'ask';
  readonly topic: string;
  readonly from: number;
  readonly upTo: number;
}

/** What was told before this number is kept by nobody. */
export interface Lost {
  readonly kind: 'lost';
  readonly topic: string;
  readonly before: number;
}

/** What one node says to others at once. */
export type FrameBody =
  { readonly kind: 'notices'; readonly runs: readonly NoticeRun[] } | Pulse | Ask | Lost;

/** A frame as it was heard. */
export interface HeardFrame {
  readonly from: string;
  /** By the sender's own clock, which began with it. */
  readonly at: number;
  readonly body: FrameBody;
}

/** To whom a frame is that concerns everybody. */
export const everybody = '*';

/** A frame as it goes over the wire; its head says without parsing whom it concerns. */
export const encodeFrame = (from: string, to: string, at: number, body: string): string =>
  `${from} ${to} ${at} ${body}`;

/** The frame, if it concerns this node; undefined for its own, for those to others, and for what is none. */
export function decodeFrame(text: string, self: string): HeardFrame | undefined {
  const [, from = '', to = '', at = ''] = /^(\S+) (\S+) (\d+) /.exec(text) ?? [];
  if (from === '' || from === self || (to !== everybody && to !== self)) return undefined;
  try {
    const body = JSON.parse(text.slice(from.length + to.length + at.length + 3)) as FrameBody;
    return { from, at: Number(at), body };
  } catch {
    return undefined; // Not ours: the channel's name is known to everybody.
  }
}
