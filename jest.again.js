const { spawn } = require('node:child_process');
const { existsSync, mkdtempSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { createInterface } = require('node:readline');

/**
 * The tests of a project. The machine of a CI is slow now and then, and a test on real servers then meets a deadline
 * that it is not about. There a spec file that failed is run again, twice at most, in a new process with servers of its
 * own: a second try beside what the first one left behind would tell nothing. What it said is in the log.
 */
const tries = process.env.CI === 'true' ? 3 : 1;
const program = join(require.resolve('jest/package.json'), '../bin/jest.js');

/** What begins each line of another try, so that nobody counts its tests twice. */
const mark = 'again | ';

function run(args, { failures, isAgain }) {
  rmSync(failures, { force: true });
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...process.env, JEST_FAILURES: failures },
    stdio: ['inherit', ...(isAgain ? ['pipe', 'pipe'] : ['inherit', 'inherit'])],
  });
  // Whoever ends this process ends the whole group, or is told on.
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => child.kill(signal));
  for (const lines of [child.stdout, child.stderr])
    if (lines) createInterface(lines).on('line', (line) => console.log(mark + line));
  return new Promise((resolve) => {
    child.once('close', (code) => {
      // One that was killed, or that failed for another reason than its tests, has nothing to run again.
      const failed =
        code && existsSync(failures) ? JSON.parse(readFileSync(failures, 'utf8')) : { files: [] };
      resolve({ code: code ?? 1, ...failed });
    });
  });
}

async function main(args) {
  const folder = mkdtempSync(join(tmpdir(), 'jest-failures-'));
  const failures = join(folder, 'failures.json');
  try {
    const first = await run(args, { failures, isAgain: false });
    let last = first;
    for (let again = 1; again < tries && args.length === 0 && last.files.length > 0; again += 1) {
      console.log(`\nRun again, each with servers of its own:\n  ${last.files.join('\n  ')}\n`);
      last = await run(['--runTestsByPath', ...last.files], { failures, isAgain: true });
    }
    if (last.code === 0 && first.code !== 0) console.log(`\nRun again, and passed: ${first.tests} tests`);
    return last.code;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main(process.argv.slice(2)).then((code) => (process.exitCode = code));
