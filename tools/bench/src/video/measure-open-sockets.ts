import { randomUUID } from 'node:crypto';
import { type ServiceProcess } from '@secureconnect/testing';
import { type BenchmarkContext, type Figure } from '../benchmark';
import { firstSockets, memoryOf, mostSockets } from '../load/socket-memory';
import { type BareRelay } from './bare-relay';
import { type VideoStage } from './video-stage';

const mebibyte = 1_048_576;

/** Five thousand sockets of as many people who are in no call, and what they add to one instance. */
export async function measureOpenSockets(
  stage: VideoStage,
  relay: BareRelay,
  { quick, progress }: BenchmarkContext,
): Promise<Figure[]> {
  const count = quick ? 300 : Math.min(5_000, mostSockets());
  const people = stage.people(count + firstSockets);
  progress(`${count} sockets at one instance`);
  const open = (at: number) => stage.open(stage.tokenOf(people[at] as string), 0);
  const ours = await memoryOf(stage.instance(0), count, open);
  progress(`${count} sockets at bare Socket.IO`);
  const bare = await memoryOf(relay.nodes[0] as ServiceProcess, count, () => relay.open(randomUUID(), 0));
  const name = `${count.toLocaleString('en')} signalling sockets`;
  const figure = (what: string, unit: Figure['unit'], of: (measured: typeof ours) => number): Figure => ({
    ...{ name: what, unit, ours: of(ours) },
    peers: { 'bare Socket.IO': of(bare) },
  });
  return [
    figure(`memory of ${name}`, 'MiB', ({ added }) => added / mebibyte),
    figure('bytes for each', 'count', ({ added }) => Math.round(added / count)),
    figure(`opening ${name}`, 's', ({ openedMs }) => openedMs / 1_000),
  ];
}
