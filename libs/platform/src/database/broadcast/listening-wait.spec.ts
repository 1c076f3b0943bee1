import { DatabaseError } from 'pg';
import { listeningWaitMs } from './listening-wait';

function refusal(code: string): Error {
  return Object.assign(new DatabaseError('no', 2, 'error'), { code });
}
const gone = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
const latest = () => 1;

describe('who is deaf', () => {
  it.each([
    ['is away', gone],
    ['is starting', refusal('57P03')],
    ['is ended by its operator', refusal('57P01')],
  ])('tries again within 250 ms where PostgreSQL %s, however long that lasts', (_, cause) => {
    expect(listeningWaitMs(1, cause, latest)).toBe(100);
    expect(listeningWaitMs(10_000, cause, latest)).toBe(250);
  });

  it('leaves a server that refuses more and more time', () => {
    expect([1, 2, 3, 9].map((failures) => listeningWaitMs(failures, refusal('53300'), latest))).toEqual([
      100, 200, 400, 2_000,
    ]);
  });

  it('does not march in step with others', () => {
    expect(listeningWaitMs(9, gone, () => 0)).toBe(125);
  });
});
