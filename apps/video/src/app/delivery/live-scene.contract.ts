import { type CallServerEvents, type CallWire } from '@secureconnect/contracts';
import { connectSocket, type SocketClient, until } from '@secureconnect/testing';
import { CallScene, type VideoInstance } from '../call-scene.contract';
import { type CallChange } from '../calls/call-change';
import { ServerFaults } from './server-faults.contract';

/** One event as a socket had it. */
export interface HeardEvent {
  readonly event: keyof CallServerEvents;
  readonly call: CallWire;
  readonly data: { readonly user_id?: string; readonly participant?: { readonly user_id: string } };
}

/** A socket of somebody, and what it heard since it was ready. */
export class CallClient {
  readonly heard: HeardEvent[] = [];

  constructor(
    readonly client: SocketClient,
    readonly userId: string,
    /** The session of its token. */
    readonly device: string,
  ) {
    client.socket.onAny((event: HeardEvent['event'], data: HeardEvent['data'] & { call?: CallWire }) => {
      if (data?.call) this.heard.push({ event, data, call: data.call });
    });
  }

  /** Which events, in their order. */
  get events(): string[] {
    return this.heard.map(({ event }) => event);
  }

  /** The versions of what is told of changes. */
  get versions(): number[] {
    return this.heard.filter(({ event }) => event !== 'call.current').map(({ call }) => call.version);
  }

  /** The newest event of that name that it heard, once it does. */
  async hears(
    event: HeardEvent['event'],
    which: (heard: HeardEvent) => boolean = () => true,
  ): Promise<HeardEvent> {
    const isIt = (each: HeardEvent) => each.event === event && which(each);
    return until(`"${event}" to be heard`, () => this.heard.filter(isIt).at(-1), { timeout: 30_000 });
  }

  close(): void {
    this.client.close();
  }
}

/** Instances of video with their sockets, and people at them. */
export class LiveScene {
  readonly clients: CallClient[] = [];
  readonly faults: ServerFaults;

  private constructor(readonly calls: CallScene) {
    this.faults = new ServerFaults(calls);
  }

  static async start(count = 2, env: Record<string, string> = {}): Promise<LiveScene> {
    return new LiveScene(await CallScene.start(count, env));
  }

  open(env: Record<string, string> = {}): Promise<VideoInstance> {
    return this.calls.open(env);
  }

  /** A socket of somebody at an instance, once it is ready. */
  async connect(userId: string, place = 0, device = 'phone'): Promise<CallClient> {
    const auth = { token: this.calls.tokenOf(userId, device) };
    const connected = await connectSocket(this.calls.at(place).url, {
      path: '/ws/calls',
      auth,
      timeout: 20_000,
    });
    const client = new CallClient(connected, userId, sessionOf(auth.token));
    this.clients.push(client);
    await connected.next('ready', 20_000);
    return client;
  }

  /** Somebody calls in a conversation; gives the call. */
  async call(userId: string, conversation_id: string, place = 0, device = 'phone'): Promise<CallWire> {
    const order = { call_type: 'audio', conversation_id };
    const { json, status } = await this.calls.as(userId, place, device).post('/v1/calls/initiate', order);
    if (status >= 300) throw new Error(`Not called: ${JSON.stringify(json)}`);
    return (json as { call: CallWire }).call;
  }

  /** Somebody does something in a call. */
  async does(userId: string, callId: string, what: string, place = 0, device = 'phone'): Promise<number> {
    return (await this.calls.as(userId, place, device).post(`/v1/calls/${callId}/${what}`, {})).status;
  }

  /** The versions that the record has for a socket of hers, one for each event. */
  async toldTo({ userId, device }: CallClient, callId: string): Promise<number[]> {
    const rows = await this.calls.rows<{ change: CallChange }>(
      'SELECT change FROM video.call_changes WHERE call_id = $1 ORDER BY version',
      [callId],
    );
    return rows.flatMap(({ change: { call, told } }) =>
      told
        .filter(({ to, exceptDevice }) => to.includes(userId) && exceptDevice !== device)
        .map(() => call.version),
    );
  }

  /** Everybody disconnects. */
  leave(): void {
    for (const client of this.clients.splice(0)) client.close();
  }

  async close(): Promise<void> {
    this.leave();
    await this.calls.close();
  }
}

function sessionOf(token: string): string {
  const claims = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
  return (JSON.parse(claims) as { readonly sid: string }).sid;
}
