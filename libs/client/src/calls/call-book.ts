import { type CallLastingEvents, type CallWire } from '@secureconnect/contracts';
import { type ClientEvents } from '../client-events';
import { type EventHub } from '../event-hub';

/** What a lasting event of a call tells. */
export type CallTold = Parameters<CallLastingEvents[keyof CallLastingEvents]>[0];

interface Entry {
  call: CallWire;
  /** The version whose events were told last, and which of them. */
  version: number;
  readonly told: Set<string>;
  isIncomingTold: boolean;
}

const mostKept = 200;

/** Whether nothing can change a call any more. */
export const isOver = ({ state }: CallWire): boolean => state !== 'ringing' && state !== 'active';

const aboutOf = (told: CallTold): string => {
  if ('participant' in told) return told.participant.user_id;
  return 'user_id' in told ? told.user_id : '';
};

/** Keeps the newest there is of each call, and tells each event of it once, in the order of versions. */
export class CallBook {
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly hub: EventHub<ClientEvents>) {}

  newest(id: string): CallWire | undefined {
    return this.entries.get(id)?.call;
  }

  /** Those that are not over, as far as is known. */
  get open(): CallWire[] {
    return [...this.entries.values()].map(({ call }) => call).filter((call) => !isOver(call));
  }

  /** From wherever it comes; what is older than what is known changes nothing. */
  learn(call: CallWire): void {
    const entry = this.entries.get(call.id);
    if (entry && entry.call.version >= call.version) return;
    const wasOver = entry !== undefined && isOver(entry.call);
    if (entry) entry.call = call;
    else this.entries.set(call.id, { call, version: 0, told: new Set(), isIncomingTold: false });
    this.hub.emit('call.changed', { call });
    if (isOver(call) && !wasOver) this.hub.emit('call.over', { call });
    this.forgetSome();
  }

  /** An event of the socket: told unless it was, or a later one. */
  hear(event: keyof CallLastingEvents, told: CallTold): void {
    this.learn(told.call);
    const entry = this.entries.get(told.call.id);
    if (!entry || !this.isNew(entry, event, told)) return;
    this.hub.emit(event, told as never);
  }

  private isNew(entry: Entry, event: keyof CallLastingEvents, told: CallTold): boolean {
    const { version } = told.call;
    if (event === 'call.incoming' && entry.isIncomingTold) return false;
    if (event === 'call.incoming') entry.isIncomingTold = true;
    if (version < entry.version) return false;
    if (version > entry.version) entry.told.clear();
    entry.version = version;
    const name = `${event} ${aboutOf(told)}`;
    if (entry.told.has(name)) return false;
    entry.told.add(name);
    return true;
  }

  /** The oldest of those that are over. */
  private forgetSome(): void {
    if (this.entries.size <= mostKept) return;
    const [oldest] = [...this.entries].find(([, { call }]) => isOver(call)) ?? [];
    if (oldest !== undefined) this.entries.delete(oldest);
  }
}
