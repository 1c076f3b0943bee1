/** What a page that was written before says, of what a new run did not make. */
export interface KeptPage {
  /** Cells of the table of alerts, by the alert. */
  readonly rows: ReadonlyMap<string, readonly string[]>;
  /** Lines of what fired beside, by the fault. */
  readonly beside: ReadonlyMap<string, readonly string[]>;
  /** What the quiet showed. */
  readonly quiet: string | undefined;
}

const chapterOf = (page: string, head: string): string =>
  (page.split(`\n## ${head}\n`)[1] ?? '').split('\n## ')[0] ?? '';

/** Reads what is to be kept of a page; nothing of an empty one. */
export function readPage(page: string): KeptPage {
  const rows = new Map<string, string[]>();
  for (const line of chapterOf(page, 'Each alert').split('\n')) {
    const cells = line.split('|').slice(1, -1).map((cell) => cell.trim()); // prettier-ignore
    const alert = /^`(\w+)`$/.exec(cells[0] ?? '')?.[1];
    if (alert) rows.set(alert, cells);
  }
  const beside = new Map<string, string[]>();
  for (const line of chapterOf(page, 'What fired beside').split('\n')) {
    const fault = /^- `([\w-]+)`:/.exec(line)?.[1];
    if (fault) beside.set(fault, [...(beside.get(fault) ?? []), line]);
  }
  return { rows, beside, quiet: chapterOf(page, 'The quiet').trim() || undefined };
}
