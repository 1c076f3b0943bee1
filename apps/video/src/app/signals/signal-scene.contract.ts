import { type CallWire } from '@secureconnect/contracts';
import { Transactions } from '@secureconnect/platform';
import { RevocationStore } from '@secureconnect/revocation-store';
import { until } from '@secureconnect/testing';
import { type CallClient, LiveScene } from '../delivery/live-scene.contract';
import { Relay } from './relay.service';
import { type SignalOutbox } from './signal-outbox';

/** A signal as a socket had it. */
export interface HeardSignal {
  readonly event: string;
  readonly call_id: string;
  readonly from: string;
  readonly signal_id: string;
  readonly sdp?: string;
  readonly candidates?: readonly { readonly candidate: string }[];
}

const names = ['offer', 'answer', 'candidates', 'candidates.end', 'ice.restart'];
const wait = { timeout: 30_000 };

/** A socket in a call, and the signals it heard, in their order. */
export class SignalClient {
  readonly heard: HeardSignal[] = [];

  constructor(
    readonly client: CallClient,
    private readonly callId: string,
  ) {
    client.client.socket.onAny((event: string, data: Omit<HeardSignal, 'event'>) => {
      if (names.includes(event)) this.heard.push({ ...data, event });
    });
  }

  /** What was said in offers, in the order in which it was heard. */
  get words(): string[] {
    return this.heard.map(({ event, sdp }) => sdp ?? event);
  }

  get ids(): string[] {
    return this.heard.map(({ signal_id }) => signal_id);
  }

  /** Says one thing to somebody; gives the acknowledgement. */
  says(to: string, sdp: string, event: 'offer' | 'answer' = 'offer') {
    return this.sends(event, { to, sdp });
  }

  sends(event: string, what: Record<string, unknown>): Promise<{ ok: boolean; error?: { code: string } }> {
    return this.client.client.emitAck(event, { call_id: this.callId, ...what }, 20_000);
  }

  /** Says many things at once, one after the other; resolves when all are acknowledged. */
  async saysAll(to: string, words: readonly string[]): Promise<void> {
    const answers = await Promise.all(words.map((each) => this.says(to, each)));
    const refused = answers.find(({ ok }) => !ok);
    if (refused) throw new Error(`Refused: ${JSON.stringify(refused)}`);
  }

  resumes(have?: Record<string, string>) {
    return this.sends('call.resume', have ? { have } : {});
  }

  hears(words: readonly string[]): Promise<boolean> {
    return until(`${words.at(-1)} to be heard`, () => words.every((each) => this.words.includes(each)), wait);
  }

  close(): void {
    this.client.close();
  }
}

/** Instances, two unless said, and people who are in a call. */
export class SignalScene {
  private constructor(readonly live: LiveScene) {}

  static async start(count = 2): Promise<SignalScene> {
    return new SignalScene(await LiveScene.start(count));
  }

  /** The one who says things, at the first instance, and the one who hears them, at the second unless said. */
  async pair(place = 1): Promise<{ call: CallWire; ada: SignalClient; bob: SignalClient }> {
    const [ada, bob] = this.live.calls.people(2);
    const conversation = this.live.calls.conversation([ada, bob]);
    const sockets = await Promise.all([this.live.connect(ada), this.live.connect(bob, place)]);
    const call = await this.live.call(ada, conversation);
    await this.live.does(bob, call.id, 'accept', place);
    const [one, other] = sockets.map((each) => new SignalClient(each, call.id));
    if (!one || !other) throw new Error('Nobody came');
    await Promise.all([one, other].map((each) => this.isLeg(each, call)));
    return { call, ada: one, bob: other };
  }

  /** Three in a call of a group, the second and the third at the second instance. */
  async trio(): Promise<{ call: CallWire; ada: SignalClient; bob: SignalClient; cy: SignalClient }> {
    const people = this.live.calls.people(3);
    const conversation = this.live.calls.conversation(people, 'group');
    const [ada, ...others] = people;
    const sockets = await Promise.all(people.map((each) => this.live.connect(each, Number(each !== ada))));
    const call = await this.live.call(ada, conversation);
    for (const each of others) await this.live.does(each, call.id, 'accept', 1);
    const [one, two, three] = sockets.map((each) => new SignalClient(each, call.id));
    if (!one || !two || !three) throw new Error('Nobody came');
    await Promise.all([one, two, three].map((each) => this.isLeg(each, call)));
    return { call, ada: one, bob: two, cy: three };
  }

  /** Somebody comes again, with another socket. */
  async comes(userId: string, call: CallWire, place: number): Promise<SignalClient> {
    const back = new SignalClient(await this.live.connect(userId, place), call.id);
    await this.isLeg(back, call);
    return back;
  }

  async isLeg(client: SignalClient, call: CallWire): Promise<void> {
    await client.client.hears('call.current', (heard) => heard.call.id === call.id);
  }

  /** Auth ends a session: what only auth may write is granted here, for there is no auth. */
  async endSession(subject: string): Promise<void> {
    const { calls } = this.live;
    await calls.rows('GRANT INSERT, UPDATE ON ALL TABLES IN SCHEMA revocation TO PUBLIC');
    const store = calls.at().get(RevocationStore);
    await calls
      .at()
      .get(Transactions)
      .run((within) => store.revoke([{ kind: 'session', subject }], within));
  }

  /** What was said at an instance was passed on by whoever holds the leg, and that instance knows. */
  async untilPassed(place = 0): Promise<void> {
    const { outbox } = this.relay(place) as unknown as { readonly outbox: SignalOutbox };
    // What is too old is kept no more, passed on or not.
    const isPassed = () =>
      outbox.kept.size > 0 && [...outbox.kept.all].every(({ waiting }) => waiting === undefined);
    await until('all to be passed on', isPassed, wait);
  }

  relay(place = 0): Relay {
    return this.live.calls.at(place).get(Relay);
  }

  async close(): Promise<void> {
    await this.live.close();
  }
}
