import { faultNamed } from '../faults/storm-faults';
import { redisForms } from '../system/storm-system';
import { shapeOf } from '../system/system-shape';
import { drawPlan, resourceOf } from './draw-plan';

const options = { seed: 42, form: 'any', people: 10, minutes: 5 } as const;

describe('a plan', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(drawPlan(options)).toEqual(drawPlan(options));
    expect(drawPlan({ ...options, seed: 43 }).faults).not.toEqual(drawPlan(options).faults);
  });

  it.each(redisForms)('strikes only what there is with Redis %s, in every way there is', (form) => {
    const { faults } = drawPlan({ ...options, form, minutes: 60 });
    const shape = shapeOf(form);
    const known = new Set([...shape.instances, ...shape.ways, ...shape.redis, 'postgres']);
    expect(faults.filter(({ target }) => !known.has(target))).toEqual([]);
    expect(faults.filter(({ name }) => !faultNamed(name).forms.includes(form))).toEqual([]);
    const kinds = new Set(faults.map(({ name }) => faultNamed(name).takes));
    expect([...kinds].sort()).toEqual(['instance', 'postgres', 'redis', 'way']);
  });

  it('has faults one at a time and several at once, never two of what has one at a time', () => {
    const { faults, lastsMs } = drawPlan({ ...options, minutes: 30 });
    const overlapping = faults.filter(({ atMs, forMs, number }) =>
      faults.some((other) => other.number > number && other.atMs < atMs + forMs),
    );
    expect(overlapping.length).toBeGreaterThan(10);
    expect(overlapping.length).toBeLessThan(faults.length);
    for (const { number, name, target, atMs, forMs } of faults) {
      const clashing = faults.filter(
        (other) =>
          other.number > number &&
          other.atMs < atMs + forMs &&
          resourceOf(faultNamed(other.name), other.target) === resourceOf(faultNamed(name), target),
      );
      expect(clashing).toEqual([]);
    }
    expect(Math.max(...faults.map(({ atMs }) => atMs))).toBeLessThan(lastsMs);
  });
});
