import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';

/** What a writer is told to do. */
export interface Change {
  readonly id: number;
  readonly key: string;
  readonly version: number;
  readonly how: 'set' | 'delete' | 'tag';
}

/** An instance in a process of its own, with a clock that is wrong by so much. */
export class WriterProcess {
  private readonly waiting = new Map<number, () => void>();
  private ids = 0;

  private constructor(
    private readonly child: ChildProcess,
    /** How far its clock is from ours, as it says itself. */
    readonly offMs: number,
  ) {
    child.on('message', (id: number) => {
      this.waiting.get(id)?.();
      this.waiting.delete(id);
    });
  }

  static async start(url: string, offMs: number): Promise<WriterProcess> {
    const program = join(__dirname, 'writer-program.contract.ts');
    const child = spawn(
      process.execPath,
      ['-C', '@secureconnect/source', '-r', '@secureconnect/testing/from-source', program, url],
      {
        cwd: resolve(__dirname, '../../../..'),
        env: { ...process.env, CLOCK_OFF_MS: String(offMs) },
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      },
    );
    const [{ now }] = (await once(child, 'message')) as [{ now: number }];
    return new WriterProcess(child, now - Date.now());
  }

  /** Resolves once the writer was told that it is done. */
  change(key: string, version: number, how: Change['how']): Promise<void> {
    const id = (this.ids += 1);
    this.child.send({ id, key, version, how } satisfies Change);
    return new Promise((resolve) => this.waiting.set(id, resolve));
  }

  close(): void {
    this.child.disconnect();
  }
}
