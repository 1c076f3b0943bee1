import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { type StormSystem } from '../system/storm-system';
import { Door } from './door';
import { type StormRecord } from './storm-record';

/** Where everything happens: the system, its doors, and what is written down. */
export class Stage {
  readonly gateways: readonly Door[];
  /** Instances asked past the gateway, by their names. */
  readonly instances: readonly Door[];
  private readonly ending = new AbortController();

  constructor(
    readonly system: StormSystem,
    readonly record: StormRecord,
    /** Of everybody; it is in no record. */
    readonly password: string,
  ) {
    setMaxListeners(0, this.ending.signal); // Everybody who waits listens.
    this.gateways = system.doors.map((url, at) => new Door(`gateway-${at}`, url));
    this.instances = system.instances
      .filter(({ service }) => service !== 'gateway')
      .map(({ name, url }) => new Door(name, url));
  }

  /** Whether nobody may begin anything any more. */
  get over(): boolean {
    return this.ending.signal.aborted;
  }

  /** Resolves after that time, or at once when nobody may begin anything any more. */
  async pause(ms: number): Promise<void> {
    const { signal } = this.ending;
    await sleep(ms, undefined, { signal, ref: false }).catch(() => undefined); // It is over: nothing to wait for.
  }

  end(): void {
    this.ending.abort();
  }

  close(): void {
    [...this.gateways, ...this.instances].forEach((door) => door.close());
  }
}
