import { connectSocket, httpClient } from '@secureconnect/testing';
import { type Held } from './surroundings';

/** How a service's sockets live; at the end the service has ended. */
export function describeSockets(path: string, held: Held): void {
  describe(`its sockets at ${path}`, () => {
    const connect = (headers?: Record<string, string>) => {
      const auth = { token: held.surroundings.issuer.token() };
      return connectSocket(held.service.url, { path, headers, auth, transports: ['websocket'] });
    };

    it('are opened to nobody who shows no token', async () => {
      const refused = connectSocket(held.service.url, { path });
      await expect(refused).rejects.toMatchObject({ data: { code: 'not_authenticated', mode: 'normal' } });
    });

    it('say that they are ready and in which mode', async () => {
      const socket = await connect();
      expect(await socket.next('ready')).toEqual({
        mode: 'normal',
        server_time: expect.any(String),
        reconnect_after_ms: expect.any(Number),
      });
      socket.close();
    });

    it('refuse an unknown event in the one shape, in the acknowledgement or as an exception', async () => {
      const socket = await connect();
      const body = {
        error: 'NOT_FOUND',
        code: 'unknown_event',
        mode: 'normal',
        request_id: expect.any(String),
      };
      expect(await socket.emitAck('no.such.event', { a: 1 })).toMatchObject({ ok: false, error: body });
      socket.emit('no.such.event');
      expect(await socket.next('exception')).toMatchObject(body);
      socket.close();
    });

    it('are open to known origins and to clients that are no browsers, to nobody else', async () => {
      const known = await connect({ origin: 'https://app.example' });
      expect(known.connected).toBe(true);
      known.close();
      await expect(connect({ origin: 'https://evil.example' })).rejects.toThrow();
    });

    it('hear of every change of mode, and stay connected', async () => {
      const socket = await connect();
      await socket.next('ready');
      await held.surroundings.redis.kill();
      expect(await socket.next('mode.changed')).toMatchObject({ mode: 'degraded' });
      await held.surroundings.redis.start();
      expect(await socket.next('mode.changed', 15_000)).toMatchObject({ mode: 'normal' });
      expect(socket.connected).toBe(true);
      socket.close();
    });

    it('are named in the documents of the service', async () => {
      const { json } = await httpClient(held.service.url).get('/docs/json');
      expect(json).toMatchObject({
        'x-sockets': [{ path, server_events: expect.objectContaining({ ready: expect.anything() }) }],
      });
    });

    it('are told when the service goes away', async () => {
      const socket = await connect();
      await socket.next('ready');
      held.service.signal('SIGTERM');
      expect(await socket.next('server.draining')).toMatchObject({ reconnect_after_ms: expect.any(Number) });
      expect(await socket.next('disconnect', 10_000)).toEqual(expect.any(String));
      expect(await held.service.exited).toMatchObject({ code: 0 });
    });
  });
}
