import { KnownInstances } from './known-instances';

describe('the instances that are known', () => {
  let now = 0;
  const at = (ms: number): void => void (now = ms);
  const beating = (instances: KnownInstances, from: number, to: number, ids: readonly string[]): void => {
    for (let ms = from; ms <= to; ms += 2_000) {
      at(ms);
      instances.found(ids);
    }
  };
  let instances: KnownInstances;
  beforeEach(() => {
    now = 0;
    instances = new KnownInstances(6_000, () => now);
  });

  it('are none before anybody was found', () => expect(instances.size).toBe(0));

  it('are those found last, while one looks steadily', () => {
    beating(instances, 0, 10_000, ['a', 'b']);
    expect(instances.size).toBe(2);
    beating(instances, 12_000, 12_000, ['b']);
    expect(instances.size).toBe(1);
  });

  it('are not fewer right after an outage, in which all leases have run out together', () => {
    beating(instances, 0, 10_000, ['a', 'b', 'c']);
    beating(instances, 60_000, 60_000, []);
    expect(instances.size).toBe(3);
    beating(instances, 62_000, 64_000, ['a']);
    expect(instances.size).toBe(3);
    beating(instances, 66_000, 66_000, ['a', 'b']);
    expect(instances.size).toBe(2);
  });

  it('are more at once when one came meanwhile', () => {
    beating(instances, 0, 10_000, ['a']);
    beating(instances, 60_000, 60_000, ['b']);
    expect(instances.size).toBe(2);
  });

  it('are fewer at once when one says that it leaves', () => {
    beating(instances, 0, 0, ['a', 'b']);
    instances.left('a');
    expect(instances.size).toBe(1);
  });
});
