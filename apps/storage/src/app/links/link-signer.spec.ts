import { randomBytes } from 'node:crypto';
import { type Link, LinkSigner } from './link-signer';

const key = () => ({ id: randomBytes(8).toString('hex'), key: randomBytes(32) });
const [present, former] = [key(), key()];
const link: Link = {
  fileId: '0198c0de-0000-7000-8000-000000000001',
  expires: Math.floor(Date.now() / 1_000) + 60,
  isDownload: false,
};

describe('a signed link', () => {
  const signer = new LinkSigner([present]);
  const signature = signer.sign(link);

  it('is what was signed', () => expect(signer.isSigned(link, signature)).toBe(true));

  it.each<[string, Link]>([
    ['another file', { ...link, fileId: '0198c0de-0000-7000-8000-000000000002' }],
    ['a later end', { ...link, expires: link.expires + 1 }],
    ['another way of showing it', { ...link, isDownload: true }],
  ])('is no link to %s', (_what, altered) => expect(signer.isSigned(altered, signature)).toBe(false));

  it.each(['', 'x', signature.slice(1), `${signature}A`, signature.toLowerCase()])('is not %p', (other) =>
    expect(signer.isSigned(link, other)).toBe(false),
  );

  it('outlives the key it was signed with for as long as that is kept', () => {
    const old = new LinkSigner([former]).sign(link);
    expect(new LinkSigner([present, former]).isSigned(link, old)).toBe(true);
    expect(signer.isSigned(link, old)).toBe(false);
  });
});
