import { type Check } from '../judge/check';
import { type Operation, type Outcome } from '../operations/operation';
import { type Phase } from '../phase';
import { type DrillView } from './drill-view';
import { type Paint } from './paint';

const titles: Readonly<Record<Phase, string>> = {
  before: 'With Redis',
  during: 'Without Redis',
  after: 'With Redis again',
};

/** A line for each thing that happened: for logs, and where the output is no terminal. */
export class LineView implements DrillView {
  private phase: Phase | undefined;

  constructor(
    private readonly write: (line: string) => void,
    private readonly paint: Paint,
  ) {}

  said(sentence: string): void {
    this.write(`\n${this.paint.yellow(sentence)}`);
  }

  watch(): void {
    // Lines tell what has happened, not what goes on.
  }

  begins(_operation: Operation, phase: Phase): void {
    if (phase === this.phase) return;
    this.phase = phase;
    this.write(`\n${this.paint.bold(titles[phase])}`);
  }

  did({ operation, held, said, ms }: Outcome): void {
    const mark = held ? this.paint.green('✓') : this.paint.red('✗');
    this.write(`  ${mark} ${operation.padEnd(20)}${`${ms.toFixed(0)} ms`.padStart(9)}  ${said}`);
  }

  checked({ asks, held, said }: Check): void {
    if (this.phase) this.write(`\n${this.paint.bold('What is left')}`);
    this.phase = undefined;
    const mark = held ? this.paint.green('✓') : this.paint.red('✗');
    this.write(`  ${mark} ${asks}: ${said}`);
  }

  end(): void {
    // Every line has been written.
  }
}
