import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ServiceProcess } from '@secureconnect/testing';
import { BenchError } from '../bench.error';
import { type LeanSocket } from './lean-socket';

const atOnce = 50;
/** What is loaded with the first ones is nobody's. */
export const firstSockets = 200;

/** Of what one process may open, less what it needs besides. */
export function mostSockets(): number {
  const [, limit] = /^Max open files +\S+ +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
  return limit === undefined ? Infinity : Number(limit) - 500;
}

/** Resident memory that so many sockets add, once all that opening them took is done, and how long that was. */
export async function memoryOf(
  process: ServiceProcess,
  count: number,
  open: (at: number) => Promise<LeanSocket>,
) {
  const sockets: LeanSocket[] = [];
  const grow = async (to: number) => {
    let at = sockets.length;
    const worker = async (): Promise<void> => {
      while (at < to) sockets.push(await open(at++));
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
  };
  await grow(firstSockets);
  await sleep(1_000);
  const [before, since] = [process.memory(), performance.now()];
  await grow(count + firstSockets);
  const openedMs = performance.now() - since;
  await sleep(5_000);
  const added = process.memory() - before;
  const lost = sockets.filter(({ isOpen }) => !isOpen).length;
  for (const socket of sockets) socket.close();
  if (lost > 0) throw new BenchError(`${lost} sockets were cut`);
  return { added, openedMs };
}
