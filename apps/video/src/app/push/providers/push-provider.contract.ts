import { type ServerResponse } from 'node:http';
import { newId } from '@secureconnect/platform';
import { type PushTarget } from '@secureconnect/push-token-store';
import { type PushNotification } from './push-notification';
import { type PushProvider, type PushSending } from './push-provider.port';

/** What a device is told, as these tests tell it. */
export const newNotification = (): PushNotification => ({
  ...{
    kind: 'call.incoming',
    callId: newId(),
    conversationId: newId(),
    callerId: newId(),
    callType: 'video',
  },
  expiresAt: new Date(Date.now() + 45_000),
});

/** How it is sent. */
export const sendingFor = (signal: AbortSignal = new AbortController().signal): PushSending => ({
  ...{ ttlSeconds: 45, urgency: 'high', topic: 'a-call_1', signal },
});

/** A provider, and a server in the place of the real one. */
export interface ProviderScene {
  readonly provider: PushProvider;
  readonly target: PushTarget;
  /** What the device was told, as far as the server would pass it on. */
  told(): Readonly<Record<string, string>> | undefined;
  /** Answers so from now on. */
  answer(status: number, headers?: Readonly<Record<string, string>>, body?: string): void;
  /** Does so with the next question from now on: says nothing, or cuts the connection. */
  fail(how: 'hang' | 'reset'): void;
}

/** Cuts a connection of HTTP/1.1 or 2. */
export const cut = (response: Pick<ServerResponse, 'socket'>): void => void response.socket?.destroy();

/** What every provider owes; `rejecting`: the answers by which it says that it knows a token no more. */
export function pushProviderContract(
  scene: () => ProviderScene,
  rejecting: readonly (readonly [number, string])[],
): void {
  const send = (signal?: AbortSignal) =>
    scene().provider.send(scene().target, newNotification(), sendingFor(signal));

  it('what is sent is what the device is told', async () => {
    const notification = newNotification();
    expect(await scene().provider.send(scene().target, notification, sendingFor())).toBe('sent');
    expect(scene().told()).toMatchObject({
      kind: 'call.incoming',
      call_id: notification.callId,
      conversation_id: notification.conversationId,
      caller_id: notification.callerId,
      call_type: 'video',
      expires_at: notification.expiresAt.toISOString(),
    });
  });

  it.each(rejecting)('a token that %i says is none is rejected', async (status, body) => {
    scene().answer(status, {}, body);
    expect(await send()).toBe('rejected');
  });

  it.each([429, 503])('%i puts it off, for as long as it says', async (status) => {
    scene().answer(status, { 'retry-after': '7' });
    expect(await send()).toEqual({ retryAfterMs: 7_000 });
    scene().answer(status);
    expect(await send()).toEqual({ retryAfterMs: undefined });
  });

  it('a redirect is not followed', async () => {
    scene().answer(307, { location: 'http://127.0.0.1:1/' });
    expect(await send()).toBe('refused');
  });

  it('of an answer that is too long no more is read than counts', async () => {
    scene().answer(500, {}, 'x'.repeat(4_000_000));
    expect(await send()).toEqual({ retryAfterMs: undefined });
  });

  it('a connection that is cut fails, and the next one does not', async () => {
    scene().fail('reset');
    await expect(send()).rejects.toThrow('could not be asked');
    scene().answer(200);
    expect(await send()).toBe('sent');
  });

  it('whoever is told to stop does not wait for an answer', async () => {
    scene().fail('hang');
    const stop = new AbortController();
    const sending = send(stop.signal);
    setTimeout(() => stop.abort(new Error('stopped')), 200);
    await expect(sending).rejects.toThrow();
  });

  it('what says nothing is given up', async () => {
    scene().fail('hang');
    await expect(send()).rejects.toThrow('could not be asked');
    scene().answer(200);
    expect(await send()).toBe('sent');
  }, 20_000);
}
