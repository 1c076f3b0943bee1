import { nx } from '../nx';
import { type Session } from '../session';

/** One process each over the whole workspace, the longest first: a process per project reads it all 22 times over. */
const parts = ['all-lint', 'all-docs', 'all-types', 'all-format'];

/**
 * `npm run check`: everything that is not a test. All of it runs, so that one round shows all there is to mend.
 * Further arguments go to nx, which then lints and checks the types of the projects they choose.
 */
export async function check(args: string[], session: Session): Promise<number> {
  const targets = args.length > 0 ? ['lint', 'typecheck', ...args] : [...parts, '--projects=house'];
  const command = ['run-many', '--parallel=2', '--output-style=static', '-t', ...targets];
  const { code } = await nx(command, { ending: session.ending, show: true });
  return session.ending.aborted ? 130 : code;
}
