import { policiesTable } from './policies-table';
import { readPolicies } from './read-policies';

/** Prints how the operations of all services fail: a table for people, or `--json`. */
async function main(args: readonly string[]): Promise<void> {
  const tables = await readPolicies();
  const isScreen = process.stdout.isTTY && !process.env['NO_COLOR'];
  console.log(args.includes('--json') ? JSON.stringify(tables, null, 2) : policiesTable(tables, isScreen));
}

main(process.argv.slice(2)).catch((error: Error & { stderr?: string }) => {
  console.error(error.stderr?.trim() || error.message);
  process.exitCode = 1;
});
