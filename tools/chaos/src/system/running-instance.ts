import { mkdirSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ServiceProcess, startService } from '@secureconnect/testing';
import { type Instance, type InstanceMode, type StormService } from './storm-system';

const readyWithinMs = 120_000;
const modeWithinMs = 1_500;

/** One process after the other at one address, each of them started with the same settings. */
export class RunningInstance implements Instance {
  private current: ServiceProcess | undefined;
  private readonly former: ServiceProcess[] = [];
  /** Files that its processes have written their logs to, the oldest first. */
  readonly logs: string[] = [];
  /** Nobody is to wonder that no process runs now. */
  isEndedOnPurpose = false;
  /** How it ended, where it was asked to end in order and did not. */
  readonly disorderly: string[] = [];
  private reviving: Promise<void> = Promise.resolve();

  constructor(
    readonly service: StormService,
    readonly number: number,
    private readonly port: number,
    /** Once all parts have their addresses. */
    private readonly environment: () => NodeJS.ProcessEnv,
  ) {}

  get name(): string {
    return `${this.service}-${this.number}`;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get process(): ServiceProcess {
    if (!this.current) throw new Error(`${this.name} was not started yet.`);
    return this.current;
  }

  async start(): Promise<void> {
    const { port } = this;
    if (this.current) this.former.push(this.current);
    const started = await startService(this.service, { port, env: this.environment() });
    this.current = started;
    this.logs.push(readlinkSync(`/proc/${started.pid}/fd/1`));
    await started.ready({ timeout: readyWithinMs });
  }

  /** Ends it and starts it again after so long; a process that does not come up is a death like any other. */
  async revive(awayMs: number, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    this.isEndedOnPurpose = true;
    this.process.signal(signal);
    const { code, signal: by } = await this.process.waitForExit();
    if (signal === 'SIGTERM' && code !== 0) this.disorderly.push(by ?? `exit code ${code}`);
    await sleep(awayMs);
    await this.startAgain();
  }

  /** After a death nobody asked for, as whatever keeps services alive would. */
  startAgain(): Promise<void> {
    // One that did not come up in time was told to whoever asked for it; the next one is started all the same.
    const before = this.reviving.catch(() => undefined);
    this.reviving = before.then(async () => {
      if (this.process.running) return;
      await this.start().finally(() => (this.isEndedOnPurpose = false));
    });
    return this.reviving;
  }

  async mode(): Promise<InstanceMode> {
    try {
      const answer = await fetch(`${this.url}/health`, { signal: AbortSignal.timeout(modeWithinMs) });
      const { mode } = (await answer.json()) as { mode: InstanceMode };
      return mode;
    } catch {
      return 'away'; // Killed, frozen, or not there yet: that is what is asked.
    }
  }

  async isReady(): Promise<boolean> {
    try {
      const answer = await fetch(`${this.url}/health/ready`, { signal: AbortSignal.timeout(modeWithinMs) });
      await answer.arrayBuffer();
      return answer.ok;
    } catch {
      return false; // As above.
    }
  }

  /** Ends it for good, with what its processes have left. */
  async close(): Promise<void> {
    this.isEndedOnPurpose = true;
    this.current?.signal('SIGCONT');
    await Promise.all([...this.former, ...(this.current ? [this.current] : [])].map((each) => each.close()));
  }
}

/** Makes the folders that all instances share. */
export function makeShared(...folders: readonly string[]): void {
  for (const folder of folders) mkdirSync(folder, { recursive: true });
}
