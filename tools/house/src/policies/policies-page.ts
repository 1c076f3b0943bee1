import { heads, promiseHeads, promiseRowsOf, rowsOf, withoutRepeats } from './policy-rows';
import { type PrintedOperation, type PrintedPromises, type ServicePolicies } from './read-policies';

const head = `# How each operation fails

What becomes of every operation while Redis is away, as its code declares it ([how to declare](resilience/declarations.md)). Each service serves its own table at \`GET /health/policies\`; \`npm run policies\` prints all. This page is generated from the code by \`npm run docs\`.
`;

const cell = (text: string): string => text.replaceAll('|', '\\|');
const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;

const asCode = ([operation = '', kind = '', store = '', ...rest]: string[]): string[] => [
  operation && `\`${operation}\``,
  kind,
  `\`${store}\``,
  ...rest,
];

function chapter(title: string, operations: readonly PrintedOperation[]): string {
  if (operations.length === 0) return `\n## ${title}\n\nNothing beyond what every service has.\n`;
  const rows = operations.flatMap(rowsOf).map((row) => line(asCode(row)));
  return `\n## ${title}\n\n${[line(heads), line(heads.map(() => '---')), ...rows].join('\n')}\n`;
}

function promises(stores: readonly PrintedPromises[]): string {
  if (stores.length === 0) return '';
  const rows = stores.flatMap(promiseRowsOf).map(line);
  return `\n${[line(promiseHeads), line(promiseHeads.map(() => '---')), ...rows].join('\n')}\n`;
}

/** Writes the page of all services' policies. */
export function policiesPage(tables: readonly ServicePolicies[]): string {
  const { shared, own } = withoutRepeats(tables);
  const chapters = own.map(
    ({ service, operations, stores }) => chapter(service, operations) + promises(stores),
  );
  return [head, chapter('Every service', shared), ...chapters].join('');
}
