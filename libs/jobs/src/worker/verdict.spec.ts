import { type Outcome } from './outcome';
import { type Verdict, verdictOf } from './verdict';

const backoff = { firstMs: 1_000, factor: 2, mostMs: 5_000 };
const repeatable = { delivery: 'at-least-once', attempts: 4, backoff } as const;
const single = { delivery: 'at-most-once', attempts: 1, backoff } as const;
const error = new Error('why');
const dead = (reason: string): unknown => ({ kind: 'bury', reason, error: expect.any(String) });
const retry = (delayMs: number): unknown => ({ kind: 'retry', delayMs, error: 'why' });
const end = { kind: 'end' };

type Row = [string, Outcome, number, unknown, unknown];

describe('what becomes of a job', () => {
  it.each<Row>([
    ['returned', { kind: 'done' }, 1, end, end],
    ['was cancelled', { kind: 'cancelled' }, 1, end, end],
    ['ended itself', { kind: 'ended' }, 1, { kind: 'nothing' }, { kind: 'nothing' }],
    ['failed first', { kind: 'failed', error }, 1, retry(1_000), dead('failed')],
    ['failed second', { kind: 'failed', error }, 2, retry(2_000), dead('failed')],
    ['failed third', { kind: 'failed', error }, 3, retry(4_000), dead('failed')],
    ['failed last', { kind: 'failed', error }, 4, dead('failed'), dead('failed')],
    ['was late', { kind: 'late', error }, 1, retry(1_000), dead('fate_unknown')],
    ['was late at last', { kind: 'late', error }, 4, dead('failed'), dead('fate_unknown')],
    ['had another payload', { kind: 'invalid', error }, 1, dead('invalid_payload'), dead('invalid_payload')],
    ['took every worker along', { kind: 'exhausted', error }, 5, dead('failed'), dead('fate_unknown')],
    ['was stopped before it began', { kind: 'stopped', begun: false }, 1, { kind: 'giveBack' }, { kind: 'giveBack' }],
    ['was stopped at work', { kind: 'stopped', begun: true }, 1, { kind: 'giveBack' }, dead('fate_unknown')],
  ])('whose attempt %s', (_name, outcome, attempt, atLeastOnce, atMostOnce) => {
    const full = (): number => 1;
    expect(verdictOf(repeatable, attempt, outcome, full)).toEqual(atLeastOnce);
    expect(verdictOf(single, attempt, outcome, full)).toEqual(atMostOnce);
  }); // prettier-ignore

  it('rests between half and all of a time that doubles, up to its bound', () => {
    const many = { ...repeatable, attempts: 100 };
    const rest = (attempt: number, random: number): unknown =>
      (verdictOf(many, attempt, { kind: 'failed', error }, () => random) as Extract<Verdict, { kind: 'retry' }>).delayMs; // prettier-ignore
    expect([1, 2, 3, 4, 99].map((attempt) => rest(attempt, 0))).toEqual([500, 1_000, 2_000, 2_500, 2_500]);
    expect([1, 2, 3, 4, 99].map((attempt) => rest(attempt, 1))).toEqual([1_000, 2_000, 4_000, 5_000, 5_000]);
  });
});
