import { contentDisposition } from './content-disposition';

describe('the name a download has', () => {
  it.each([
    ['a b.txt', `attachment; filename="a b.txt"; filename*=UTF-8''a%20b.txt`],
    ['"q";x=\\1.txt', `attachment; filename="_q_;x=_1.txt"; filename*=UTF-8''%22q%22%3Bx%3D%5C1.txt`],
    ["it's (1)*.txt", `attachment; filename="it's (1)*.txt"; filename*=UTF-8''it%27s%20%281%29%2A.txt`],
    ['Ünïcode.txt', `attachment; filename="Unicode.txt"; filename*=UTF-8''%C3%9Cn%C3%AFcode.txt`],
    ['👩‍👧.png', `attachment; filename="___.png"; filename*=UTF-8''%F0%9F%91%A9%E2%80%8D%F0%9F%91%A7.png`],
    ['a\ud800b', `attachment; filename="a_b"; filename*=UTF-8''a%EF%BF%BDb`],
    ['漢字.pdf', `attachment; filename="__.pdf"; filename*=UTF-8''%E6%BC%A2%E5%AD%97.pdf`],
    ['50%41.txt', `attachment; filename="50_41.txt"; filename*=UTF-8''50%2541.txt`],
  ])('survives: %s', (name, header) => expect(contentDisposition('attachment', name)).toBe(header));

  it('is no way to another header', () => {
    expect(contentDisposition('inline', 'a\r\nSet-Cookie: x=y')).not.toMatch(/[\r\n]/);
  });
});
