/** A message somebody sent, and what came of it, by the clock of the one process that all clients are in. */
export interface Sent {
  readonly conversation: string;
  readonly sender: string;
  /** The instance it was sent to. */
  readonly instance: number;
  readonly clientMsgId: string;
  readonly body: string;
  readonly begun: number;
  /** Without it nobody knows: it may be there, and it may not. */
  acknowledged?: { readonly id: string; readonly seq: number; readonly at: number };
  /** Why it was not taken, where that was said. */
  refused?: string;
}

/** A message as it was told. */
export interface ToldMessage {
  readonly id: string;
  readonly seq: number;
  readonly sender: string;
  readonly clientMsgId: string;
  readonly body: string;
}

/** One event of a conversation, as it reached a device. */
export interface Told {
  readonly at: number;
  readonly event: string;
  readonly conversation: string;
  /** The number of the change; passing news has none. */
  readonly version?: number;
  readonly message?: ToldMessage;
  /** Who joined or left by it. */
  readonly about?: string;
}

/** One client, and all that it was told, in the order in which it was. */
export interface Device {
  readonly name: string;
  readonly user: string;
  /** The instance it is connected to. */
  readonly instance: number;
  readonly told: Told[];
  /** When its socket was cut, and why, as far as a client learns it; what the history itself cuts is not among them. */
  readonly cuts: { readonly at: number; readonly reason: string }[];
  /** When it was told that it may have missed something. */
  readonly gaps: number[];
  /** When the end of its session was asked for, and when that was answered. */
  end?: { readonly asked: number; readonly answered: number };
}

/** Somebody was removed from a conversation; `at`: when that was answered. */
export interface Removal {
  readonly conversation: string;
  readonly user: string;
  /** When it was first asked for, and of which instance. */
  readonly asked?: number;
  readonly instance?: number;
  readonly at: number;
  /** When her return was first asked for, if it was. */
  backAt?: number;
}

/** A fault that was made, from its beginning until all servers were well again. */
export interface MadeFault {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** A history with all that helps to understand it afterwards. */
export interface KeptHistory extends History {
  readonly seed: number;
  readonly faults: readonly MadeFault[];
  /** What the instances wrote last. */
  readonly logs: readonly string[];
}

/** All that was done and told; who is in a conversation from its first change on stands in `founders`. */
export interface History {
  readonly founders: Readonly<Record<string, readonly string[]>>;
  readonly sent: readonly Sent[];
  readonly devices: readonly Device[];
  readonly removals: readonly Removal[];
}

/** In place of the number of an instance: the gateway has chosen one. */
export const behindGateway = 2;

/** What a history is measured against. */
export interface Bounds {
  /** From the answer to the end of a session until its sockets are told nothing more, in ms. */
  readonly cutWithinMs: number;
}
