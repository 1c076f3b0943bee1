import { type ContentConditions, isSameContent, judgeConditions } from './content-conditions';

const tag = '"strong"';
const modified = 'Thu, 01 Jan 2026 00:00:00 GMT';
const validators = { tag, modified };
const [earlier, later] = ['Wed, 31 Dec 2025 23:59:59 GMT', 'Thu, 01 Jan 2026 00:00:01 GMT'];

describe('the conditions of a request', () => {
  it.each<[string, ContentConditions, string]>([
    ['nothing', {}, 'go_on'],
    ['this very tag', { ifMatch: `"other", ${tag}` }, 'go_on'],
    ['any tag', { ifMatch: '*' }, 'go_on'],
    ['another tag', { ifMatch: '"other"' }, 'failed'],
    ['a weak tag, which is no proof of the same bytes', { ifMatch: `W/${tag}` }, 'failed'],
    ['no change since', { ifUnmodifiedSince: modified }, 'go_on'],
    ['no change since before', { ifUnmodifiedSince: earlier }, 'failed'],
    ['a tag, whatever the date', { ifMatch: tag, ifUnmodifiedSince: earlier }, 'go_on'],
    ['a copy that is known', { ifNoneMatch: tag }, 'not_modified'],
    ['a copy that was called weak', { ifNoneMatch: `"other",W/${tag}` }, 'not_modified'],
    ['any copy', { ifNoneMatch: '*' }, 'not_modified'],
    ['another copy, whatever the date', { ifNoneMatch: '"other"', ifModifiedSince: later }, 'go_on'],
    ['a copy of then', { ifModifiedSince: modified }, 'not_modified'],
    ['a copy of before', { ifModifiedSince: earlier }, 'go_on'],
    ['a date of 1994', { ifModifiedSince: 'Thursday, 01-Jan-26 00:00:00 GMT' }, 'not_modified'],
    ['a date of 1982', { ifModifiedSince: 'Thu Jan  1 00:00:00 2026' }, 'not_modified'],
    ['no date at all', { ifModifiedSince: 'tomorrow', ifUnmodifiedSince: '0' }, 'go_on'],
    ['failure before knowledge', { ifMatch: '"other"', ifNoneMatch: tag }, 'failed'],
  ])('say: %s', (_what, asked, verdict) => expect(judgeConditions(asked, validators)).toBe(verdict));

  it.each([
    [undefined, true],
    [tag, true],
    [modified, true],
    [`W/${tag}`, false],
    ['"other"', false],
    [later, false],
  ])('let a part of %p be given: %p', (ifRange, isSame) =>
    expect(isSameContent(ifRange, validators)).toBe(isSame),
  );
});
