import { assessRisk, type RiskReason, riskWeights } from './assess-risk';
import { riskSettings, type RiskValues } from './risk.settings';
import { RiskThresholds } from './risk-thresholds.service';
import { type KnownBefore, type Sighting } from './sighting';

/** Those that hold unless somebody sets others. */
const defaults = Object.entries(riskSettings).map(([name, { parse, fallback }]) => [
  name,
  parse(fallback ?? ''),
]);
const thresholds = new RiskThresholds(Object.fromEntries(defaults) as RiskValues);
const hour = 3_600_000;
const noon = Date.UTC(2026, 0, 15, 12);
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const newerFirefox = firefox.replaceAll('140.0', '141.0');
const chrome =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36';
const berlin = { country: 'DE', latitude: 52.52, longitude: 13.4 };
const potsdam = { country: 'DE', latitude: 52.39, longitude: 13.06 };
const tokyo = { country: 'JP', latitude: 35.68, longitude: 139.69 };

const seen: Sighting = { at: noon, address: '192.0.2.7', userAgent: firefox, device: 'laptop' };
const later = (change: Partial<Sighting> = {}): Sighting => ({ ...seen, at: noon + hour, ...change });
const refreshed = (change: Partial<Sighting> = {}): Sighting => later({ device: undefined, ...change });

const before: KnownBefore = { last: seen, isKnownDevice: true };

const rows: [string, KnownBefore | undefined, Sighting, RiskReason[]][] = [
  ['nobody was seen before', undefined, later({ address: '198.51.100.1', device: 'other' }), []],
  ['nothing changed', before, later(), []],
  ['the address changed within its network', before, later({ address: '192.0.9.9' }), ['address']],
  ['the network changed', before, later({ address: '198.51.100.1' }), ['network']],
  [
    'an IPv6 address changed within its /64',
    { last: later({ address: '2001:db8:1:2::1' }) },
    later({ address: '2001:db8:1:2::9' }),
    [],
  ],
  [
    'an IPv6 address changed within its /48',
    { last: later({ address: '2001:db8:1:2::1' }) },
    later({ address: '2001:db8:1:3::1' }),
    ['address'],
  ],
  [
    'an IPv6 network changed',
    { last: later({ address: '2001:db8:1:2::1' }) },
    later({ address: '2001:db8:9::1' }),
    ['network'],
  ],
  ['an IPv4 address is written as IPv6', before, later({ address: '::ffff:192.0.2.7' }), []],
  ['the browser was updated', before, later({ userAgent: newerFirefox }), []],
  ['the same device has another browser', before, later({ userAgent: chrome }), ['browser', 'platform']],
  [
    'a token is shown with another browser',
    { last: seen },
    refreshed({ userAgent: chrome }),
    ['browser', 'platform'],
  ],
  ['a token is shown with the same browser', { last: seen }, refreshed(), []],
  ['the device is new', { last: seen, isKnownDevice: false }, later({ device: 'phone' }), ['device']],
  [
    'the device is new and looks different, which says more',
    { last: seen, isKnownDevice: false },
    later({ device: 'phone', userAgent: chrome }),
    ['browser', 'platform'],
  ],
  ['another known device is used', before, later({ device: 'phone', userAgent: chrome }), []],
  [
    'the country changed',
    { last: later({ place: berlin }) },
    later({ at: noon + 30 * hour, place: tokyo }),
    ['country'],
  ],
  [
    'nobody could have travelled so fast',
    { last: later({ place: berlin }) },
    later({ at: noon + 2 * hour, place: tokyo }),
    ['country', 'impossible_travel'],
  ],
  ['the place is near', { last: later({ place: berlin }) }, later({ place: potsdam }), []],
  ['the hour is one she is never seen in', { last: seen, hours: [1, 1, 2, 3, 4] }, later(), ['time_of_day']],
  [
    'the hour is near, round midnight',
    { last: seen, hours: [22, 22, 22, 22, 22] },
    later({ at: Date.UTC(2026, 0, 16, 1) }),
    [],
  ],
  ['too little is known of her habits', { last: seen, hours: [1, 2, 3] }, later(), []],
  ['somebody failed once', { ...before, failures: 1 }, later(), ['one_failure']],
  ['somebody failed often', { ...before, failures: 9 }, later(), ['many_failures']],
];

describe('the risk of a sighting', () => {
  it.each(rows)('when %s', (_when, known, now, reasons) => {
    expect(assessRisk(known, now).reasons).toEqual(reasons);
  });

  it('ends a session whose token is shown by another machine elsewhere, whether or not places are known, and asks somebody on a train nothing', () => {
    const verdictOf = (last: Sighting, change: Partial<Sighting>) =>
      thresholds.ofRefresh(assessRisk({ last }, refreshed(change)).score);
    const [elsewhere, inBerlin] = ['198.51.100.1', { ...seen, place: berlin }];
    const otherBrowser = firefox.replace('Firefox', 'Chrome');
    expect(verdictOf(seen, { address: elsewhere })).toBe('go_on');
    expect(verdictOf(seen, { userAgent: chrome })).toBe('reauthenticate');
    expect(verdictOf(seen, { address: elsewhere, userAgent: otherBrowser })).toBe('reauthenticate');
    expect(verdictOf(seen, { address: elsewhere, userAgent: chrome })).toBe('revoke');
    expect(verdictOf(inBerlin, { address: elsewhere, place: tokyo })).toBe('reauthenticate');
    expect(verdictOf(inBerlin, { address: elsewhere, place: tokyo, userAgent: otherBrowser })).toBe('revoke');
  });

  it('is 0 without a reason, below 1 with all of them, and grows with each', () => {
    const addresses = ['192.0.2.7', '192.0.9.9', '198.51.100.1'];
    const devices = ['laptop', 'phone', undefined];
    for (const address of addresses)
      for (const device of devices)
        for (const place of [undefined, berlin, tokyo])
          for (const failures of [0, 1, 3, 7]) {
            const now = later({ address, device, place, userAgent: chrome });
            const known = {
              last: { ...seen, place: berlin },
              isKnownDevice: device === 'laptop',
              hours: [0, 1, 2, 3, 4],
            };
            const [less, more] = [assessRisk(known, now), assessRisk({ ...known, failures }, now)];
            expect(more.score).toBeGreaterThanOrEqual(less.score);
            expect(more.score).toBeLessThan(1);
            expect(more.score === 0).toBe(more.reasons.length === 0);
            expect(assessRisk({ ...known, failures }, now)).toEqual(more);
          }
  });

  it('is never less for a device that calls itself something nobody knows than for one that says nothing', () => {
    for (const address of ['192.0.2.7', '192.0.9.9', '198.51.100.1'])
      for (const userAgent of [firefox, firefox.replace('Firefox', 'Chrome'), chrome, '', 'curl/8.0'])
        for (const place of [undefined, berlin, tokyo])
          for (const failures of [0, 1, 3, 7])
            for (const last of [seen, { ...seen, device: undefined }, { ...seen, place: berlin }])
              for (const isKnownDevice of [false, undefined]) {
                const now = later({ address, userAgent, place, device: undefined });
                const known = { last, failures, hours: [1, 1, 2, 3, 4] };
                const silent = assessRisk({ ...known, isKnownDevice: true }, now).score;
                const invented = assessRisk(
                  { ...known, isKnownDevice },
                  { ...now, device: 'invented' },
                ).score;
                expect(invented).toBeGreaterThanOrEqual(silent);
              }
  });

  it('never says more than its weights', () => {
    for (const reason of Object.keys(riskWeights) as RiskReason[]) {
      expect(riskWeights[reason]).toBeGreaterThan(0);
      expect(riskWeights[reason]).toBeLessThan(1);
    }
  });

  it('is not led astray by what clients make up', () => {
    for (const address of ['', 'nonsense', '::', '999.1.1.1', "'; --"])
      for (const userAgent of ['', ' '.repeat(50), '\u0000', 'x'.repeat(10_000)])
        expect(assessRisk(before, later({ address, userAgent })).score).toBeLessThan(1);
  });
});
