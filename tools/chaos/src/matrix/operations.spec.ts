import { type Circumstances } from './judge/circumstances';
import { judgeAnswer } from './judge/judge-answer';
import { judgeReach } from './judge/judge-reach';
import { countsIn, grown } from './judge/read-counts';
import { columnOf, declaredAs } from './made-column.contract';
import { type DeclaredOperation, type DeclaredStore } from './policies/declared-operation';
import { policiesAsBuilt } from './policies/read-policies';
import { type SeenAnswer } from './recipes/asked';
import { withoutOperation, withoutRecipe } from './recipes/recipe-book';
import { isHeld, matrixOf } from './report/matrix';
import { matrixPage } from './report/matrix-page';
import { whyNotReached } from './report/not-reached';

const served: SeenAnswer = { status: 200, marks: [], body: {}, ms: 4 };
const marked: SeenAnswer = { ...served, mode: 'degraded', marks: ['find-presence', 'presence'] };
const degradedBody = { error: 'SERVICE_DEGRADED', code: 'redis_unavailable', mode: 'degraded' };
const refused: SeenAnswer = { ...marked, status: 503, retryAfter: '5', body: degradedBody };
const calm: Circumstances = { mode: 'normal', lacks: 'nothing' };
const away: Circumstances = { mode: 'degraded', lacks: 'redis' };
const expects = [200];

describe('the recipes', () => {
  let declared: DeclaredOperation[];
  beforeAll(async () => {
    declared = await policiesAsBuilt();
  }, 60_000);

  it('say of every operation that is called from outside how it is called, and of nothing else', () => {
    expect(declared.length).toBeGreaterThan(300);
    expect({ missing: withoutRecipe(declared), idle: withoutOperation(declared) }).toEqual({
      missing: [],
      idle: [],
    });
  });

  it('name an operation that somebody has declared and nobody calls', () => {
    const added: DeclaredOperation = { ...declaredAs('fallback'), operation: 'find-anybody' };
    expect(withoutRecipe([...declared, added])).toEqual(['chat find-anybody']);
  });
});

describe('an answer is believed', () => {
  it.each<[string, DeclaredStore['mode'], SeenAnswer, Circumstances]>([
    ['served by the next tier and marked', 'fallback', marked, away],
    ['served open and marked', 'open', marked, away],
    ['refused where it is closed, with all of the degraded body', 'closed', refused, away],
    ['free, and as ever', 'free', served, away],
    ['as ever where all is well', 'fallback', served, calm],
    ['either way while the instance has only just noticed', 'fallback', served, { ...away, mode: 'unclear' }],
    [
      'refused with a code where PostgreSQL is away',
      'free',
      { ...served, status: 503, body: { code: 'database_unavailable' }, ms: 9_000 },
      { mode: 'normal', lacks: 'postgres' },
    ],
    [
      'health that reports it where PostgreSQL is away',
      'free',
      { ...served, status: 503, body: { status: 'unavailable', mode: 'normal' } },
      { mode: 'normal', lacks: 'postgres' },
    ],
  ])('%s', (_name, mode, answer, circumstances) => {
    expect(judgeAnswer(declaredAs(mode), answer, { expects }, circumstances)).toMatchObject({
      outcome: 'held',
    });
  });

  it('refused without a code where its head alone is asked for, and nowhere else', () => {
    const withoutRecord = { mode: 'normal', lacks: 'postgres' } as const;
    const outcomes = [true, false].map((bearsNoBody) => {
      const refusal = { ...served, status: 503 };
      return judgeAnswer(declaredAs('free'), refusal, { expects, bearsNoBody }, withoutRecord).outcome;
    });
    expect(outcomes).toEqual(['held', 'broken']);
  });
});

describe('a lie is found', () => {
  it.each<[string, DeclaredStore['mode'], SeenAnswer, Circumstances, RegExp]>([
    ['an outage that is not shown', 'fallback', served, away, /not marked/],
    ['an outage where there is none', 'fallback', marked, calm, /though all is well/],
    ['what is free and says degraded', 'free', marked, away, /is free/],
    ['a mode without what it is of', 'open', { ...marked, marks: [] }, away, /not what/],
    ['marks without a mode', 'open', { ...marked, mode: undefined }, away, /no mode/],
    ['marks of something else', 'fallback', { ...marked, marks: ['sessions'] }, away, /without its name/],
    ['what is closed and served all the same', 'closed', marked, away, /declared closed/],
    ['what is refused although it falls back', 'fallback', refused, away, /answered 503/],
    ['what is free and refused', 'free', refused, away, /answered 503/],
    [
      'a refusal that says nothing of when',
      'closed',
      { ...refused, retryAfter: undefined },
      away,
      /Retry-After/,
    ],
    [
      'a refusal in other words',
      'closed',
      { ...refused, body: { code: 'overloaded' } },
      away,
      /another body/,
    ],
    ['an error that nobody declared', 'free', { ...served, status: 500 }, away, /answered 500/],
    [
      'an error of no code where PostgreSQL is away',
      'free',
      { ...served, status: 503 },
      { mode: 'normal', lacks: 'postgres' },
      /answered 503/,
    ],
    ['what takes for ever', 'fallback', { ...marked, ms: 6_000 }, away, /took 6.0 s/],
    [
      'Redis blamed for a PostgreSQL that is away',
      'fallback',
      { ...refused, mode: undefined, marks: [] },
      { mode: 'normal', lacks: 'postgres' },
      /in the name of Redis/,
    ],
  ])('%s', (_name, mode, answer, circumstances, said) => {
    const verdict = judgeAnswer(declaredAs(mode), answer, { expects }, circumstances);
    expect(verdict).toMatchObject({ outcome: 'broken', said: expect.stringMatching(said) as string });
  });
});

describe('a method that only its service calls', () => {
  const metrics = (calls: number, refusals: number) =>
    countsIn(
      `redis_declared_calls_total{operation="presence.find"} ${calls}\nredis_declared_refusals_total{operation="presence.find"} ${refusals}\n`,
    ).get('presence.find');
  const judged = (
    before: [number, number],
    after: [number, number],
    mode: DeclaredStore['mode'] = 'fallback',
  ) => judgeReach(declaredAs(mode, 'provider'), grown(metrics(...before), metrics(...after)), away).outcome;

  it('is reached where more calls were counted, and not where it was called before', () => {
    expect([judged([3, 0], [5, 0]), judged([5, 0], [5, 0])]).toEqual(['held', 'not reached']);
  });

  it('may be refused where it is closed alone', () => {
    expect([judged([3, 0], [5, 1]), judged([3, 0], [5, 1], 'closed')]).toEqual(['broken', 'held']);
  });

  it('of an instance that began anew is counted from there', () => {
    expect(judged([9, 1], [2, 0])).toBe('held');
  });

  it('that nothing reaches is named, and why where somebody has said so', () => {
    const unknown = declaredAs('fallback', 'provider');
    const forgive = { ...unknown, service: 'gateway', operation: 'rate-limit.forgive' } as const;
    const said = whyNotReached(forgive, { lacks: 'nothing', recordIsAway: false }) ?? '';
    const matrix = matrixOf(
      [unknown, forgive],
      [
        columnOf('none', [
          { declared: unknown, trial: 'none', outcome: 'not reached', said: 'nobody called it meanwhile' },
          { declared: forgive, trial: 'none', outcome: 'unreachable', said },
        ]),
      ],
    );
    expect(isHeld(matrix)).toBe(false);
    expect(matrixPage(matrix)).toContain('find-presence: nobody called it meanwhile (none), and nobody has');
    expect(matrixPage(matrix)).toContain('`gateway rate-limit.forgive`: part of what the store offers');
  });
});
