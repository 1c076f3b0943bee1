import { HeardPresence } from './heard-presence';

const leaseMs = 1_000;
const online = { userId: 'ada', device: 'laptop', status: 'online' } as const;
const phone = { userId: 'ada', device: 'phone', status: 'away' } as const;
const made = (maxDevices = 100) => new HeardPresence({ leaseMs, maxDevices });

describe('what instances say of who is here', () => {
  it('is news when somebody is here otherwise than before, and only then', () => {
    const heard = made();
    expect(heard.hear('one', phone, 0)).toBe(true);
    expect(heard.hear('one', phone, 10)).toBe(false);
    expect(heard.hear('two', online, 20)).toBe(true);
    expect(heard.statusOf('ada')).toBe('online');
    expect(heard.hear('two', { ...online, status: 'gone' }, 30)).toBe(true);
    expect(heard.statusOf('ada')).toBe('away');
    expect(heard.hear('one', { ...phone, status: 'gone' }, 40)).toBe(true);
    expect([heard.statusOf('ada'), heard.size]).toEqual([undefined, 0]);
  });

  it('is held for each instance: a device that leaves one is here while it has sockets at another', () => {
    const heard = made();
    heard.hear('one', online, 0);
    heard.hear('two', online, 0);
    expect(heard.hear('one', { ...online, status: 'gone' }, 10)).toBe(false);
    expect(heard.statusOf('ada')).toBe('online');
  });

  it('runs out where it is not renewed, once', () => {
    const heard = made();
    heard.hear('one', online, 0);
    heard.hear('one', { ...phone, userId: 'bob' }, 100);
    heard.hear('one', online, 200);
    expect([...heard.runOut(1_099)]).toEqual([]);
    expect([...heard.runOut(1_100)]).toEqual(['bob']);
    expect([...heard.runOut(1_200)]).toEqual(['ada']);
    expect([...heard.runOut(9_000)]).toEqual([]);
    expect(heard.size).toBe(0);
  });

  it('is bounded: those renewed longest ago are forgotten', () => {
    const heard = made(2);
    heard.hear('one', { ...online, userId: 'bob' }, 0);
    heard.hear('one', online, 1);
    heard.hear('one', { ...online, userId: 'bob' }, 2);
    heard.hear('one', { ...online, userId: 'eve' }, 3);
    expect(['ada', 'bob', 'eve'].map((each) => heard.statusOf(each))).toEqual([
      undefined,
      'online',
      'online',
    ]);
  });

  it('tells who has gone only once every lease was renewed since somebody may have been missed', () => {
    const heard = made();
    heard.hear('one', online, 0);
    heard.hear('one', { ...online, status: 'gone' }, 10);
    expect(heard.goneSince('ada', 20)).toBeUndefined();
    heard.listensFrom(20);
    expect(heard.goneSince('ada', 1_019)).toBeUndefined();
    expect(heard.goneSince('ada', 1_020)).toBe(10);
    heard.hear('two', phone, 1_030);
    expect(heard.goneSince('ada', 1_040)).toBeUndefined();
    expect(heard.goneSince('bob', 1_040)).toBeUndefined();
  });
});
