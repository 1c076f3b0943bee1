import { type Step } from './history.contract';
import { judgeHistory } from './judge-history.contract';

const bounds = { revokedWithinMs: 250, settledWithinMs: 1_000 };
let now: number;

/** A login that is refused begins none. */
const isOfSession = (kind: Step['kind'], status: number): boolean =>
  kind === 'login' ? status === 200 : !['guess', 'unlock'].includes(kind);

/** One step after the other, each of 10 ms, unless it is said when. */
const step = (kind: Step['kind'], status: number, more: Partial<Step> = {}): Step => {
  now += 20;
  return {
    kind,
    door: 0,
    begun: now - 10,
    ended: now,
    status,
    ...(isOfSession(kind, status) && { session: 'A' }),
    ...more,
  };
};
const later = (ms: number) => (now += ms);
const refreshed = (generation: number, child = `child ${generation}`) =>
  step('refresh', 200, { generation, child });
const guesses = (count: number) => Array.from({ length: count }, () => step('guess', 401));
const judged = (...steps: Step[]) => judgeHistory({ number: 1, steps }, bounds);

describe('a history', () => {
  beforeEach(() => (now = 0));

  it('of logging in, refreshing, refreshing again in the grace and logging out holds', () => {
    const before = [step('login', 200), refreshed(0), refreshed(0), refreshed(1), step('logout', 204)];
    later(250);
    expect(judged(...before, step('access', 401), step('refresh', 401, { generation: 2 }))).toEqual([]);
  });

  it('may have a token accepted just after its end, and no later', () => {
    const before = [step('login', 200), step('logout', 204)];
    expect(judged(...before, step('access', 200))).toEqual([]);
    later(250);
    expect(judged(...before, step('access', 200))).toHaveLength(1);
  });

  it('is broken by what was refused and is accepted again', () => {
    const before = [step('login', 200), step('logout', 500), step('access', 401)];
    later(300);
    expect(judged(...before, step('access', 200)).some((line) => line.includes('accepted'))).toBe(true);
  });

  it('is broken by a refresh after the end, however soon', () => {
    expect(judged(step('login', 200), step('logout', 204), refreshed(0))).toHaveLength(1);
  });

  it('is broken by a session that nobody ended and that is over', () => {
    expect(judged(step('login', 200), step('access', 401))).toHaveLength(1);
    expect(judged(step('login', 200), step('refresh', 401, { generation: 0 }))).toHaveLength(1);
    expect(judged(step('login', 200), step('logout', 401))).toHaveLength(1);
  });

  it('ends by a token that was used before, and a grandparent may not go on', () => {
    const before = [step('login', 200), refreshed(0), refreshed(1)];
    const reused = step('refresh', 401, { generation: 0 });
    later(300);
    expect(judged(...before, reused, step('access', 401))).toEqual([]);
    expect(judged(...before, reused, step('access', 200))).toHaveLength(1);
  });

  it('is broken by two children of one token', () => {
    expect(judged(step('login', 200), refreshed(0, 'one'), refreshed(0, 'two'))).toHaveLength(1);
  });

  it('is broken by a lock that is opened before its end, and by one that nobody placed', () => {
    expect(judged(...guesses(5), step('login', 401))).toEqual([]);
    expect(judged(...guesses(5), step('login', 200))).toHaveLength(1);
    expect(judged(...guesses(4), step('login', 401))).toHaveLength(1);
  });

  it('may have a lock opened by an unlock, and then has to', () => {
    const before = [...guesses(5), step('unlock', 204)];
    expect(judged(...before, step('login', 200))).toEqual([]);
    expect(judged(...before, step('login', 401))).toHaveLength(1);
  });

  it('is broken by an answer that is not declared, late, or not there', () => {
    expect(judged(step('login', 503, { code: 'overloaded' }))).toEqual([]);
    expect(judged(step('login', 503, { code: 'redis_unavailable' }))).toHaveLength(1);
    expect(judged(step('login', 0))).toHaveLength(1);
    expect(judged(step('login', 200, { ended: now + 2_000 }))).toHaveLength(1);
  });
});
