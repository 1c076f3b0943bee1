import { setTimeout as sleep } from 'node:timers/promises';
import { type ArgumentMetadata, ValidationPipe } from '@nestjs/common';
import { until } from '@secureconnect/testing';
import { CandidatesEvent } from '../sockets/events.dto';
import { SignalScene } from './signal-scene.contract';

const wait = { timeout: 30_000 };

let scene: SignalScene;
beforeAll(async () => {
  scene = await SignalScene.start(1);
}, 60_000);
afterAll(() => scene.close(), 30_000);
afterEach(() => {
  jest.restoreAllMocks();
  scene.live.leave();
});

/** What is checked takes the longer the more of it there is, and some of it takes no time at all. */
function checkSlowly(): void {
  const { transform } = ValidationPipe.prototype;
  jest.spyOn(ValidationPipe.prototype, 'transform').mockImplementation(async function (
    this: ValidationPipe,
    value: unknown,
    metadata: ArgumentMetadata,
  ) {
    const { candidates = [] } = value as Partial<CandidatesEvent>;
    if (metadata.metatype === CandidatesEvent) await sleep(candidates.length);
    return transform.call(this, value, metadata);
  });
}

describe('what one socket says', () => {
  it('is heard in the order in which it was said, however long each thing is looked at', async () => {
    const { ada, bob } = await scene.pair(0);
    const to = bob.client.userId;
    checkSlowly();
    const said = Array.from({ length: 80 }, (_each, number) => {
      const many = ((number * 7) % 40) + 1;
      const candidates = Array.from({ length: many }, () => ({ candidate: `${number}` }));
      return number % 3 === 0
        ? ada.says(to, `${number}`)
        : ada.sends('candidates', { to, candidates: candidates });
    });
    for (const answer of await Promise.all(said)) expect(answer).toEqual({ ok: true });
    await until('all to be heard', () => bob.heard.length === said.length, wait);
    const heard = bob.heard.map(({ sdp, candidates }) => sdp ?? candidates?.[0]?.candidate);
    expect(heard).toEqual(said.map((_each, number) => `${number}`));
  });

  it('is heard though what came before it was refused', async () => {
    const { ada, bob } = await scene.pair(0);
    const to = bob.client.userId;
    checkSlowly();
    const answers = await Promise.all([
      ada.sends('candidates', { to, candidates: Array(30).fill({ candidate: 7 }) }),
      ada.says(ada.client.userId, 'to herself'),
      ada.says(to, 'to him'),
    ]);
    expect(answers.map(({ ok, error }) => (ok ? 'ok' : error?.code))).toEqual([
      'validation_failed',
      'peer_not_in_call',
      'ok',
    ]);
    await bob.hears(['to him']);
    expect(bob.words).toEqual(['to him']);
  });

  it('of a way through is passed on as the browser said it, with fields nobody knows yet', async () => {
    const { ada, bob } = await scene.pair(0);
    const candidates = [
      {
        candidate: 'candidate:1',
        sdpMid: null,
        relayProtocol: 'udp',
        priority: 1.5,
        url: 'turn:x',
        foo: null,
      },
    ];
    expect(await ada.sends('candidates', { to: bob.client.userId, candidates })).toEqual({ ok: true });
    await until('it to be heard', () => bob.heard.length === 1, wait);
    expect(bob.heard[0]?.candidates).toEqual(candidates);
  });
});
