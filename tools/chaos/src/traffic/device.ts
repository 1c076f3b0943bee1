import { type CallWire, type ChatChange, type PresenceWire } from '@secureconnect/contracts';
import { type Client, type ClientStore, createClient, memoryStore } from '@secureconnect/client';
import { type Account } from './accounts';
import { byClient } from './by-client';
import { type Door } from './door';
import { recordedFetch } from './recorded-fetch';
import { type Stage } from './stage';
import { toldOf } from './told-of';

/** Comes back soon, as a person who watches would have it. */
const longestPauseMs = 3_000;

/** A client of the library, of somebody, at one of the gateways; all it is told is written down. */
export class Device {
  readonly client: Client;
  private readonly storage: ClientStore = memoryStore();

  constructor(
    private readonly stage: Stage,
    readonly name: string,
    readonly account: Account,
    readonly door: Door,
    /** Shares a conversation with those it hears of. */
    private readonly isKnown = true,
  ) {
    const place = { record: stage.record, actor: name, door, from: account.from };
    this.client = createClient({
      ...{ baseUrl: door.url, fetch: recordedFetch(place), storage: this.storage, longestPauseMs },
    });
    this.listen();
  }

  get user(): string {
    return this.account.id;
  }

  /** The access token that the library would show now; empty where nobody is signed in. */
  async token(): Promise<string> {
    const text = await this.storage.get('tokens');
    return text ? (JSON.parse(text) as { access_token: string }).access_token : '';
  }

  /** Signs in, once; a session that is begun bears the name of the device. */
  async signIn(): Promise<boolean> {
    const { account, name, door, stage } = this;
    const facts = { account: account.name, session: name };
    const asking = { subject: 'sessions', what: 'log-in', actor: name, door: door.name, facts } as const;
    const { outcome } = await stage.record.step(asking, () =>
      byClient(() => this.client.auth.login({ email: account.email, password: stage.password })),
    );
    return outcome === 'done';
  }

  async close(): Promise<void> {
    await this.client.close();
  }

  private listen(): void {
    const { client, name, user, stage } = this;
    const { record } = stage;
    client.on('change', (change: ChatChange) => {
      const facts = toldOf(change);
      if (facts) record.tell('messages', name, change.event, { ...facts, user });
    });
    client.on('presence.changed', ({ presence }: { presence: PresenceWire }) => {
      const facts = { about: presence.user_id, status: presence.status };
      const shared = this.isKnown || presence.user_id === user;
      record.tell('presence', name, 'presence.changed', { ...facts, shared });
    });
    client.on('call.changed', ({ call }: { call: CallWire }) => {
      const { id, version, state, reason } = call;
      record.tell('calls', name, 'call.changed', { call: id, version, state, reason, user });
    });
    client.on('connected', () => record.tell('presence', name, 'connected', { user }));
    client.on('disconnected', () => record.tell('presence', name, 'disconnected', { user }));
    client.on('refilled', ({ conversation_id: conversation }) =>
      record.tell('messages', name, 'refilled', { user, conversation }),
    );
    client.on('fresh_start', ({ reason }) => record.tell('messages', name, 'fresh_start', { user, reason }));
    client.on('signed_out', ({ reason }) => {
      record.tell('sessions', name, 'signed_out', { session: name, reason });
    });
  }
}
