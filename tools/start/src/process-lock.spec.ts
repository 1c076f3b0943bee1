import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeFolder, temporaryFolder } from '@secureconnect/testing';
import { takeLock } from './process-lock';

describe('a lock', () => {
  let path: string;
  let folder: string;
  beforeEach(() => {
    folder = temporaryFolder('lock');
    path = join(folder, 'lock');
  });
  afterEach(() => removeFolder(folder));

  it('is held by one and free again when let go', () => {
    const release = takeLock(path);
    expect(takeLock(path)).toBe(process.pid);
    if (typeof release === 'function') release();
    expect(existsSync(path)).toBe(false);
    expect(takeLock(path)).toBeInstanceOf(Function);
  });

  it.each([
    ['has died', { pid: 2 ** 22 + 1, born: '' }],
    ['has died and its number is now ours', { pid: process.pid, born: '1' }],
  ])('is taken over from a holder that %s', (_what, holder) => {
    writeFileSync(path, JSON.stringify(holder));
    expect(takeLock(path)).toBeInstanceOf(Function);
  });

  it('is taken over when it was written halfway', () => {
    writeFileSync(path, '{"pi');
    expect(takeLock(path)).toBeInstanceOf(Function);
  });
});
