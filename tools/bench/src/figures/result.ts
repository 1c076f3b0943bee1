import { type Bar, type Benchmark, type Figure, type Unit } from '../benchmark';

/** One peer's value beside ours. */
export interface PeerResult {
  readonly name: string;
  readonly value: number;
  /** Ours divided by this; null where that says nothing. */
  readonly ratio: number | null;
}

/** A figure as it is reported: with ratios, and judged by its bar. */
export interface Result {
  readonly benchmark: string;
  readonly name: string;
  readonly unit: Unit;
  readonly ours: number;
  readonly spread: number | null;
  readonly peers: readonly PeerResult[];
  readonly bar: Bar | null;
  /** Null where there is no bar. */
  readonly met: boolean | null;
}

/** Holds a figure against its peers and its bar; throws on a figure that is no number, or a bar that cannot fit. */
export function resultOf(benchmark: Benchmark, figure: Figure): Result {
  const { name, unit, ours, ratios = true } = figure;
  const peers = Object.entries(figure.peers ?? {}).map(([peer, value]) => ({
    name: peer,
    value,
    ratio: ratios ? ours / value : null,
  }));
  const where = `${benchmark.name}, ${name}`;
  if (![ours, ...peers.map(({ value, ratio }) => ratio ?? value)].every(Number.isFinite))
    throw new Error(`${where}: a figure or a ratio is not a number`);
  const bar = figure.bar === undefined ? (benchmark.bar ?? null) : figure.bar;
  const met = bar ? isMet(bar, valueFor(bar, where, unit, ours, peers)) : null;
  return { benchmark: benchmark.name, name, unit, ours, spread: figure.spread ?? null, peers, bar, met };
}

function valueFor(bar: Bar, where: string, unit: Unit, ours: number, [first]: PeerResult[]): number {
  if (bar.unit === unit) return ours;
  if (bar.unit === 'ratio' && first?.ratio) return first.ratio;
  throw new Error(`${where}: a bar in ${bar.unit} does not fit a figure in ${unit}`);
}

const isMet = ({ kind, value }: Bar, measured: number): boolean =>
  kind === 'at-least' ? measured >= value : measured <= value;
