import { serviceNames, type ServiceName } from '@secureconnect/contracts';
import { faults } from '../faults/faults';
import { type SelfReport, valuesOf } from '../watch/self-report';
import { type Testimony } from '../watch/witness';
import { judgeTestimony } from './judge-testimony';

const named = (name: string) => faults.find((fault) => fault.name === name)!;
const reports = (degraded: number, changes: number, but: Partial<SelfReport> = {}) =>
  serviceNames.map((service) => ({
    ...{ service, isReady: true, degraded, changes },
    ...(service === 'chat' && but),
  }));
const log =
  'WARN Redis: normal -> degraded after 9.1 s (gone)\nINFO Redis: recovering -> normal after 0.2 s (ok)';
const logs = (of: (name: ServiceName) => string) => new Map(serviceNames.map((name) => [name, of(name)]));
const good = {
  reports: { before: reports(0, 1), during: reports(1, 1), after: reports(0, 2) },
  marks: { before: '', during: 'degraded', after: '' },
  logs: logs(() => log),
} satisfies Testimony;
/** The same, but for what was said at one time. */
const but = (reports: Partial<Testimony['reports']>): Testimony => ({
  ...{ ...good, reports: { ...good.reports, ...reports } },
});
const lost = (testimony: Testimony, fault = 'kill') =>
  judgeTestimony(named(fault), testimony)
    .filter(({ held }) => !held)
    .map(({ asks, said }) => `${asks}: ${said}`);

describe('what services say of themselves in a drill', () => {
  it.each(faults.map(({ name }) => name))('holds where they say what happened to them: %s', (fault) => {
    expect(lost(good, fault)).toEqual([]);
  });

  it.each([
    ['is not ready', but({ during: reports(1, 1, { isReady: false }) }), /stays ready.*: chat: not ready$/],
    ['shows no degraded mode', but({ during: reports(1, 1, { degraded: 0 }) }), /is 1\): chat: it is 0$/],
    ['shows it for ever', but({ after: reports(0, 2, { degraded: 1 }) }), /is 0\): chat: it is 1$/],
    ['has no metrics', but({ after: reports(0, 2, { degraded: undefined }) }), /chat: it is not there$/],
    [
      'logs nothing',
      { ...good, logs: logs((name) => (name === 'chat' ? '' : log)) },
      /Redis is away: chat: no such line$/,
    ],
  ])('does not hold where one %s', (_what, testimony, said) => {
    expect(lost(testimony)[0]).toMatch(said);
  });

  it.each([
    ['are not marked', { ...good.marks, during: '' }, 'Answers carry the mark X-Service-Mode: no mark'],
    ['stay marked', { ...good.marks, after: 'degraded' }, 'Answers carry it no more: degraded'],
  ])('does not hold where answers %s', (_how, marks, said) => {
    expect(lost({ ...good, marks })).toEqual([said]);
  });

  it('does not hold where one did not notice that Redis was emptied', () => {
    expect(lost(but({ after: reports(0, 2, { changes: 1 }) }), 'wipe')).toEqual([
      'Every service noticed that Redis was emptied: chat: no change was counted',
    ]);
  });

  it('does not hold where nobody was asked', () => {
    expect(lost(but({ during: [] }))).toHaveLength(3);
  });

  it('reads metrics with labels and without', () => {
    const text = '# HELP a b\na{service="auth",x="{}"} 1\na_total 7\na 2e3\n';
    expect(valuesOf(text, 'a')).toEqual([1, 2_000]);
    expect(valuesOf(text, 'b')).toEqual([]);
  });
});
