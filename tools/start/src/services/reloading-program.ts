import { spawn, type ChildProcess } from 'node:child_process';
import { janitor } from '@secureconnect/testing';
import { complain, say } from '../terminal';
import { SourceWatch } from '../watch/source-watch';
import { readablePath } from '../workspace';

/** A Node program, and the folders its sources are in. */
export interface ReloadingOptions {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly sources: readonly string[];
}

const restartPatience = 5_000;

/** Runs a program anew each time a source changes; one that has ended by itself waits for the next change. */
export class ReloadingProgram {
  private child: ChildProcess | undefined;
  private ended: Promise<void> = Promise.resolve();
  private changed: string | undefined;
  private turning = false;
  private closed = false;
  private readonly watch: SourceWatch;

  constructor(private readonly options: ReloadingOptions) {
    this.watch = new SourceWatch(options.sources, (file) => {
      this.changed = file;
      if (!this.turning) void this.turn();
    });
    this.launch();
  }

  /** Ends the program, with SIGKILL when it has not left in time, and watches no more. */
  async close(patience: number): Promise<void> {
    this.closed = true;
    this.watch.close();
    await this.stop(patience);
  }

  private async turn(): Promise<void> {
    this.turning = true;
    while (this.changed !== undefined && !this.closed) {
      say(`Restarting: ${readablePath(this.changed)} changed`);
      this.changed = undefined;
      await this.stop(restartPatience);
      if (!this.closed) this.launch();
    }
    this.turning = false;
  }

  private launch(): void {
    const { args, cwd, env } = this.options;
    const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'inherit', 'inherit'] });
    this.child = child;
    // Should this process be killed, the janitor ends the program.
    const { pid } = child;
    if (pid !== undefined) janitor.addGroup(pid);
    this.ended = new Promise((resolve) => {
      child.once('error', (error) => {
        complain(error.message);
        if (pid === undefined) resolve();
      });
      child.once('exit', () => {
        if (pid !== undefined) janitor.removeGroup(pid);
        if (this.child === child) this.child = undefined;
        resolve();
      });
    });
  }

  private async stop(patience: number): Promise<void> {
    const child = this.child;
    child?.kill('SIGTERM');
    const timer = setTimeout(() => child?.kill('SIGKILL'), patience);
    await this.ended;
    clearTimeout(timer);
  }
}
