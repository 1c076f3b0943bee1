import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { type MessageWire } from '@secureconnect/contracts';
import { until } from '@secureconnect/testing';
import { type AttackScene, ways } from './attack-scene.contract';

interface Answer {
  readonly ok: boolean;
  readonly error?: { readonly code: string };
}

/** Those beside an attacker are served as ever. */
async function expectServed(scene: AttackScene): Promise<void> {
  const socket = await scene.socket(scene.ben, 1);
  const { id } = (await scene.send(scene.ann, 'still here')).json as MessageWire;
  await until('the message to be told', () =>
    socket.pending('message.created').some((told) => (told as { message: MessageWire }).message.id === id),
  );
  socket.close();
}

/** Opens a WebSocket by hand and reads nothing of it from the moment it is let in. */
async function stalledSocket(scene: AttackScene): Promise<{ isCut: () => boolean; close: () => void }> {
  const { hostname, port, host } = new URL(scene.scene.chat(0).url);
  const socket = connect({ host: hostname, port: Number(port) });
  let [text, isCut] = ['', false];
  socket.on('data', (bytes: Buffer) => (text += bytes.toString('latin1')));
  socket.on('error', () => (isCut = true));
  socket.on('close', () => (isCut = true));
  const frame = (said: string) => {
    const bytes = Buffer.from(said);
    const head = [0x81, 0x80 | 126, bytes.length >> 8, bytes.length & 255, 0, 0, 0, 0];
    socket.write(Buffer.concat([Buffer.from(head), bytes]));
  };
  socket.write(
    `GET /ws/chat/?EIO=4&transport=websocket HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  );
  await until('the socket to be open', () => text.includes('0{'));
  frame(`40${JSON.stringify({ token: scene.ben.token })}`);
  await until('the socket to be let in', () => text.includes('ready'));
  socket.pause();
  // Nothing is read, so nothing of a cut is seen: what is written into it tells.
  const isOver = () => {
    if (!socket.destroyed) frame('3');
    return isCut;
  };
  return { isCut: isOver, close: () => socket.destroy() };
}

/** Too much at once hurts whoever sends it, and nobody else. */
export function describeFloods(sceneOf: () => AttackScene): void {
  it.each(ways)(
    'a frame of 2 MB %s ends in something one understands, and nobody else is cut',
    async (way) => {
      const scene = sceneOf();
      const [socket, beside] = [await scene.socket(scene.eve, way), await scene.socket(scene.ben, way)];
      const body = 'x'.repeat(2 * 1024 * 1024);
      const sent = { conversation_id: scene.conversation, client_msg_id: randomUUID(), body };
      const answer = socket.emitAck<Answer>('message.send', sent, 20_000).then(
        ({ ok, error }) => `${ok} ${error?.code}`,
        () => 'none', // It is cut instead.
      );
      const told = socket.next<{ code: string }>('error', 10_000).then(
        ({ code }) => code,
        () => 'none',
      );
      const cut = socket.next<string>('disconnect', 10_000).then(
        () => 'cut',
        () => 'not cut',
      );
      const seen = await Promise.race([answer.then((said) => (said === 'none' ? cut : said)), cut]);
      expect([seen, await Promise.race([told, answer])]).toEqual([
        expect.stringMatching(/^(cut|false (event_too_large|payload_too_large|validation_failed))$/),
        expect.stringMatching(/too_large|validation_failed/),
      ]);
      expect(beside.connected).toBe(true);
      await expectServed(scene);
    },
  );

  it('a flood of events is refused for its number, and in the end cut; the others are served', async () => {
    const scene = sceneOf();
    const socket = await scene.socket(scene.eve);
    const typing = { conversation_id: scene.conversation, is_typing: true };
    const flood = Array.from({ length: 400 }, () =>
      socket.emitAck<Answer>('typing', typing, 3_000).catch(() => undefined),
    );
    const codes = (await Promise.all(flood)).map((answer) => answer?.error?.code);
    expect(codes.filter((code) => code === 'rate_limited').length).toBeGreaterThan(0);
    await until('the flood to be cut', () => !socket.connected);
    await expectServed(scene);
  });

  it('who does not read is cut, and takes no memory but her own', async () => {
    const scene = sceneOf();
    const [beside, stalled] = [await scene.socket(scene.ann, 0), await stalledSocket(scene)];
    const before = scene.scene.chat(0).memory();
    const body = 'x'.repeat(16_000);
    let sent = 0;
    const writer = async (): Promise<void> => {
      while (!stalled.isCut() && sent < 2_000) {
        sent += 1;
        expect((await scene.send(scene.ann, body)).status).toBe(201);
      }
    };
    await Promise.all(Array.from({ length: 8 }, writer));
    await until('the stalled socket to be cut', stalled.isCut, { timeout: 20_000 });
    stalled.close();
    expect(beside.connected).toBe(true);
    expect(scene.scene.chat(0).memory() - before).toBeLessThan(200 * 1024 * 1024);
  }, 60_000);

  it.each(ways)('a page of another origin opens no socket %s', async (way) => {
    const scene = sceneOf();
    const options = { auth: { token: scene.ann.token }, headers: { origin: 'https://evil.example' } };
    expect(await scene.refusal(way, options)).not.toBe('let in');
  });
}
