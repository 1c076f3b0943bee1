import { type ServiceProcess, startService } from '@secureconnect/testing';
import { type Surroundings } from '../surroundings/surroundings';
import { bareEnvironment } from '../surroundings/workspace';

/** Starts a program of `peers/` as a process of its own; whoever starts it closes it. */
export async function startPeer(
  { build }: Surroundings,
  source: string,
  upstream = '',
): Promise<ServiceProcess> {
  const env = { ...bareEnvironment(), NODE_ENV: 'production', UPSTREAM: upstream };
  const peer = await startService(source.replace(/^.*\/|\.ts$/g, ''), { script: build.program(source), env });
  return peer.ready();
}
