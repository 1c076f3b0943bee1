import { type PolicyTexts } from '../cast/policy-texts';
import { type Fault } from '../faults/fault';
import { type Check } from '../judge/check';
import { type Operation, type Outcome } from '../operations/operation';
import { type Phase } from '../phase';
import { phaseTitle } from '../phase-title';
import { type DrillView } from './drill-view';
import { type Paint } from './paint';

/** A line for each thing that happened: for logs, and where the output is no terminal. */
export class LineView implements DrillView {
  private phase: Phase | undefined;
  private under: Operation | undefined;

  constructor(
    private readonly write: (line: string) => void,
    private readonly paint: Paint,
    private readonly declared: PolicyTexts,
    private readonly fault: Fault,
  ) {}

  said(sentence: string): void {
    this.write(`\n${this.paint.yellow(sentence)}`);
  }

  watch(): void {
    // Lines tell what has happened, not what goes on.
  }

  begins(operation: Operation, phase: Phase): void {
    if (phase !== this.phase) this.write(`\n${this.paint.bold(phaseTitle(phase, this.fault))}`);
    [this.phase, this.under] = [phase, operation];
  }

  did({ operation, held, said, ms }: Outcome): void {
    const mark = held ? this.paint.green('✓') : this.paint.red('✗');
    this.write(`  ${mark} ${operation.padEnd(20)}${`${ms.toFixed(0)} ms`.padStart(9)}  ${said}`);
    if (this.phase === 'during' && this.under)
      this.write(this.paint.dim(`      declared: ${this.declared.of(this.under)}`));
  }

  checked({ asks, held, said }: Check): void {
    if (this.phase) this.write(`\n${this.paint.bold('What it came to')}`);
    this.phase = undefined;
    const mark = held ? this.paint.green('✓') : this.paint.red('✗');
    this.write(`  ${mark} ${asks}: ${said}`);
  }

  end(): void {
    // Every line has been written.
  }
}
