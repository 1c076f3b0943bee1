import { type StoredFile } from '../files/stored-file';
import { answerContent } from './content-answer';
import { PreconditionFailedError } from './precondition-failed.error';

const file = {
  ...{ name: 'a.png', type: 'image/png', size: 10, sha256: Buffer.alloc(32, 1) },
  createdAt: new Date('2026-01-01T00:00:00.900Z'),
} as unknown as StoredFile;
const tag = answerContent(file, {}).headers['etag'];

describe('the content of a file', () => {
  it('is given whole, with what keeps it from doing anything', () => {
    const { status, headers, length } = answerContent(file, {});
    expect([status, length]).toEqual([200, 10]);
    expect(headers).toMatchObject({
      'content-type': 'image/png',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining('sandbox') as string,
      'content-disposition': expect.stringMatching(/^inline;/) as string,
    });
  });

  it.each([
    'text/html',
    'image/svg+xml',
    'application/pdf',
    'application/xml',
    'text/javascript',
    ...['text/css', 'text/jscript', 'application/x-javascript', 'text/javascript1.5', 'application/rss+xml'],
  ])('of type %s is only ever an attachment', (type) => {
    const { headers } = answerContent({ ...file, type }, {});
    expect(headers['content-disposition']).toMatch(/^attachment;/);
    const named = type === 'application/pdf' ? type : 'application/octet-stream';
    expect(headers['content-type']).toBe(named);
  });

  it('is an attachment where that is wished', () => {
    expect(answerContent(file, { isDownload: true }).headers['content-disposition']).toMatch(/^attachment;/);
  });

  it.each([
    ['known already', { ifNoneMatch: tag }, 304],
    ['known among others', { ifNoneMatch: `"x", W/${tag}` }, 304],
    ['known, whatever it is', { ifNoneMatch: '*' }, 304],
    ['the one wanted', { ifMatch: tag }, 200],
    ['a part', { range: 'bytes=0-3' }, 206],
    ['a part of the same', { range: 'bytes=0-3', ifRange: tag }, 206],
    ['a part of another', { range: 'bytes=0-3', ifRange: '"x"' }, 200],
    ['many parts', { range: 'bytes=0-3,5-6' }, 200],
  ])('that is %s is answered so', (_what, asked, status) =>
    expect(answerContent(file, asked).status).toBe(status),
  );

  it('in part says which', () => {
    const { headers, part, length } = answerContent(file, { range: 'bytes=-4' });
    expect([part, length]).toEqual([{ first: 6, last: 9 }, 4]);
    expect(headers).toMatchObject({ 'content-range': 'bytes 6-9/10' });
  });

  it('is refused to who wants another', () => {
    expect(() => answerContent(file, { ifMatch: '"x"' })).toThrow(PreconditionFailedError);
  });

  it('is not described where the client has it, and guarded all the same', () => {
    const { headers, length } = answerContent(file, { ifNoneMatch: tag });
    expect(length).toBeUndefined();
    expect(Object.keys(headers)).toEqual(
      expect.arrayContaining(['etag', 'last-modified', 'cache-control', 'content-security-policy']),
    );
    expect(Object.keys(headers).filter((name) => /^content-(?!security)/.test(name))).toEqual([]);
  });

  it('is refused where it does not reach', () => {
    expect(() => answerContent(file, { range: 'bytes=10-' })).toThrow(
      expect.objectContaining({ headers: { 'content-range': 'bytes */10' } }) as Error,
    );
  });
});
