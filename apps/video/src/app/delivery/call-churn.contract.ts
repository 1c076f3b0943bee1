import { until } from '@secureconnect/testing';
import { ChangeCall, type Happening } from '../calls/change-call.port';
import { type CallClient, type LiveScene } from './live-scene.contract';

/** A call of a group in which somebody comes and goes all the time, by both instances in turn, whatever fails. */
export class CallChurn {
  private constructor(
    private readonly scene: LiveScene,
    readonly callId: string,
    readonly ada: string,
    readonly bob: string,
    private readonly cy: string,
    readonly atAda: CallClient,
    readonly atBob: CallClient,
  ) {}

  /** Ada at the first instance and Bob at the second are in it; Cy is who comes and goes. */
  static async start(scene: LiveScene): Promise<CallChurn> {
    const [ada, bob, cy] = scene.calls.people(3);
    const place = scene.calls.conversation([ada, bob, cy], 'group');
    const [atAda, atBob] = [await scene.connect(ada, 0), await scene.connect(bob, 1)];
    const { id } = await scene.call(ada, place);
    await scene.does(bob, id, 'accept', 1);
    await atBob.hears('call.current');
    await atAda.hears('call.accepted');
    return new CallChurn(scene, id, ada, bob, cy, atAda, atBob);
  }

  get clients(): readonly CallClient[] {
    return [this.atAda, this.atBob];
  }

  /** Cy comes. */
  come(place: number): Promise<void> {
    return this.apply(place, { kind: 'join', userId: this.cy, device: 'phone' });
  }

  /** Cy goes. */
  go(place: number): Promise<void> {
    return this.apply(place, { kind: 'leave', userId: this.cy });
  }

  /** So many times. */
  async goOn(times: number): Promise<void> {
    for (let each = 0; each < times; each += 1) {
      await this.come(each % 2);
      await this.go((each + 1) % 2);
    }
  }

  /** For as long as something else lasts. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    let isOver = false;
    const done = work().finally(() => (isOver = true));
    while (!isOver) await this.goOn(1);
    return done;
  }

  /** Whoever is refused because the record is away asks again. */
  private async apply(place: number, happening: Happening): Promise<void> {
    const change = () => this.scene.calls.at(place).get(ChangeCall).apply(this.callId, happening);
    await until(
      'a change to be made',
      () =>
        change().then(
          () => true,
          () => false,
        ),
      { timeout: 60_000, every: 100 },
    );
  }
}
