import { traceparentOf } from './request-id';

const [trace, span] = ['a'.repeat(32), 'b'.repeat(16)];
const read = (traceparent: string) => traceparentOf({ headers: { traceparent } });

describe('the trace that a request names', () => {
  it('is gone on with as it came', () => {
    expect(read(`00-${trace}-${span}-01`)).toBe(`00-${trace}-${span}-01`);
  });

  it.each([
    ['a trace id of zeros', `00-${'0'.repeat(32)}-${span}-01`],
    ['a span id of zeros', `00-${trace}-${'0'.repeat(16)}-01`],
    ['the version that is none', `ff-${trace}-${span}-01`],
    ['capitals', `00-${trace.toUpperCase()}-${span}-01`],
    ['more behind it', `00-${trace}-${span}-01-more`],
  ])('is none with %s', (_what, traceparent) => {
    expect(read(traceparent)).toBeUndefined();
  });
});
