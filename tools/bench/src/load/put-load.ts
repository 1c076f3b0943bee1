import { type ServiceProcess } from '@secureconnect/testing';
import { BenchError } from '../bench.error';
import { type Build } from '../surroundings/build';
import { runToEnd } from '../surroundings/run-to-end';
import { bareEnvironment } from '../surroundings/workspace';
import { type LoadReport } from './load-report';

/** Which requests, for how long, from how many connections: one turn after the other for several numbers. */
export interface LoadPlan {
  readonly path: string;
  readonly seconds: number;
  readonly connections: readonly number[];
}

/** Puts load on a server from a process of its own; rejects when a request was not answered with 200. */
export async function putLoad(build: Build, server: ServiceProcess, plan: LoadPlan): Promise<LoadReport[]> {
  build.program('load/cpu-time.ts'); // which the next one imports
  const output = await runToEnd({
    what: `The load on ${server.app}`,
    args: [
      build.program('load/load-program.ts'),
      `${server.url}${plan.path}`,
      String(server.pid),
      String(plan.seconds),
      ...plan.connections.map(String),
    ],
    env: bareEnvironment(),
  });
  const reports = JSON.parse(output) as LoadReport[];
  const failed = reports.reduce((sum, report) => sum + report.failed, 0);
  if (failed > 0)
    throw new BenchError(`${server.app} failed ${failed} requests to ${plan.path}:\n${server.log()}`);
  return reports;
}
