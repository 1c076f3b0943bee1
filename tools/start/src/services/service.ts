import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ServiceName } from '@secureconnect/contracts';
import { ServerProcess } from '@secureconnect/testing';
import { StartError } from '../start.error';
import { builtApp, readablePath, workspaceRoot } from '../workspace';
import { baseUrl } from './service-environment';

const readyPatience = 60_000;
const stopPatience = 6_500;

/** What a service is started with. */
export interface ServicePlan {
  readonly name: ServiceName;
  readonly port: number;
  readonly env: NodeJS.ProcessEnv;
  readonly logFile: string;
}

/** How a process ended, in words. */
export function endOf({ exit }: ServerProcess): string {
  return exit?.signal ? `killed by ${exit.signal}` : `exit code ${exit?.code ?? 'unknown'}`;
}

/** The last lines a process wrote, indented to stand under a sentence about it. */
export function lastLines(log: string, count: number): string {
  const lines = log.trimEnd().split('\n').slice(-count);
  return lines.map((line) => `    ${line.length > 160 ? `${line.slice(0, 159)}…` : line}`).join('\n');
}

/** One of the five as a process of its own. */
export class Service {
  readonly url: string;
  private current: ServerProcess | undefined;

  constructor(readonly plan: ServicePlan) {
    this.url = baseUrl(plan.port);
  }

  get process(): ServerProcess {
    if (!this.current) throw new StartError(`${this.plan.name} has not been started.`);
    return this.current;
  }

  /** Starts the process, in a group of its own, so that a Ctrl-C does not reach it past the launcher. */
  launch(): ServerProcess {
    const { name, env, logFile } = this.plan;
    const program = builtApp(name);
    if (!existsSync(program))
      throw new StartError(`${readablePath(program)} is missing: npm run build makes it.`);
    const args = ['--enable-source-maps', program];
    this.current = new ServerProcess({
      command: process.execPath,
      args,
      env,
      logFile,
      cwd: workspaceRoot,
    });
    return this.current;
  }

  /** Resolves when it takes requests; throws with its own last words when it ends instead. */
  async ready(ending: AbortSignal): Promise<void> {
    const { process } = this;
    const { name, logFile } = this.plan;
    for (const deadline = Date.now() + readyPatience; Date.now() < deadline; await sleep(60)) {
      if (ending.aborted) throw new StartError(`${name} was ended before it was ready.`);
      if (await this.isReady()) return;
      if (process.running) continue;
      const words = lastLines(process.log(), 12);
      throw new StartError(
        `${name} did not start (${endOf(process)}); ${readablePath(logFile)} ends:\n${words}`,
      );
    }
    throw new StartError(
      `${name} is not ready after ${readyPatience / 1000} s; see ${readablePath(logFile)}.`,
    );
  }

  /** Lets it finish what it has accepted; kills it when it takes too long. */
  async stop(): Promise<void> {
    if (this.current?.running) await this.current.terminate('SIGTERM', stopPatience);
  }

  private async isReady(): Promise<boolean> {
    try {
      const answer = await fetch(`${this.url}/health/ready`, { signal: AbortSignal.timeout(2_000) });
      await answer.arrayBuffer();
      return answer.status === 200;
    } catch {
      return false; // It does not listen yet.
    }
  }
}
