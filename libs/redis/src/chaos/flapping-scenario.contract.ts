import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { brokenOf, type Extent, type Findings, type Scenario } from './scenario.contract';

const project = join(__dirname, '../..');
const seconds = 60;
const ways = 3;

/** Runs the spec of the health service in its long form, and reads what it says of each way to flap. */
function runSpec(): Promise<{ passed: boolean; said: string }> {
  const jest = require.resolve('jest/bin/jest', { paths: [project] });
  const env = { ...process.env, CHAOS_FLAP_SECONDS: String(seconds) };
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [jest, 'health/flapping'],
      { cwd: project, env },
      (error, stdout, stderr) => resolve({ passed: !error, said: stdout + stderr }),
    );
    process.once('exit', () => child.kill());
  });
}

async function run({ progress }: Extent): Promise<Findings> {
  progress(0);
  const { passed, said } = await runSpec();
  const returns = [...said.matchAll(/returns to normal (\d+)/g)].map(([, count]) => Number(count));
  const promises = {
    'the long form of flapping.spec.ts passes': passed,
    'every way to flap was shown': returns.length === ways,
  };
  return { unsettled: 0, note: `returns to normal: ${returns.join(', ')}`, broken: brokenOf(promises) };
}

/** Seen by health, which decides whether anybody relies on such a Redis. */
export const flapping: Scenario = {
  name: 'flapping for 60 s',
  did: '300 ms there, 300 ms torn, frozen or silent, for a minute each',
  must: 'relied on again once at most while it lasts, and for good afterwards',
  shortForm: 'libs/redis/src/health/flapping.spec.ts',
  run,
};
