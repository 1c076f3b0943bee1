import { type AttackScene, told, ways } from './attack-scene.contract';

/** What is hostile arrives as it was, and as something that does nothing. */
export function describeContent(sceneOf: () => AttackScene): void {
  describe.each(ways)('%s, a file', (way) => {
    const contentOf = (id: string, headers: Record<string, string> = {}, method = 'GET') =>
      sceneOf().ask(way, method, `/v1/files/${id}/content`, { as: sceneOf().people.eve, headers });

    it.each([
      ['HTML', '<!doctype html><script>alert(1)</script>', 'text/html'],
      ['SVG', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 'image/svg+xml'],
      ['XML', '<?xml version="1.0"?><x/>', 'text/xml'],
    ])('of %s is kept from doing anything', async (_what, text, type) => {
      const id = await sceneOf().upload(sceneOf().people.eve, text, 'a.png', type);
      const { headers, text: given } = await contentOf(id);
      expect(given).toBe(text);
      expect(headers).toMatchObject({
        'content-type': 'application/octet-stream',
        'content-disposition': expect.stringMatching(/^attachment;/) as string,
        'content-security-policy': expect.stringContaining('sandbox') as string,
        'cache-control': 'private, no-cache',
        ...{ 'x-content-type-options': 'nosniff', 'cross-origin-resource-policy': 'same-site' },
      });
    });

    it('is given in part, by what the client has, and whole to who asks for thousands of parts', async () => {
      const id = await sceneOf().upload(sceneOf().people.eve, '0123456789');
      const part = await contentOf(id, { range: 'bytes=-3' });
      expect([part.status, part.text, part.headers['content-range']]).toEqual([206, '789', 'bytes 7-9/10']);
      const etag = String(part.headers.etag);
      expect((await contentOf(id, { 'if-none-match': etag })).status).toBe(304);
      expect((await contentOf(id, { 'if-range': '"x"', range: 'bytes=5-' })).status).toBe(200);
      const beyond = await contentOf(id, { range: 'bytes=10-' });
      expect([...told(beyond), beyond.headers['content-range']]).toEqual([
        416,
        'range_not_satisfiable',
        'bytes */10',
      ]);
      expect(told(await contentOf(id, { 'if-match': '"x"' }))).toEqual([412, 'precondition_failed']);
      const overlapping = (count: number) => `bytes=${Array.from({ length: count }, () => '0-').join(',')}`;
      expect((await contentOf(id, { range: overlapping(10_000) })).status).toBe(431);
      // As many as fit beside all else that is said.
      let count = 5_500;
      let many = await contentOf(id, { range: overlapping(count) });
      while (many.status === 431) many = await contentOf(id, { range: overlapping((count -= 50)) });
      expect([many.status, many.text, many.headers['content-length']]).toEqual([200, '0123456789', '10']);
      expect(count).toBeGreaterThan(3_000);
      const head = await contentOf(id, {}, 'HEAD');
      expect([head.status, head.headers['content-length'], head.text]).toEqual([200, '10', '']);
    });

    it('has a name that stays one', async () => {
      const scene = sceneOf();
      const { eve } = scene.people;
      for (const name of [
        '../../etc/passwd',
        'a\0b',
        'a\r\nSet-Cookie: x=y',
        'gpj.\u202Eexe',
        'x'.repeat(4_000),
      ])
        expect(
          told(await scene.ask(way, 'POST', '/v1/uploads', { as: eve, body: { name, size: 1 } })),
        ).toEqual([422, 'validation_failed']);
      const id = await scene.upload(eve, 'x', "Ünïcode 漢字 '(1)*.txt");
      expect((await contentOf(id)).headers['content-disposition']).toBe(
        `inline; filename="Unicode __ '(1)*.txt"; filename*=UTF-8''%C3%9Cn%C3%AFcode%20%E6%BC%A2%E5%AD%97%20%27%281%29%2A.txt`,
      );
    });
  });
}
