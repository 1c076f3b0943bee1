import { BodyPace } from './body-pace';

describe('the pace of a file', () => {
  let now = 0;
  const begun = (): BodyPace => {
    const pace = new BodyPace(1_024, () => now);
    pace.begin();
    return pace;
  };

  it('is the mean of ten seconds, so that one slow moment is no fault', () => {
    const pace = begun();
    now += 9_000;
    expect(pace.isKept(1)).toBe(true);
    now += 1_000;
    expect(pace.isKept(10_240)).toBe(true);
  });

  it('is not kept by whoever sends a byte now and then, also after a good beginning', () => {
    const pace = begun();
    now += 10_000;
    expect(pace.isKept(1_000_000)).toBe(true);
    now += 9_000;
    expect(pace.isKept(1)).toBe(true);
    now += 1_000;
    expect(pace.isKept(1)).toBe(false);
  });

  it('begins anew where the service had enough for a while', () => {
    const pace = begun();
    now += 60_000;
    pace.begin();
    expect(pace.isKept(1)).toBe(true);
  });
});
