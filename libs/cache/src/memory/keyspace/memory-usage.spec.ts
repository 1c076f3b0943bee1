import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';

const workspaceRoot = resolve(__dirname, '../../../../..');
const program = join(__dirname, 'heap-program.contract.ts');

/** What the engine believes it takes, as a part of what the heap has really grown by. */
function believed(content: string, policy: string): number {
  const args = [
    '--expose-gc',
    '-C',
    '@secureconnect/source',
    '-r',
    '@secureconnect/testing/from-source',
    program,
    content,
    policy,
  ];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: workspaceRoot,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return Number(stdout);
}

describe('the bytes an engine says it takes', () => {
  it.each([
    ['short texts', 'lru'],
    ['short texts', 'lfu'],
    ['long texts', 'lru'],
    ['wide texts', 'lru'],
    ['small hashes', 'fifo'],
    ['large hashes', 'lru'],
    ['hashes of 10,000 fields', 'lru'],
    ['keys of 1 KB', 'lru'],
    ['keys of 1 KB', 'lfu'],
    ['wide keys', 'fifo'],
  ])('are those that the heap grows by: %s, %s', (content, policy) => {
    const part = believed(content, policy);
    expect(part).toBeGreaterThan(0.9);
    expect(part).toBeLessThan(1.1);
  });
});
