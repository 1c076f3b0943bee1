import { createECDH, randomBytes } from 'node:crypto';
import { type HttpAnswer } from '@secureconnect/testing';
import { type AttackScene, type Session, ways } from './attack-scene.contract';

const told = ({ status, json }: HttpAnswer) => [status, (json as { code?: string } | undefined)?.code];
const tokens = '/v1/push/tokens';

function subscription(endpoint: string) {
  const p256dh = createECDH('prime256v1').generateKeys().toString('base64url');
  return { endpoint, keys: { p256dh, auth: randomBytes(16).toString('base64url') } };
}

const elsewhere = [
  ...[
    'https://127.0.0.1/',
    'https://169.254.169.254/latest/meta-data',
    'https://localhost/',
    'https://[::1]/',
  ],
  ...['https://[::ffff:127.0.0.1]/', 'https://2130706433/', 'https://0x7f.1/', 'https://10.0.0.1/'],
  ...['http://8.8.8.8/', 'https://8.8.8.8:22/', 'https://ann:secret@8.8.8.8/', 'file:///etc/passwd', 'push'],
];

/** Devices that calls wake are their owners' alone, and nobody has us ask what is not theirs. */
export function describePush(sceneOf: () => AttackScene): void {
  describe.each(ways)('%s, a thief of devices', (way) => {
    const put = (as: Session, device: string, endpoint: string, more: object = {}) =>
      sceneOf().ask(way, 'PUT', `${tokens}/${device}`, {
        ...{ as, body: { provider: 'web', subscription: subscription(endpoint), ...more } },
      });
    const devices = async (as: Session) =>
      (
        (await sceneOf().ask(way, 'GET', tokens, { as })).json as { items: { device_id: string }[] }
      ).items.map(({ device_id }) => device_id);

    it('neither reads nor removes another’s, nor learns whether there is one', async () => {
      const scene = sceneOf();
      const { ann, eve } = scene.people;
      expect((await put(ann, 'laptop', 'https://8.8.8.8/of-ann')).status).toBe(200);
      for (const method of ['GET', 'DELETE'])
        for (const device of ['laptop', 'no-such-thing'])
          expect(told(await scene.ask(way, method, `${tokens}/${device}`, { as: eve }))).toEqual([
            404,
            'push_token_unknown',
          ]);
      expect([await devices(ann), await devices(eve)]).toEqual([['laptop'], []]);
      expect((await scene.ask(way, 'GET', `${tokens}/laptop`, { as: ann })).text).not.toContain('8.8.8.8');
    });

    it('who has the subscription has the device from then on, and learns of nobody whose it was', async () => {
      const { ann, eve } = sceneOf().people;
      await put(ann, 'phone', 'https://8.8.8.8/shared');
      const { status, json } = await put(eve, 'phone-of-eve', 'https://8.8.8.8/shared');
      const time = expect.any(String) as string;
      const shown = { device_id: 'phone-of-eve', provider: 'web', created_at: time, updated_at: time };
      expect([status, json]).toEqual([200, shown]);
      expect([(await devices(ann)).includes('phone'), await devices(eve)]).toEqual([false, ['phone-of-eve']]);
      await sceneOf().ask(way, 'DELETE', `${tokens}/phone-of-eve`, { as: eve });
    });

    it('has us ask nobody who is not on the internet', async () => {
      const { eve } = sceneOf().people;
      for (const endpoint of elsewhere)
        expect([endpoint, ...told(await put(eve, 'probe', endpoint))]).toEqual([
          endpoint,
          422,
          'push_target_refused',
        ]);
      expect(await devices(eve)).toEqual([]);
    });

    it('names devices by plain names alone, and says nothing more than is asked', async () => {
      const { eve } = sceneOf().people;
      const wrong = [
        '<script>alert(1)</script>',
        '" onload="',
        "'; DROP TABLE",
        'a b',
        'x'.repeat(129),
        'ünï',
      ];
      for (const name of wrong) {
        const answer = await put(eve, encodeURIComponent(name), 'https://8.8.8.8/named');
        expect([name, told(answer)[1]]).toEqual([
          name,
          expect.stringMatching(/^(validation_failed|malformed_path|url_too_long)$/),
        ]);
        expect(answer.headers['content-type']).toMatch(/^application\/json/);
      }
      for (const more of [{ user_id: eve.id }, { session_id: eve.id }, { provider: 'smtp' }])
        expect(told(await put(eve, 'named', 'https://8.8.8.8/named', more))).toEqual([
          422,
          'validation_failed',
        ]);
      expect(await devices(eve)).toEqual([]);
    });
  });
}
