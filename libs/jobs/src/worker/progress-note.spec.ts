import { ProgressNote } from './progress-note';

describe('progress', () => {
  const written: unknown[] = [];
  const note = () =>
    new ProgressNote((value) => {
      written.push(value);
      return Promise.resolve();
    });
  beforeEach(() => written.splice(0));

  it('takes 8,192 bytes of JSON, and refuses more before anything is written', () => {
    const full = 'ü'.repeat(4_095);
    const one = note();
    expect(() => one.set(`${full}x`)).toThrow('Progress takes 8192 bytes at most.');
    expect(written).toEqual([]);
    one.set(full);
    expect(written).toEqual([full]);
    one.stop();
  });

  it('is what it was when it was said, whatever becomes of it', () => {
    const step = { at: 1 };
    const one = note();
    one.set(step);
    step.at = 2;
    expect(written).toEqual([{ at: 1 }]);
    one.stop();
  });
});
