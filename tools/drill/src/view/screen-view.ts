import { serviceNames, type ServiceName } from '@secureconnect/contracts';
import { type PolicyTexts } from '../cast/policy-texts';
import { type Check } from '../judge/check';
import { type Operation, type Outcome } from '../operations/operation';
import { type Phase } from '../phase';
import { type ModeWatch, type SeenMode } from '../watch/mode-watch';
import { type Beat } from '../watch/pulse';
import { type DrillView } from './drill-view';
import { fitted } from './fitted';
import { type Paint } from './paint';
import { headRow, operationRows } from './table-rows';

const redrawMs = 100;

/** The part of a terminal that a table is drawn on. */
export interface Screen {
  readonly columns: number;
  readonly rows: number;
  write(text: string): unknown;
}

/**
 * One table that fills while one looks at it, with the modes and the traffic below it. It is drawn over itself, so
 * each line of it is one of the terminal, and there are never more of them than the terminal has.
 */
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
    // What is said before there is a picture stands above it.
    if (!this.timer) this.screen.write(`${fitted(sentence, Infinity)}\n`);
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
    if (!this.timer) return;
    clearInterval(this.timer);
    this.draw(true);
  }

  private draw(isLast = false): void {
    const { columns, rows } = this.screen;
    const width = (columns || 80) - 1;
    const inOneLine = (line: string) => fitted(line, width);
    // Nothing is drawn over the last picture, so what it came to may take all the lines it needs.
    const inWhole = (line: string) => fitted(line, Infinity);
    const tale = this.tale().map(isLast ? inWhole : inOneLine);
    const lines = [...this.table(width).map(inOneLine), ...tale];
    const shown = isLast ? lines : lines.slice(0, (rows || 24) - 1);
    // A Ctrl-C is echoed where the cursor stands, and moves it.
    const up = this.drawn > 0 ? `\r\u001b[${this.drawn}A` : '';
    this.screen.write(`${up}${shown.map((line) => `\u001b[2K${line}\n`).join('')}`);
    this.drawn = shown.length;
  }

  private table(width: number): string[] {
    const { outcomes, under, declared, paint } = this;
    const rows = operationRows(outcomes, under, declared, width, paint);
    const lines = [this.doneLine(), this.modeLine(), this.trafficLine(), this.newsLine()];
    return [headRow(paint), ...rows, '', ...lines];
  }

  private tale(): string[] {
    const { outcomes, checks, paint } = this;
    const failures = outcomes
      .filter(({ held }) => !held)
      .map(({ operation, phase, said }) => paint.red(`  ✗ ${operation}, ${phase}: ${said}`));
    return [...failures, ...(checks.length > 0 ? [''] : []), ...checks.map((check) => this.checkLine(check))];
  }

  private doneLine(): string {
    const last = this.outcomes.at(-1);
    return `  done       ${last ? `${last.operation}: ${last.said}` : ''}`;
  }

  private modeLine(): string {
    const { green, yellow, red } = this.paint;
    const colour = { normal: green, degraded: yellow, away: red };
    const place = ([name]: readonly [ServiceName, SeenMode]) => serviceNames.indexOf(name);
    const all = [...(this.modes?.now ?? [])].sort((one, other) => place(one) - place(other));
    const seen = [...new Set(all.map(([, mode]) => mode))];
    const namesOf = (mode: SeenMode) => all.filter(([, each]) => each === mode).map(([name]) => name);
    return `  services   ${seen.map((mode) => `${colour[mode](mode)}: ${namesOf(mode).join(', ')}`).join('; ')}`;
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

  private checkLine({ asks, held, said }: Check): string {
    const { green, red, dim } = this.paint;
    return held ? `  ${green('✓')} ${asks}  ${dim(said)}` : `  ${red('✗')} ${asks}  ${red(said)}`;
  }
}
