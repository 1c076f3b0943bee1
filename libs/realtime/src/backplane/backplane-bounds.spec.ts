import { BackplaneCounts } from './backplane-counts';
import { defaultBackplaneOptions as defaults } from './backplane.options';
import { FaultLine } from './fault-line';
import { KeptNotices, type SaidNotice } from './kept-notices';
import { NoticeSender, type SenderSurroundings } from './notice-sender';

const notice = (number: number, payload = '', at = 0): SaidNotice => ({
  topic: 'words',
  number,
  payload,
  at,
});
const numbers = (found: readonly SaidNotice[]) => found.map(({ number }) => number);

describe('what a node keeps for whoever did not hear it', () => {
  const keeping = (bounds: object) => new KeptNotices({ ...defaults, ...bounds });

  it('is no more than so many notices, the latest', () => {
    const kept = keeping({ mostKept: 3 });
    for (let each = 1; each <= 10; each += 1) kept.add(notice(each));
    expect(numbers(kept.find('words', 1, 10, 0))).toEqual([8, 9, 10]);
  });

  it('is no more than so many characters of them', () => {
    const kept = keeping({ mostKeptLength: 100 });
    for (let each = 1; each <= 10; each += 1) kept.add(notice(each, 'x'.repeat(40)));
    expect(numbers(kept.find('words', 1, 10, 0))).toEqual([9, 10]);
  });

  it('is nothing that is older than so long', () => {
    const kept = keeping({ keptMs: 50 });
    for (let each = 1; each <= 10; each += 1) kept.add(notice(each, '', each * 10));
    expect(numbers(kept.find('words', 1, 10, 120))).toEqual([7, 8, 9, 10]);
  });
});

describe('what waits to be told', () => {
  it('is no more than so much: what was said first is given up, counted, and known to have been said', async () => {
    const frames: string[] = [];
    const counts = new BackplaneCounts();
    // A carrier that takes the first frames and never answers.
    const carriers = {
      isAway: false,
      tellBeside: () => undefined,
      tell: (text: string) => (frames.push(text), new Promise(() => undefined)),
    };
    const sender = new NoticeSender({
      ...{ carriers, counts, options: { ...defaults, mostKept: 20 }, frame: (body: string) => body },
      ...{ someoneIsDeaf: () => false, failed: () => undefined },
    } as unknown as SenderSurroundings);
    for (let turn = 0; turn < 2; turn += 1) {
      sender.say('words', '"under way"');
      await new Promise(process.nextTick);
    }
    expect(frames).toHaveLength(2);
    for (let each = 0; each < 50; each += 1) sender.say('words', '"waits"');
    expect(counts.dropped).toBe(30);
    // The last of those given up: the others ask for them, and learn that they are lost.
    expect(sender.last).toEqual({ words: 32 });
  });
});

describe('faults of what is told', () => {
  it('are one line a minute, and outages none', () => {
    const lines: unknown[] = [];
    const faults = new FaultLine({ error: (...line: unknown[]) => void lines.push(line) });
    const now = jest.spyOn(performance, 'now');
    for (let second = 0; second < 120; second += 1) {
      now.mockReturnValue(1_000_000 + second * 1_000);
      faults.note(Object.assign(new Error('gone'), { code: 'ECONNREFUSED' }));
      faults.note(new Error('nobody foresaw this'));
    }
    now.mockRestore();
    expect(lines).toHaveLength(2);
    expect(String(lines[0])).toContain('nobody foresaw this');
  });
});
