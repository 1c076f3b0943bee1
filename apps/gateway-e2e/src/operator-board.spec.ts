import { type InstanceView, type OperatorAction } from '@secureconnect/contracts';
import { startBrowser } from '@secureconnect/testing';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fleetStatus, instanceView, OperatorStage } from './operator-stage.contract';

const screenshots = join(__dirname, '../screenshots');
const long = 'http://chat-17.chat-pods-of-the-second-region.secureconnect-production.svc.cluster.local:8082';

/** Twenty, of which one is held, three are degraded, one does not answer and one has a name that is long. */
function twenty(): InstanceView[] {
  const at = (service: 'auth' | 'chat' | 'video' | 'storage' | 'gateway', count: number, from: number) =>
    Array.from({ length: count }, (_, n) => instanceView(service, `http://10.42.${from}.${n + 2}:8080`));
  const until = new Date(Date.now() + 900_000).toISOString();
  const held = instanceView('chat', 'http://10.42.9.1:8082', { state: 'forced' });
  const by = 'Maximiliana Featherstonehaugh-Cholmondeley (on call, second line)';
  const report = { ...held.report, redis: { ...held.report?.redis, held: { by, since: held.since, until } } };
  const gone = instanceView('storage', 'http://10.42.9.2:8084', {
    ...{ state: 'unreachable', error: 'it does not answer in time' },
  });
  const lost = [1, 2, 3].map((n) =>
    instanceView('video', `http://10.42.8.${n}:8083`, { state: 'degraded', tier: 'postgres' }),
  );
  return [
    ...[instanceView('gateway', 'this gateway'), ...at('gateway', 2, 1), ...at('auth', 5, 2)],
    ...[
      ...at('chat', 4, 3),
      { ...held, report: report as InstanceView['report'] },
      instanceView('chat', long),
    ],
    ...[...lost, ...at('storage', 2, 5), gone],
  ];
}

const actions = Array.from({ length: 12 }, (_, n): OperatorAction => ({
  ...{ id: String(n), at: new Date().toISOString(), operator: 'Maximiliana Featherstonehaugh-Cholmondeley' },
  ...{ lever: 'force-degraded', detail: '15 min', service: 'chat', origin: long, is_recorded: n > 1 },
  ...{ is_done: n % 3 === 0 ? null : n % 3 === 1, outcome: 'held off Redis until 2026-01-01T12:00:00.000Z' },
}));
const problems = [
  ...[{ kind: 'unreachable', services: ['storage'], reason: 'it does not answer in time' }],
  ...[{ kind: 'redis', services: ['video'], reason: `connect ECONNREFUSED ${long}` }],
  ...[{ kind: 'forced', services: ['chat'], reason: 'forced by Maximiliana Featherstonehaugh-Cholmondeley' }],
].map((each) => ({ ...each, instances: 1, since: new Date().toISOString() }));

/** How an ink stands out from its paper, as WCAG counts it, with all that is laid over it. */
const contrastOf = (ink: string, paper: string): string => `(() => {
  const channels = (color) => color.match(/[\\d.]+/g).slice(0, 3).map(Number);
  const light = (all) => all.map((each) => each / 255)
    .map((each) => (each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4))
    .reduce((sum, each, at) => sum + each * [0.2126, 0.7152, 0.0722][at], 0);
  const element = document.querySelector('${ink}');
  const below = channels(getComputedStyle(document.querySelector('${paper}')).backgroundColor);
  let opacity = 1;
  for (let each = element; each; each = each.parentElement) opacity *= getComputedStyle(each).opacity;
  const above = channels(getComputedStyle(element).color);
  const mixed = above.map((each, at) => each * opacity + below[at] * (1 - opacity));
  const [dark, bright] = [light(mixed), light(below)].sort((one, other) => one - other);
  return (bright + 0.05) / (dark + 0.05);
})()`;

describe('the board of the page for operators', () => {
  jest.setTimeout(120_000);
  let stage: OperatorStage;
  let browser: Awaited<ReturnType<typeof startBrowser>>;

  beforeAll(async () => {
    mkdirSync(screenshots, { recursive: true });
    [stage, browser] = await Promise.all([OperatorStage.open(), startBrowser()]);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    stage?.close();
  });

  const seen = async (width: number, colorScheme: 'light' | 'dark' = 'light') => {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    await page.goto(`${stage.url}/operator`);
    return page;
  };

  it('has no card of an instance of which nobody tells any more, and a new one of one that came', async () => {
    const [one, other, third] = ['2', '3', '4'].map((n) =>
      instanceView('auth', `http://10.0.0.${n}:8081`),
    ) as [...[InstanceView, InstanceView, InstanceView]];
    stage.tell(fleetStatus([one, other]));
    const page = await seen(1280);
    const card = (view: InstanceView) => page.getByRole('article', { name: `auth ${view.origin}` });
    await card(other).waitFor();
    stage.tell(fleetStatus([one, third]));
    await card(third).waitFor();
    expect(await card(one).count()).toBe(1);
    for (const host of ['10.0.0.2:8081', '10.0.0.4:8081'])
      expect(await page.locator('.timeline .what', { hasText: `auth ${host} · redis` }).count()).toBe(2);
    await card(other).waitFor({ state: 'detached', timeout: 10_000 });
    await page.close();
  });

  it.each(['light', 'dark'] as const)(
    'calls old what it cannot show though it goes on coming, by the clock of the gateway, to be read all the same, %s',
    async (scheme) => {
      const one = instanceView('auth', 'http://10.0.0.2:8081');
      const tell = (view: InstanceView) =>
        stage.tell(fleetStatus([view], { at: new Date(Date.now() + 7_200_000).toISOString() }));
      tell(one);
      const page = await seen(1280, scheme);
      await page.locator('h1', { hasText: 'All normal' }).waitFor();
      const unreadable = { ...one, report: { redis: {} } as InstanceView['report'] };
      const telling = setInterval(() => tell(unreadable), 300);
      const old = page.locator('h1', { hasText: 'The gateway has not answered since' });
      await old.waitFor().finally(() => clearInterval(telling));
      expect(await page.locator('.headline .more').textContent()).toMatch(/as it was then, \d+ s ago/);
      expect(await page.evaluate(contrastOf('.card .since', '.service'))).toBeGreaterThan(4.5);
      await page.close();
    },
  );

  it('comes back by itself to a gateway that took it in and never said a word', async () => {
    stage.tell(fleetStatus([instanceView('auth', 'http://10.0.0.2:8081')]));
    const page = await seen(1280);
    // Whoever hears the page finds its top line as a heading, too.
    await page.getByRole('heading', { level: 1, name: 'All normal' }).waitFor();
    const asked = page.waitForRequest('**/operator/events', { timeout: 60_000 });
    stage.treat('kept waiting');
    await asked;
    stage.treat('told');
    await page.locator('h1', { hasText: 'The gateway has not answered since' }).waitFor();
    await page.locator('h1', { hasText: 'All normal' }).waitFor();
    await page.close();
  });

  it('goes on where nobody else may listen', async () => {
    const [one, other] = ['2', '3'].map((n) => instanceView('auth', `http://10.0.0.${n}:8081`));
    stage.tell(fleetStatus([one as InstanceView]));
    stage.treat('refused');
    const page = await seen(1280);
    try {
      await page.getByRole('article', { name: 'auth http://10.0.0.2:8081' }).waitFor();
      stage.tell(fleetStatus([other as InstanceView]));
      await page.getByRole('article', { name: 'auth http://10.0.0.3:8081' }).waitFor();
      expect(await page.locator('main.board.old').count()).toBe(0);
    } finally {
      stage.treat('told');
      await page.close();
    }
  });

  it('says of a lever that a restart undoes what it does', async () => {
    stage.tell(fleetStatus([instanceView('auth', 'http://10.0.0.2:8081')]));
    const page = await seen(1280);
    const card = page.getByRole('article');
    await card.locator('summary').click();
    for (const lever of [
      /^Open the breaker of read/,
      /^Close the breaker of read/,
      /^Force degraded, auth http/,
    ]) {
      await card.getByRole('button', { name: lever }).click();
      expect(await page.getByRole('dialog').textContent()).toMatch(/at a restart|its process starts anew/);
      await page.getByRole('button', { name: 'Cancel' }).click();
    }
    await page.close();
  });

  it.each([
    [1280, 'light'],
    [1280, 'dark'],
    [390, 'light'],
    [390, 'dark'],
  ] as const)('shows twenty instances at %i px, %s, and nothing beside the page', async (width, scheme) => {
    stage.tell(fleetStatus(twenty(), { is_normal: false, problems: problems as never, actions }));
    const page = await seen(width, scheme);
    await page.locator('article').nth(19).waitFor();
    const path = (what: string) => join(screenshots, `operator-twenty-${what}-${width}-${scheme}.png`);
    await page.screenshot({ path: path('shut'), fullPage: true });
    for (const label of [`chat ${long}`, 'storage http://10.42.9.2:8084'])
      await page.getByRole('article', { name: label }).locator('summary').click();
    await page.screenshot({ path: path('open'), fullPage: true });
    const beside = await page.evaluate(`[...document.querySelectorAll('body *')]
      .filter((each) => each.getBoundingClientRect().right > innerWidth + 1)
      .map((each) => each.className || each.tagName)`);
    expect(beside).toEqual([]);
    await page.close();
  });
});
