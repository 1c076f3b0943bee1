import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { removeFolder, temporaryFolder } from '@secureconnect/testing';

const run = promisify(execFile);
/** A little more than the alert wants to be free. */
const [disk, filled] = ['2700m', '700M'];

/** Where the files of storage are: a folder, or a disk of its own in memory, which can be filled without harm to others. */
export class OwnDisk {
  private readonly root = temporaryFolder('disk');

  private readonly leave = (): void => void spawnSync('umount', ['-l', this.root]);

  private constructor(private readonly isMounted: boolean) {}

  /** Without the right to mount it is a folder like any other. */
  static async open(isOwn: boolean): Promise<OwnDisk> {
    const made = new OwnDisk(isOwn);
    if (isOwn) await made.mount();
    mkdirSync(made.folder, { recursive: true });
    return made;
  }

  get folder(): string {
    return join(this.root, 'files');
  }

  /** However this process ends, the disk does not stay. */
  private async mount(): Promise<void> {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${disk}`, 'tmpfs', this.root]);
    process.once('exit', this.leave);
  }

  async fill(): Promise<void> {
    if (!this.isMounted) throw new Error('the files are not on a disk of their own');
    await run('fallocate', ['-l', filled, join(this.root, 'full')]);
  }

  async empty(): Promise<void> {
    await run('rm', ['-f', join(this.root, 'full')]);
  }

  async close(): Promise<void> {
    if (this.isMounted) this.leave();
    process.off('exit', this.leave);
    await removeFolder(this.root);
  }
}
