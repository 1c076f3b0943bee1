import { faultNamed } from '../faults/storm-faults';
import { type Finding } from '../history/finding';
import { type MadeFault, type Noticed } from '../history/storm-history';
import { type PlannedFault, type StormPlan } from './storm-plan';
import { inClock, inWords, modesInWords } from './say-storm';
import { type StormNow, type StormView } from './storm-view';

const everyMs = 10_000;

/** A line for each thing that happens, and now and then one about all: for files and for CI. */
export class LineView implements StormView {
  private told = -everyMs;
  private elapsedMs = 0;
  private faults = 0;
  private trouble = 0;

  constructor(private readonly say: (line: string) => void) {}

  said(what: string): void {
    this.line(what);
  }

  begins({ faults, lastsMs }: StormPlan): void {
    this.line(`the storm begins: ${faults.length} faults in ${Math.round(lastsMs / 1_000)} s`);
  }

  begun({ name, target, forMs }: PlannedFault): void {
    this.line(`${faultNamed(name).does} [${name}, ${target}, ${(forMs / 1_000).toFixed(1)} s]`);
  }

  ended({ name, struck, from, to }: MadeFault): void {
    this.faults += 1;
    this.line(`  over: ${name}, ${struck}, after ${((to - from) / 1_000).toFixed(1)} s`);
  }

  failed({ name, target }: PlannedFault, why: string): void {
    this.line(`  could not be made or ended as planned: ${name}, ${target}: ${why}`);
  }

  noticed({ instance, what }: Noticed): void {
    this.trouble += 1;
    this.line(`  NOTICED at ${instance}: ${what}`);
  }

  now({ elapsedMs, counts, modes, instances }: StormNow): void {
    this.elapsedMs = elapsedMs;
    if (elapsedMs - this.told < everyMs) return;
    this.told = elapsedMs;
    this.line(
      `${inWords(counts)}; ${modesInWords(modes, instances)}; ${this.faults} faults over, ${this.trouble} things noticed`,
    );
  }

  found(findings: readonly Finding[]): void {
    for (const { fault, subject, what } of findings) this.say(`FOUND ${subject}/${fault}: ${what}`);
  }

  end(): void {
    this.elapsedMs = 0;
  }

  private line(text: string): void {
    this.say(`${inClock(this.elapsedMs)}  ${text}`);
  }
}
