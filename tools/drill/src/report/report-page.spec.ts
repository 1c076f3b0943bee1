import { serviceNames } from '@secureconnect/contracts';
import { PolicyTexts } from '../cast/policy-texts';
import { type DrillResult } from '../drill';
import { faults } from '../faults/faults';
import { operations } from '../operations/operations';
import { phases } from '../phase';
import { reportPage } from './report-page';

const hostile = '<script src="https://example.org/x.js">alert(1)</script>';
const stores = [{ store: 'sessions', mode: 'fallback', guarantee: `the same ${hostile}` }] as const;

/** A drill in which everything that others may have written holds a script. */
function drilled(name: string): DrillResult {
  const all = operations.map(({ declared: { operation } }) => ({ operation, stores }));
  return {
    ...{ fault: faults.find((each) => each.name === name)!, began: new Date(0), lasted: 30_000 },
    outage: { from: 8_000, until: 17_000, whole: 17_400 },
    outcomes: operations.flatMap(({ name: operation }) =>
      phases.map((phase) => ({
        operation,
        phase,
        held: phase !== 'during',
        said: hostile,
        at: 9_000,
        ms: 12,
      })),
    ),
    checks: [{ asks: 'Every file comes back', held: false, said: hostile }],
    sightings: serviceNames.map((service) => ({ service, mode: 'degraded', why: hostile, at: 8_100 })),
    beats: [{ kind: 'request', at: 9_000, ms: 4, failed: hostile }],
    declared: new PolicyTexts(new Map(serviceNames.map((service) => [service, all]))),
  };
}

describe('the report of a drill', () => {
  const page = reportPage(drilled('kill'));

  it('needs nothing but itself, and runs nothing', () => {
    expect(page).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|\s(?:src|href)=(?!&quot;)/i);
  });

  it('shows what others have written as text', () => {
    const shown = page.split('&lt;script src=&quot;https://example.org/x.js&quot;&gt;').length - 1;
    expect(shown).toBeGreaterThan(operations.length * phases.length);
  });

  it('has colours for light and for dark', () => {
    expect(page).toMatch(/color-scheme: light dark/);
    const named = (text: string) => [...new Set(text.match(/--\w+(?=:)/g))].sort();
    const [, light = '', dark = ''] = /:root \{(.*?)\}[^]*dark\) \{ :root \{(.*?)\}/.exec(page) ?? [];
    expect(named(light).length).toBeGreaterThan(5);
    expect(named(dark)).toEqual(named(light));
  });

  it('counts what did not hold, and draws the modes, the traffic and the fault', () => {
    expect(page).toContain(`${operations.length + 1} did not hold`);
    for (const drawn of [
      'class="outage"',
      'class="mode degraded"',
      'class="request failed"',
      'class="step failed"',
    ])
      expect(page).toContain(drawn);
  });

  it.each([
    ['kill', 'when Redis is killed (SIGKILL)<', '9.0 s later it is started again.', '<th>Without Redis</th>'],
    ['readonly', 'is made a replica of nobody<', 'later it is a primary again.', '<th>Redis readonly</th>'],
    ['wipe', 'is emptied (FLUSHALL)<', 'later it is left as it is', '<th>Redis emptied</th>'],
  ])('tells in sentences what was done: %s', (name, ...told) => {
    const story = reportPage(drilled(name));
    for (const text of told) expect(story).toContain(text);
  });
});
