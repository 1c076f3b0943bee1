import { heads, promiseHeads, promiseRowsOf, rowsOf } from './policy-rows';
import { type ServicePolicies } from './read-policies';

const bold = (text: string, isScreen: boolean): string => (isScreen ? `\u001b[1m${text}\u001b[0m` : text);

/** Gives the lines of tables that share their columns, each as wide as its widest cell. */
function aligner(rows: readonly (readonly string[])[]): (row: readonly string[]) => string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return (row) => `  ${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd();
}

/** Lines up all services' tables for people, and below each what its stores promise. */
export function policiesTable(tables: readonly ServicePolicies[], isScreen = false): string {
  const parts = tables.map(({ service, operations, stores }) => ({
    service,
    rows: operations.flatMap(rowsOf),
    promises: stores.flatMap(promiseRowsOf),
  }));
  const align = aligner([heads, ...parts.flatMap(({ rows }) => rows)]);
  const alignPromises = aligner([promiseHeads, ...parts.flatMap(({ promises }) => promises)]);
  const blocks = parts.map(({ service, rows, promises }) => [
    bold(service, isScreen),
    ...[heads, ...rows].map(align),
    ...(promises.length > 0 ? ['', ...[promiseHeads, ...promises].map(alignPromises)] : []),
  ]);
  return blocks.map((lines) => lines.join('\n')).join('\n\n');
}
