import { ensureInstalled, ServerProcess, removeFolder, temporaryFolder, until } from '@secureconnect/testing';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BenchError } from '../bench.error';

/** What wrk is to ask, and for how long. */
export interface WrkPlan {
  readonly url: string;
  readonly seconds: number;
  readonly connections: number;
  readonly headers?: readonly string[];
}

/** What wrk has seen. */
export interface WrkReport {
  readonly requests: number;
  readonly perSecond: number;
  readonly p99Ms: number;
}

const program = {
  ...{ program: 'wrk', package: 'wrk' },
  missing: (detail?: string) =>
    new BenchError(`wrk was not found on the PATH${detail ? ` (${detail})` : ''}`),
};
const msPer: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1_000 };

/** Full path of wrk, installed where that is possible. */
export async function findWrk(progress: (step: string) => void): Promise<string> {
  const installed = await ensureInstalled(program, { progress });
  if ('reason' in installed) throw new BenchError(`This load needs wrk: ${installed.reason}`);
  return installed.path;
}

/** Lets wrk load a server, which costs a tenth of the CPU a load from Node would; every answer must be a good one. */
export async function loadByWrk(wrk: string, plan: WrkPlan): Promise<WrkReport> {
  const folder = temporaryFolder('wrk');
  const logFile = join(folder, 'output.log');
  const { url, seconds, connections, headers = [] } = plan;
  const args = [
    '-t1',
    '--timeout=60s', // A machine with other work may be slower than wrk expects.
    `-c${connections}`,
    `-d${seconds}s`,
    '--latency',
    ...headers.flatMap((each) => ['-H', each]),
  ];
  const run = new ServerProcess({ command: wrk, args: [...args, url], logFile });
  try {
    await until('wrk to end', () => !run.running, { timeout: seconds * 1_000 + 30_000, every: 10 });
    return reportOf(readFileSync(logFile, 'utf8'));
  } finally {
    await run.kill();
    await removeFolder(folder);
  }
}

function reportOf(text: string): WrkReport {
  const requests = /(\d+) requests in/.exec(text);
  const rate = /Requests\/sec:\s+([\d.]+)/.exec(text);
  const late = /99%\s+([\d.]+)(us|ms|s)/.exec(text);
  if (!requests || !rate || !late || /Socket errors|Non-2xx/.test(text))
    throw new BenchError(`wrk met something else than good answers:\n${text}`);
  return {
    requests: Number(requests[1]),
    perSecond: Number(rate[1]),
    p99Ms: Number(late[1]) * (msPer[late[2] as string] as number),
  };
}
