import { PartPlan } from './part-plan';

const mebibyte = 1_048_576;

describe('the parts of a blob', () => {
  it.each([
    [0, 0, 8],
    [1, 1, 8],
    [8 * mebibyte, 1, 8],
    [8 * mebibyte + 1, 2, 8],
    [80_000 * mebibyte, 10_000, 8],
    [80_000 * mebibyte + 1, 8_889, 9],
  ])('of %i bytes are %i of %i MiB, which come to it', (size, count, partMebibytes) => {
    const plan = new PartPlan(size);
    expect([plan.count, plan.partBytes]).toEqual([count, partMebibytes * mebibyte]);
    const last = plan.part(count);
    const before = Math.max(0, count - 1) * plan.partBytes;
    expect(before + (last?.size ?? 0)).toBe(size);
    expect([plan.part(0), plan.part(count + 1), plan.part(1.5)]).toEqual([undefined, undefined, undefined]);
  });
});
