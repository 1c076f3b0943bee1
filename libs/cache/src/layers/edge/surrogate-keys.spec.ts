import { surrogateKey, surrogateKeysOf } from './surrogate-keys';

describe('a surrogate key', () => {
  const tags = [
    ...['', '%', '*', '%unsure', ' ', ',', '\r\n', '\0', 'a b', 'a,b', 'a%20b', 'ü', '😀', '🙂', 'A', 'a'],
    ...['x'.repeat(300), `${'x'.repeat(299)}y`, 'a\r\nSet-Cookie: b=c'],
  ];

  it('is one word that a header may have, whatever the tag', () => {
    for (const tag of tags) expect(surrogateKey(tag)).toMatch(/^[!-)+\--~]{1,200}$/);
  });

  it('is another for every tag, and never one of those that have a meaning', () => {
    const keys = new Set([...tags.map(surrogateKey), '*', '%unsure']);
    expect(keys.size).toBe(tags.length + 2);
  });

  it('is the tag itself where that is one word', () => {
    expect(surrogateKeysOf(['user:1/posts', 'user:1', 'a-b_c.d@e'])).toEqual([
      'user:1/posts',
      'user:1',
      'a-b_c.d@e',
    ]);
  });
});
