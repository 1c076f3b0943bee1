import { type PolicyTexts } from '../cast/policy-texts';
import { type Check } from '../judge/check';
import { type Operation, type Outcome } from '../operations/operation';
import { type Phase } from '../phase';
import { type ModeWatch } from '../watch/mode-watch';
import { type Beat } from '../watch/pulse';
import { type DrillView } from './drill-view';
import { type Paint } from './paint';
import { headRow, operationRows } from './table-rows';

const redrawMs = 100;

/** The part of a terminal that a table is drawn on. */
export type Screen = Pick<NodeJS.WriteStream, 'write' | 'columns'>;

/** One table that fills while one looks at it, with the modes and the traffic below it. */
export class ScreenView implements DrillView {
  private readonly outcomes: Outcome[] = [];
  private readonly checks: Check[] = [];
  private readonly sentences: string[] = [];
  private under: { readonly operation: string; readonly phase: Phase } | undefined;
  private modes: ModeWatch | undefined;
  private beats: readonly Beat[] = [];
  private drawn = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly screen: Screen,
    private readonly paint: Paint,
    private readonly declared: PolicyTexts,
  ) {}

  said(sentence: string): void {
    this.sentences.push(sentence);
  }

  watch(modes: ModeWatch, beats: readonly Beat[]): void {
    [this.modes, this.beats] = [modes, beats];
    this.timer = setInterval(() => this.draw(), redrawMs);
  }

  begins({ name: operation }: Operation, phase: Phase): void {
    this.under = { operation, phase };
  }

  did(outcome: Outcome): void {
    this.outcomes.push(outcome);
    this.under = undefined;
  }

  checked(check: Check): void {
    this.checks.push(check);
  }

  end(): void {
    clearInterval(this.timer);
    this.draw();
  }

  private draw(): void {
    const lines = this.lines();
    const up = this.drawn > 0 ? `\u001b[${this.drawn}A` : '';
    this.screen.write(`${up}${lines.map((line) => `\u001b[2K${line}\n`).join('')}`);
    this.drawn = lines.length;
  }

  private lines(): string[] {
    const { outcomes, under, declared, paint } = this;
    const width = this.screen.columns || 100;
    const rows = operationRows(outcomes, under, declared, width, paint);
    const failures = outcomes
      .filter(({ held }) => !held)
      .map(({ operation, said }) => `${operation}: ${said}`);
    return [
      ...[headRow(paint), ...rows, '', this.modeLine(), this.trafficLine(), this.newsLine()],
      ...failures.map((line) => paint.red(`  ✗ ${line.slice(0, width - 5)}`)),
      ...(this.checks.length > 0 ? [''] : []),
      ...this.checks.map((check) => this.checkLine(check, width)),
    ];
  }

  private modeLine(): string {
    const { green, yellow, red } = this.paint;
    const colour = { normal: green, degraded: yellow, away: red };
    const modes = [...(this.modes?.now ?? [])].map(([name, mode]) => `${name} ${colour[mode](mode)}`);
    return `  services   ${modes.join('  ')}`;
  }

  private trafficLine(): string {
    const failed = this.beats.filter((beat) => beat.failed !== '').length;
    const slowest = Math.max(0, ...this.beats.map(({ ms }) => ms)).toFixed(0);
    const text = `${this.beats.length} requests and messages, ${failed} failed, slowest ${slowest} ms`;
    return `  meanwhile  ${failed > 0 ? this.paint.red(text) : text}`;
  }

  private newsLine(): string {
    return `  now        ${this.paint.yellow(this.sentences.at(-1) ?? 'all is well')}`;
  }

  private checkLine({ asks, held, said }: Check, width: number): string {
    const { green, red, dim } = this.paint;
    const room = Math.max(10, width - asks.length - 8);
    return `  ${held ? green('✓') : red('✗')} ${asks}  ${held ? dim(said.slice(0, room)) : red(said.slice(0, room))}`;
  }
}
