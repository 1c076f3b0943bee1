import { stripVTControlCharacters } from 'node:util';
import { serviceNames } from '@secureconnect/contracts';
import { until } from '@secureconnect/testing';
import { PolicyTexts } from '../cast/policy-texts';
import { operations } from '../operations/operations';
import { phases } from '../phase';
import { type ModeWatch } from '../watch/mode-watch';
import { paintFor } from './paint';
import { ScreenView } from './screen-view';

const tiers = ['redis', 'postgres', 'memory'];
const guarantee = 'each instance admits its share of the limit, beginning with what was last seen';
const stores = [{ store: 'sessions', mode: 'fallback', tiers, guarantee }] as const;
const declared = new PolicyTexts(
  new Map(
    serviceNames.map((name) => [
      name,
      operations.map(({ declared: { operation } }) => ({ operation, stores })),
    ]),
  ),
);
const modes = { now: new Map(serviceNames.map((name) => [name, 'degraded'])) } as unknown as ModeWatch;
const long = 'it ended with a sentence that is longer than a line of a narrow terminal, and 会議に参加';

/** A terminal that keeps its lines as one does: what has no room in a line goes on in the next, and the top is lost. */
class Terminal {
  readonly pictures: string[][] = [];
  private lines: string[] = [];
  private at = 0;

  constructor(
    readonly columns: number,
    readonly rows: number,
  ) {}

  write(text: string): void {
    const [, up = '0', rest = text] = /^\r\u001B\[(\d+)A([^]*)$/.exec(text) ?? [];
    this.at = Math.max(this.at - Number(up), this.lines.length - this.rows, 0);
    for (const line of stripVTControlCharacters(rest).split('\n').slice(0, -1))
      for (let from = 0; from === 0 || from < widthOf(line); from += this.columns)
        this.lines[this.at++] = line.slice(from, from + this.columns);
    this.pictures.push([...this.lines]);
  }
}

const widthOf = (line: string) => [...line].length + (line.match(/[\u3040-\u9FFF]/g)?.length ?? 0);

describe.each([
  ['as wide as terminals are', 80, 24],
  ['narrow', 50, 24],
  ['narrow and low', 34, 12],
])('the picture of a drill on a terminal that is %s', (_how, columns, rows) => {
  const terminal = new Terminal(columns, rows);
  const view = new ScreenView(terminal, paintFor(true), declared);

  it('is drawn below what was said before it, over itself, and never twice', async () => {
    view.said('The drill begins in 7 s …');
    expect(terminal.pictures.at(-1)!.join('')).toBe('The drill begins in 7 s …');
    view.watch(modes, []);
    for (const phase of phases)
      for (const { name: operation } of operations)
        view.did({ operation, phase, held: phase !== 'during', said: long, at: 0, ms: 12_345 });
    view.said(long);
    const since = terminal.pictures.length;
    await until('three pictures', () => terminal.pictures.length >= since + 3);
    const last = terminal.pictures.at(-1)!;
    expect(last.filter((line) => line.includes('before'))).toHaveLength(1);
    expect(last.length - 1).toBeLessThan(rows);
    for (const line of last) expect(widthOf(line)).toBeLessThan(columns);
  });

  it('says at the end what did not hold, in whole', () => {
    view.checked({ asks: 'Every file comes back', held: false, said: long });
    view.end();
    expect(terminal.pictures.at(-1)!.join('')).toContain(`Every file comes back  ${long}`);
  });
});
