import { MemoryEngine } from '../../memory/memory-engine';
import { type Held } from '../redis/read-scripts';
import { MemoryMirror } from './memory-mirror';

const hourMs = 3_600_000;

/** A mirror, and reads of it that are answered when the test says so. */
function scene() {
  const engine = new MemoryEngine();
  const mirror = new MemoryMirror(engine);
  const reading = (key: string) => {
    let answer!: (held: Held<string | null>) => void;
    const asked = new Promise<Held<string | null>>((resolve) => (answer = resolve));
    const done = mirror.following([key], asked, (held) => mirror.text(key, held));
    return async (value: string | null) => {
      answer({ value, ttl: value === null ? undefined : hourMs, mark: [] });
      expect((await done).value).toBe(value);
    };
  };
  return { engine, mirror, reading };
}

describe('what a read brings to memory', () => {
  it('is nothing when the key was written after the read began', async () => {
    const { engine, mirror, reading } = scene();
    const answer = reading('a');
    mirror.wrote('a', {}, () => engine.set('a', 'new'));
    await answer('old');
    expect(engine.get('a')).toBe('new');
  });

  it('is what it found when it began after the write, though an older read is still on its way', async () => {
    const { engine, mirror, reading } = scene();
    const older = reading('a');
    mirror.wrote('a', {}, () => engine.set('a', 'new'));
    const younger = reading('a');
    await younger('newer, of another instance');
    await older('old');
    expect(engine.get('a')).toBe('newer, of another instance');
  });

  it('is nothing of a write either that memory took meanwhile, for it goes on from there', () => {
    const { engine, mirror } = scene();
    engine.set('a', 'by memory, and later');
    mirror.wrote('a', { isOver: true }, () => engine.set('a', 'old'));
    expect(engine.get('a')).toBe('by memory, and later');
  });

  it('is nothing when everything was forgotten after the read began', async () => {
    const { engine, mirror, reading } = scene();
    const answers = ['a', 'b'].map(reading);
    mirror.flush();
    for (const answer of answers) await answer('old');
    expect(engine.keys('*')).toEqual([]);
  });

  it('is that there is no such key', async () => {
    const { engine, reading } = scene();
    engine.set('a', 'old');
    await reading('a')(null);
    expect(engine.get('a')).toBeNull();
  });

  it('leaves nothing behind of the read itself, even one that failed', async () => {
    const { mirror, reading } = scene();
    const answers = ['a', 'a', 'b'].map(reading);
    const failing = mirror.following(['c'], Promise.reject(new Error('lost')), () => undefined);
    await expect(failing).rejects.toThrow('lost');
    for (const answer of answers) await answer('v');
    expect(mirror['readings'].size).toBe(0);
  });
});
