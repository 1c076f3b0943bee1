import { until } from '@secureconnect/testing';
import { type AttackScene, type Session, told, ways } from './attack-scene.contract';

/** Who is sent a file reads it for as long as she may read what it was sent with. */
export function describeSharing(sceneOf: () => AttackScene): void {
  describe.each(ways)('%s, a file that was sent', (way) => {
    const read = async (as: Session, file: string) =>
      told(await sceneOf().ask(way, 'GET', `/v1/files/${file}/content`, { as }));
    const unknown = [404, 'not_found'];

    it('is read by members, by no one else, and by none from the moment she is removed', async () => {
      const scene = sceneOf();
      const { ann, ben, eve } = scene.people;
      const [file, place] = [await scene.upload(ann, 'for Ben'), await scene.group(ann, ben)];
      expect(await read(ben, file)).toEqual(unknown);
      await scene.send(ann, place, file);
      expect([(await read(ben, file))[0], await read(eve, file)]).toEqual([200, unknown]);
      await scene.good('DELETE', `/v1/conversations/${place}/members/${ben.id}`, { as: ann });
      expect([await read(ben, file), (await read(ann, file))[0]]).toEqual([unknown, 200]);
    });

    it('is read no longer once the message is deleted', async () => {
      const scene = sceneOf();
      const { ann, ben } = scene.people;
      const [file, place] = [await scene.upload(ann, 'for Ben'), await scene.group(ann, ben)];
      const message = await scene.send(ann, place, file);
      expect((await read(ben, file))[0]).toBe(200);
      await scene.good('DELETE', `/v1/messages/${message}`, { as: ann });
      expect(await read(ben, file)).toEqual(unknown);
    });

    it('is not had by who names it in a message of her own, to herself or to its owner', async () => {
      const scene = sceneOf();
      const { ann, ben, eve } = scene.people;
      const file = await scene.upload(ann, 'not for Eve');
      for (const other of [ben, ann]) await scene.send(eve, await scene.group(eve, other), file);
      expect([await read(eve, file), await read(ben, file)]).toEqual([unknown, unknown]);
    });
  });

  describe.each(ways)('%s, a link', (way) => {
    const open = (url: string) => sceneOf().ask(way, 'GET', url);

    it('opens its file to anybody, altered to nobody, and after its end or its file’s no more', async () => {
      const scene = sceneOf();
      const { ann } = scene.people;
      const [file, other] = [await scene.upload(ann, 'by link'), await scene.upload(ann, 'another')];
      const url = await scene.link(ann, file);
      expect((await open(url)).text).toBe('by link');
      const altered = [
        url.replace(file, other),
        url.replace(/expires=(\d+)/, (_all, end: string) => `expires=${Number(end) + 60}`),
        `${url}&download=1`,
        url.replace(/signature=./, (start) => (start.endsWith('A') ? 'signature=B' : 'signature=A')),
      ];
      for (const each of altered) expect(told(await open(each))).toEqual([403, 'link_refused']);
      const brief = await scene.link(ann, file, { expires_in: 1 });
      await until('it to expire', async () => (await open(brief)).status === 410, { timeout: 20_000 });
      await scene.good('DELETE', `/v1/files/${file}`, { as: ann });
      expect(told(await open(url))).toEqual([410, 'gone']);
    });

    it('is written into no log', async () => {
      const scene = sceneOf();
      const { ann } = scene.people;
      const file = await scene.upload(ann, 'by link');
      const url = await scene.link(ann, file);
      await open(url);
      await open(`${url}x`);
      const [, signature = ''] = /signature=(.+)/.exec(url) ?? [];
      const line = () => scene.scene.logs().includes(`/v1/files/${file}/content`);
      await until('it to be in the log that it was opened', line, { timeout: 20_000 });
      expect(scene.scene.logs()).not.toContain(signature);
    });
  });
}
