import { setTimeout as sleep } from 'node:timers/promises';
import { faultNamed } from '../faults/storm-faults';
import { stormNow } from '../history/storm-clock';
import { type MadeFault } from '../history/storm-history';
import { type StormSystem } from '../system/storm-system';
import { resourceOf } from './draw-plan';
import { type PlannedFault } from './storm-plan';

/** Who wants to know what is made while it is. */
export interface FaultListener {
  begun(fault: PlannedFault): void;
  ended(fault: MadeFault): void;
  /** It could not be made: what it would have shown is not shown. */
  failed(fault: PlannedFault, why: string): void;
}

/** Makes the faults of a plan, each at its time, or when what it takes is well again. */
export class FaultMaker {
  readonly made: MadeFault[] = [];
  private readonly taken = new Map<string, Promise<void>>();

  constructor(
    private readonly system: StormSystem,
    private readonly listener: FaultListener,
  ) {}

  /** Resolves when all of them are over, and what they struck is well. */
  async makeAll(faults: readonly PlannedFault[], began: number): Promise<void> {
    await Promise.all(faults.map((fault) => this.atItsTime(fault, began)));
  }

  private async atItsTime(planned: PlannedFault, began: number): Promise<void> {
    await sleep(Math.max(0, began + planned.atMs - stormNow()));
    const resource = resourceOf(faultNamed(planned.name), planned.target);
    const before = this.taken.get(resource) ?? Promise.resolve();
    const made = before.then(() => this.make(planned));
    this.taken.set(resource, made);
    await made;
  }

  /** A fault that could not be ended as planned leaves no Redis behind that nobody can use. */
  private async mend({ name, number, target }: PlannedFault): Promise<void> {
    const { form, redis } = this.system;
    if (faultNamed(name).takes !== 'redis' || form !== 'standalone') return;
    const why = (error: Error) =>
      this.listener.failed({ number, name, target, atMs: 0, forMs: 0 }, error.message);
    await Promise.all(redis.servers.map((server) => server.wipe().catch(why)));
  }

  private async make(planned: PlannedFault): Promise<void> {
    const { number, name, target, forMs } = planned;
    const from = stormNow();
    this.listener.begun(planned);
    let failed: string | undefined;
    try {
      const end = await faultNamed(name).begin(this.system, target, forMs);
      await sleep(forMs);
      await end();
    } catch (error) {
      // What struck at the same time may have kept it from being made; the storm goes on, and says so.
      failed = (error as Error).message.split('\n')[0] ?? '';
      this.listener.failed(planned, failed);
      await this.mend(planned);
    }
    const made = { number, name, struck: target, from, to: stormNow() };
    const fault: MadeFault = { ...made, ...(failed !== undefined && { failed }) };
    this.made.push(fault);
    this.listener.ended(fault);
  }
}
