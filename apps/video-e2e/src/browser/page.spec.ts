import { type Guest } from './guest.contract';
import { PageScene } from './page-scene.contract';

const patience = 120_000;

describe('two people with the page in two browsers, on two instances of video', () => {
  let scene: PageScene;
  let ann: Guest;
  let ben: Guest;

  beforeAll(async () => {
    scene = await PageScene.start();
    [ann, ben] = await Promise.all([scene.guest('ann', 0), scene.guest('ben', 1)]);
    await Promise.all([ann.signUp(), ben.signUp()]);
  }, 240_000);
  afterAll(() => scene?.close(), 60_000);
  afterEach(() => expect([ann, ben].flatMap((guest) => guest?.faults ?? [])).toEqual([]));

  const connect = async () => {
    await ann.press('Video call');
    await ben.press('Accept');
    return Promise.all([ann.hears(), ben.hears()]);
  };
  const hangUp = async (who: Guest) => {
    await who.press('Hang up');
    await Promise.all([ann.isAlone(), ben.isAlone()]);
  };

  it(
    'write to each other, and what looks like HTML is text',
    async () => {
      await ann.beginWith(ben);
      await ann.write('<img src=x onerror=alert(1)> <b>hello</b>');
      await ben.openConversation(ann);
      await ben.sees('<img src=x onerror=alert(1)> <b>hello</b>');
      expect(await ben.page.locator('.bubble *').count()).toBe(0);
      await ben.write('Hello Ann.');
      await ann.sees('Hello Ann.');
      await ann.says('normal');
      await ann.picture('logged-in');
      await ann.picture('logged-in', 'dark');
    },
    patience,
  );

  it(
    'see and hear each other',
    async () => {
      await ann.press('Video call');
      await ben.page.getByText('ann is calling').waitFor();
      await ann.sees('Ringing…');
      await Promise.all([ben.picture('ringing'), ann.picture('calling', 'dark')]);
      await ben.picture('ringing', 'dark');
      await ben.press('Accept');
      await Promise.all([ann.hears(), ben.hears()]);
      await Promise.all([ben.picture('in-a-call'), ann.picture('in-a-call', 'dark')]);
      await ann.press('Mute');
      await ben.page.getByText('· muted').waitFor();
    },
    patience,
  );

  it(
    'go on in a call after a page was left, where its owner says so',
    async () => {
      await ann.reload();
      await ann.page.getByText('Your call goes on').waitFor();
      expect(await ann.page.locator('.call').count()).toBe(0);
      await ann.picture('call-goes-on');
      await ann.openConversation(ben);
      await ann.press('Go on here');
      await Promise.all([ann.hears(), ben.hears()]);
    },
    patience,
  );

  it(
    'go on in a call while Redis is killed, and say that it is',
    async () => {
      await scene.redis.kill();
      await Promise.all([ann.says('degraded'), ben.says('degraded')]);
      await Promise.all([ann.hears(), ben.hears()]);
      await ben.picture('degraded-in-a-call');
      await hangUp(ben);
      await Promise.all([ann.picture('degraded'), ben.picture('degraded', 'dark')]);
    },
    patience,
  );

  it(
    'call each other while Redis is away',
    async () => {
      await connect();
      await hangUp(ann);
    },
    patience,
  );

  it(
    'call each other while Redis is frozen',
    async () => {
      await scene.redis.start();
      await Promise.all([ann.says('normal'), ben.says('normal')]);
      scene.redis.freeze();
      await connect();
      await hangUp(ann);
      scene.redis.thaw();
    },
    patience,
  );

  it(
    'call each other by a relay alone',
    async () => {
      await Promise.all([ann.reload('relay'), ben.reload('relay')]);
      await Promise.all([ann.openConversation(ben), ben.openConversation(ann)]);
      expect(await connect()).toEqual(['relay', 'relay']);
      await hangUp(ben);
    },
    patience,
  );
});
