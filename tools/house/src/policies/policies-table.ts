import { heads, rowsOf } from './policy-rows';
import { type ServicePolicies } from './read-policies';

const bold = (text: string, isScreen: boolean): string => (isScreen ? `\u001b[1m${text}\u001b[0m` : text);

/** Lines up all services' tables for people, in columns as wide as the widest cell of any of them. */
export function policiesTable(tables: readonly ServicePolicies[], isScreen = false): string {
  const parts = tables.map(({ service, operations }) => ({ service, rows: operations.flatMap(rowsOf) }));
  const all = [heads, ...parts.flatMap(({ rows }) => rows)];
  const widths = heads.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const align = (row: readonly string[]) =>
    `  ${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd();
  const blocks = parts.map(({ service, rows }) =>
    [bold(service, isScreen), align(heads), ...rows.map(align)].join('\n'),
  );
  return blocks.join('\n\n');
}
