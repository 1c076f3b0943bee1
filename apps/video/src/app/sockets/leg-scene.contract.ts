import { type CallWire, type ParticipantWire } from '@secureconnect/contracts';
import { until } from '@secureconnect/testing';
import { type CallClient, LiveScene } from '../delivery/live-scene.contract';
import { type LegHold, LegHolds } from './leg-holds.service';

const patient = { timeout: 60_000 };

/** Somebody as she is in a call. */
export const partOf = (call: CallWire, userId: string): ParticipantWire | undefined =>
  call.participants.find(({ user_id }) => user_id === userId);

/** Whether somebody has this leg by what is told. */
export const ofLeg =
  (userId: string, leg: number) =>
  ({ call }: { readonly call: CallWire }) =>
    partOf(call, userId)?.leg === leg;

/** Ada at the first instance and Bob at the second, who talk; both have their first leg. */
export interface Talk {
  readonly ada: string;
  readonly bob: string;
  readonly id: string;
  readonly atAda: CallClient;
  readonly atBob: CallClient;
}

/** Two instances, and people in calls at them. */
export class LegScene {
  private constructor(readonly live: LiveScene) {}

  static async start(): Promise<LegScene> {
    return new LegScene(await LiveScene.start(2, { CALL_LEASE_SECONDS: '6' }));
  }

  heldAt(place: number, callId: string, userId: string): LegHold | undefined {
    return this.live.calls.at(place).get(LegHolds).of(callId, userId);
  }

  async inCall(): Promise<Talk> {
    const { live } = this;
    const [ada, bob] = live.calls.people(2);
    const place = live.calls.conversation([ada, bob]);
    const [atAda, atBob] = [await live.connect(ada, 0), await live.connect(bob, 1)];
    const { id } = await live.call(ada, place);
    await atBob.hears('call.incoming');
    await live.does(bob, id, 'accept', 1);
    await atAda.hears('call.current', ofLeg(ada, 1));
    await atBob.hears('call.current', ofLeg(bob, 1));
    return { ada, bob, id, atAda, atBob };
  }

  /** Another socket of her device, which asks for the call. */
  async takesOver(userId: string, id: string, place: number, leg: number): Promise<CallClient> {
    const newer = await this.live.connect(userId, place);
    expect(await newer.client.emitAck('call.resume', { call_id: id }, 20_000)).toMatchObject({ ok: true });
    await newer.hears('call.current', ofLeg(userId, leg));
    return newer;
  }

  /** Her leg is vouched for twice. */
  async untilRenewed(id: string, userId: string): Promise<void> {
    const asked = 'SELECT until FROM video.participants WHERE call_id = $1 AND user_id = $2';
    const untilOf = async () =>
      (await this.live.calls.rows<{ until: Date }>(asked, [id, userId]))[0]?.until.getTime() ?? 0;
    const first = await untilOf();
    await until('the lease to be renewed twice', async () => (await untilOf()) > first + 4_000, patient);
  }

  async end(client: CallClient): Promise<void> {
    await this.live.does(client.userId, client.heard.at(-1)?.call.id ?? '', 'leave');
  }

  close(): Promise<void> {
    return this.live.close();
  }
}
