import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { stormNow } from '../history/storm-clock';
import { type Starved } from '../history/storm-history';
import { type MachineSample, starvedOf } from './starved-of';

/** A process whose wait for a processor is measured. */
export interface Measured {
  readonly name: string;
  readonly process: { readonly pid: number; readonly running: boolean };
}

const everyMs = 1_000;
const resolutionMs = 10;

/** Measures, each second, what the machine withheld: processors from services, from this process, and from the machine itself. */
export class MachineWatch {
  readonly samples: MachineSample[] = [];
  private readonly delay = monitorEventLoopDelay({ resolution: resolutionMs });
  private readonly waited = new Map<number, number>();
  private stolen = stolenAndAll();
  private last = stormNow();
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly services: readonly Measured[]) {
    this.delay.enable();
    this.timer = setInterval(() => this.look(), everyMs);
  }

  end(): readonly Starved[] {
    clearInterval(this.timer);
    this.delay.disable();
    return starvedOf(this.samples);
  }

  private look(): void {
    const at = stormNow();
    const lastedMs = Math.max(1, at - this.last);
    const [stolen, all] = stolenAndAll();
    const [was, of] = this.stolen;
    this.samples.push({
      ...{ from: this.last, at, waiting: this.waiting(lastedMs) },
      ...{ lagMs: this.delay.max / 1e6, stolen: (stolen - was) / Math.max(1, all - of) },
    });
    this.delay.reset();
    [this.stolen, this.last] = [[stolen, all], at];
  }

  /** The part of the time in which a service wanted to run and did not, on the mean of those that were there all the time. */
  private waiting(lastedMs: number): number {
    const parts = this.services.flatMap(({ process }) => {
      const now = process.running ? waitedMs(process.pid) : undefined;
      if (now === undefined) return [];
      const before = this.waited.get(process.pid);
      this.waited.set(process.pid, now);
      return before === undefined ? [] : [(now - before) / lastedMs];
    });
    return parts.reduce((sum, part) => sum + part, 0) / Math.max(1, parts.length);
  }
}

/** How long the first thread of a process has stood in the queue for a processor; undefined where the kernel does not say. */
function waitedMs(pid: number): number | undefined {
  try {
    const waited = readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[1];
    return waited === undefined ? undefined : Number(waited) / 1e6;
  } catch {
    return undefined; // It ended a moment ago, or this is no Linux.
  }
}

/** Ticks that another machine had of this one's processors, and all. */
function stolenAndAll(): [number, number] {
  try {
    const ticks = /^cpu +(.*)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1]?.split(' ').map(Number) ?? [];
    return [ticks[7] ?? 0, ticks.slice(0, 8).reduce((sum, each) => sum + each, 0)];
  } catch {
    return [0, 0]; // As above.
  }
}
