import { type MessageWire } from '@secureconnect/contracts';
import { BackOff } from '../back-off';
import { asClientError, ClientError } from '../client-error';
import { type ClientEvents } from '../client-events';
import { type EventHub } from '../event-hub';
import { type ClientStore } from '../store/client-store';
import { KeptValue } from '../store/kept-value';
import { type Draft } from './draft';
import { type Entry, Lane } from './lane';
import { Places } from './places';

/** What an outbox needs. */
export interface OutboxContext {
  readonly store: ClientStore;
  readonly userId: string;
  readonly hub: EventHub<ClientEvents>;
  readonly random: () => number;
  readonly deliver: (draft: Draft, signal: AbortSignal) => Promise<MessageWire>;
  readonly limits: { readonly messages: number; readonly characters: number };
}

/** Messages sent at once to different conversations. */
const atOnce = 8;

/** What somebody has written and no server has yet: kept, in the order of each conversation, until it is taken or refused. */
export class Outbox {
  private readonly lanes = new Map<string, Lane>();
  private readonly places = new Places(atOnce);
  private readonly kept: KeptValue<readonly Draft[]>;
  private readonly size = { messages: 0, characters: 0 };
  private closedBy: ClientError | undefined;

  constructor(private readonly context: OutboxContext) {
    const onFault = (error: ClientError) => context.hub.emit('fault', { error });
    const value = () => (this.size.messages === 0 ? undefined : this.drafts);
    this.kept = new KeptValue(context.store, `outbox.${context.userId}`, value, onFault);
  }

  /** What was written in an earlier run of the program goes first. */
  async load(): Promise<void> {
    for (const draft of (await this.kept.read()) ?? []) this.add(draft);
  }

  /** How many wait. */
  get length(): number {
    return this.size.messages;
  }

  /** Resolves with the message as it was taken; a signal takes it out again, and it may have been taken by then. */
  send(draft: Draft, signal?: AbortSignal): Promise<MessageWire> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error);
      if (this.closedBy) return reject(this.closedBy);
      if (!this.hasRoomFor(draft))
        return reject(new ClientError('outbox_full', 'Too many messages wait to be sent.'));
      const stop = () => {
        reject(signal?.reason as Error);
        lane.drop(entry);
      };
      const { lane, entry } = this.add(draft, (outcome) => {
        signal?.removeEventListener('abort', stop);
        if ('message' in outcome) resolve(outcome.message);
        else reject(outcome.error as Error);
      });
      signal?.addEventListener('abort', stop, { once: true });
    });
  }

  /** Whoever waits for a better moment tries at once. */
  wake(): void {
    this.lanes.forEach((lane) => lane.wake());
  }

  /** What waits is told why, and is kept for the same person's return unless it is to be forgotten. */
  async close(error: ClientError, { forget }: { forget: boolean }): Promise<void> {
    this.kept.changed();
    await this.kept.written();
    this.closedBy = error;
    for (const lane of this.lanes.values()) lane.close(error);
    if (forget) await this.context.store.delete(`outbox.${this.context.userId}`);
  }

  private get drafts(): Draft[] {
    return [...this.lanes.values()].flatMap((lane) => lane.drafts);
  }

  private hasRoomFor({ body }: Draft): boolean {
    const { messages, characters } = this.context.limits;
    return this.size.messages < messages && this.size.characters + body.length <= characters;
  }

  private add(draft: Draft, told: Entry['settle'] = () => undefined): { lane: Lane; entry: Entry } {
    const { conversation_id: id } = draft;
    const lane = this.lanes.get(id) ?? this.newLane(id);
    const settle: Entry['settle'] = (outcome) => {
      this.count(draft, -1);
      told(outcome);
      this.announce(draft, outcome);
    };
    const entry = { draft, abort: new AbortController(), settle };
    this.count(draft, 1);
    lane.add(entry);
    return { lane, entry };
  }

  private newLane(id: string): Lane {
    const { deliver, random } = this.context;
    const lane = new Lane({
      backOff: new BackOff(200, 10_000, random),
      deliver: (draft, signal) => this.places.use(() => deliver(draft, signal)),
      onEmpty: () => void this.lanes.delete(id),
    });
    this.lanes.set(id, lane);
    return lane;
  }

  private count({ body }: Draft, by: 1 | -1): void {
    this.size.messages += by;
    this.size.characters += by * body.length;
    if (!this.closedBy) this.kept.changed();
  }

  /** Who took a message back, or left with some unsent, knows. */
  private announce({ conversation_id, client_msg_id }: Draft, outcome: Parameters<Entry['settle']>[0]): void {
    const { hub } = this.context;
    if ('message' in outcome) return hub.emit('message.sent', outcome);
    const { code } = asClientError(outcome.error);
    if (code !== 'closed' && !this.closedBy)
      hub.emit('message.failed', { conversation_id, client_msg_id, code });
  }
}
