import { until } from '@secureconnect/testing';
import { BulkQuestions } from './bulk-questions';

interface Asked {
  readonly by: string[];
  unanswered: number;
}

describe('what is asked about many people', () => {
  let statements: string[][];
  let isAway: boolean;
  let gone: Set<string>;
  let answered: Map<string, Asked>;
  let release: (() => void) | undefined;
  let questions: BulkQuestions<Asked>;

  beforeEach(() => {
    [statements, isAway, gone, answered, release] = [[], false, new Set(), new Map(), undefined];
    questions = new BulkQuestions<Asked>({
      ask: async (asked) => {
        statements.push([...asked.keys()]);
        if (isAway) throw new Error('the record is away');
        if (release) await new Promise<void>((resolve) => (release = resolve));
        for (const [key, each] of asked) answered.set(key, each);
      },
      merge: (waiting, more) => void waiting.by.push(...more.by),
      unanswered: (asked) => void (asked.unanswered += 1),
      isWanted: (key) => !gone.has(key),
    });
  });
  afterEach(() => questions.stop());

  const ask = (key: string, by = 'one') => questions.add(key, { by: [by], unanswered: 0 });
  const all = (keys: readonly string[]) =>
    until('all to be answered', () => keys.every((each) => answered.has(each)));

  it('is asked a hundred at a time, and once for all who ask the same in one turn', async () => {
    const keys = Array.from({ length: 150 }, (_, each) => `${each}`);
    for (const by of ['one', 'two']) for (const key of keys) ask(key, by);
    expect(questions.size).toBe(150);
    await all(keys);
    expect(statements).toEqual([keys.slice(0, 100), keys.slice(100)]);
    expect(answered.get('149')?.by).toEqual(['one', 'two']);
  });

  it('is asked two statements at a time, and the rest once one of them is answered', async () => {
    const keys = Array.from({ length: 250 }, (_, each) => `${each}`);
    const waiting = () => undefined;
    release = waiting;
    for (const key of keys) ask(key);
    await until('two to be asked', () => release !== waiting && statements.length === 2);
    expect(questions.size).toBe(50);
    const go = release;
    release = undefined;
    go();
    await until('the last to be asked', () => statements.length === 3);
    expect(questions.size).toBe(0);
  });

  it('is asked again until there is an answer, of those who are still to know it', async () => {
    isAway = true;
    gone.add('eve');
    for (const key of ['ann', 'eve']) ask(key);
    await until('it to be asked again', () => statements.length > 2);
    isAway = false;
    await all(['ann']);
    expect(statements.slice(1)).toEqual(statements.slice(1).map(() => ['ann']));
    expect(answered.get('ann')?.unanswered).toBe(statements.length - 1);
    expect(answered.has('eve')).toBe(false);
  });
});
