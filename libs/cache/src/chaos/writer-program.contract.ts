import './shifted-date.contract';
import { following, startInstance } from '../layers/cache-scene.contract';
import { type Change } from './writer-process.contract';

// An instance of its own, whose clock is wrong: changes what it is told to and answers once it has.
//   CLOCK_OFF_MS=900000 node writer-program.contract.ts <url>
async function main(): Promise<void> {
  const instance = await startInstance({ url: process.argv[2] as string });
  await following(instance);
  const { cache } = instance;
  const change = ({ key, version, how }: Change): Promise<void> => {
    if (how === 'set') return cache.set(key, version, { ttl: 600, tags: [`of/${key}`] });
    return how === 'delete' ? cache.delete(key) : cache.invalidateByTag(`of/${key}`);
  };
  process.on('message', (told: Change) => void change(told).then(() => process.send?.(told.id)));
  process.send?.({ now: Date.now() });
}

process.on('disconnect', () => process.exit(0));
void main();
