import { faultNamed } from '../faults/storm-faults';
import { type Finding } from '../history/finding';
import { type MadeFault, type Noticed } from '../history/storm-history';
import { type InstanceMode } from '../system/storm-system';
import { LineView } from './line-view';
import { inClock } from './say-storm';
import { type PlannedFault, type StormPlan } from './storm-plan';
import { type StormNow, type StormView } from './storm-view';

const codes = { green: 32, yellow: 33, red: 31, dim: 2, bold: 1 } as const;
const paint = (colour: keyof typeof codes, text: string) => `\u001B[${codes[colour]}m${text}\u001B[0m`;
const colourOf: Readonly<Record<InstanceMode, keyof typeof codes>> = {
  normal: 'green',
  degraded: 'yellow',
  away: 'red',
};
const lastShown = 6;

/** One picture that is drawn over itself: where the storm is, who is in which mode, what strikes now, and what was noticed. */
export class ScreenView implements StormView {
  private readonly lines: LineView;
  private readonly active = new Map<number, PlannedFault>();
  private readonly late: string[] = [];
  private plan: StormPlan | undefined;
  private drawn = 0;
  private over = 0;
  private trouble = 0;

  constructor(private readonly out: NodeJS.WriteStream) {
    this.lines = new LineView((line) => out.write(`${line}\n`));
  }

  said(what: string): void {
    this.clear();
    this.lines.said(what);
  }

  begins(plan: StormPlan): void {
    this.plan = plan;
    this.lines.begins(plan);
  }

  begun(fault: PlannedFault): void {
    this.active.set(fault.number, fault);
  }

  ended({ number, name, struck }: MadeFault): void {
    this.active.delete(number);
    this.over += 1;
    this.remember(paint('dim', `over: ${name}, ${struck}`));
  }

  failed({ name, target }: PlannedFault, why: string): void {
    this.remember(paint('yellow', `not as planned: ${name}, ${target}: ${why}`));
  }

  noticed({ instance, what }: Noticed): void {
    this.trouble += 1;
    this.remember(paint('red', `noticed at ${instance}: ${what}`));
  }

  now(now: StormNow): void {
    this.clear();
    const lines = this.picture(now).map((line) => cut(line, this.out.columns || 100));
    this.drawn = lines.length;
    this.out.write(`${lines.join('\n')}\n`);
  }

  found(findings: readonly Finding[]): void {
    this.clear();
    this.lines.found(findings);
  }

  end(): void {
    this.drawn = 0;
  }

  private picture({ elapsedMs, counts, modes, instances }: StormNow): string[] {
    const { lastsMs = 0, faults = [], seed = 0, form = '' } = this.plan ?? {};
    const striking = [...this.active.values()].map(
      ({ name, target }) => `  ${paint('yellow', '▲')} ${faultNamed(name).does} ${paint('dim', target)}`,
    );
    return [
      paint('bold', `${inClock(elapsedMs)} of ${inClock(lastsMs)}   Redis ${form}, seed ${seed}`),
      instances.map((name, index) => paint(colourOf[modes[index] ?? 'away'], `${name}`)).join(' '),
      Object.entries(counts)
        .map(([name, times]) => `${name} ${paint('bold', times.toLocaleString('en'))}`)
        .join('  '),
      `${this.over} of ${faults.length} faults over, ${this.trouble} things noticed; models judge at the end`,
      ...(striking.length > 0 ? striking : [paint('dim', '  nothing strikes now')]),
      ...this.late.map((line) => `  ${line}`),
    ];
  }

  private remember(line: string): void {
    this.late.push(line.split('\n')[0] ?? '');
    if (this.late.length > lastShown) this.late.shift();
  }

  private clear(): void {
    if (this.drawn > 0) this.out.write(`\u001B[${this.drawn}A\u001B[0J`);
    this.drawn = 0;
  }
}

/** To the width of the screen; colours take no room. */
function cut(line: string, columns: number): string {
  let room = columns - 1;
  return line.replace(/\u001B\[\d+m|[^\u001B]/g, (piece) =>
    piece.startsWith('\u001B') ? piece : room-- > 0 ? piece : '',
  );
}
