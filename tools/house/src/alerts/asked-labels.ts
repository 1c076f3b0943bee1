import { metricsOf } from './alert-rules';

/** A label that an expression asks for, of one of its metrics, and the values that it names, where it names any. */
export interface AskedLabel {
  readonly metrics: readonly string[];
  readonly label: string;
  readonly values: readonly string[];
}

/** Samples by metric, each by its labels. */
export type Samples = ReadonlyMap<string, readonly Readonly<Record<string, string>>[]>;

/** Prometheus gives these to each target; no service says them of itself. */
const given: ReadonlySet<string> = new Set(['service', 'instance', 'job']);

/** A pattern names no value. */
const valuesIn = (said: string): string[] => (/[*+?()[\]\\$]|\.\./.test(said) ? [] : said.split('|'));

/** All labels that an expression asks for, in selectors and to add up by. */
export function labelsAsked(expr: string): AskedLabel[] {
  const selectors = [...expr.matchAll(/\b([a-z]\w*)\{([^}]*)\}/g)];
  const selected = selectors.flatMap(([, metric = '', body = '']) =>
    [...body.matchAll(/(\w+)(?:=~|!~|!=|=)"([^"]*)"/g)].map(([, label = '', said = '']) => ({
      ...{ metrics: [metric], label, values: valuesIn(said) },
    })),
  );
  const metrics = [...metricsOf(expr), ...selectors.map(([, metric = '']) => metric)];
  const added = [...expr.matchAll(/\b(?:by|on) \(([^)]*)\)/g)]
    .flatMap(([, list = '']) => list.split(/, */))
    .filter((label) => !expr.includes(`"${label}"`)); // What label_replace makes is nobody's.
  return [...selected, ...added.map((label) => ({ metrics, label, values: [] }))].filter(
    ({ label }) => !given.has(label),
  );
}

/** What a service tells at `/metrics`. */
export function samplesIn(text: string): Samples {
  const samples = new Map<string, Record<string, string>[]>();
  for (const [, metric = '', body = ''] of text.matchAll(/^([a-z]\w*)(?:\{(.*)\})? \S+$/gm)) {
    const labels = [...body.matchAll(/(\w+)="([^"]*)"/g)].map(([, label = '', value = '']) => [label, value]);
    samples.set(metric, [
      ...(samples.get(metric) ?? []),
      Object.fromEntries(labels) as Record<string, string>,
    ]);
  }
  return samples;
}

/** Whether no sample has it, or none has a value that is named; of a metric without samples nobody knows. */
export function isUnknown({ metrics, label, values }: AskedLabel, samples: Samples): boolean {
  const all = metrics.map((metric) => samples.get(metric) ?? []);
  if (all.some((each) => each.length === 0)) return false;
  const said = new Set(all.flat().map((labels) => labels[label]));
  said.delete(undefined);
  return said.size === 0 || values.some((value) => !said.has(value));
}
