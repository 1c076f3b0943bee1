import { createECDH, randomBytes } from 'node:crypto';
import { type Person } from '../cast/person';
import { type Stage } from '../cast/stage';
import { type Recipe, type Recipes } from './recipe';

/** Two of whom nobody is in another call. */
export interface Pair {
  readonly caller: Person;
  readonly callee: Person;
  readonly conversation: string;
}

const rests = ['leave', 'cancel', 'decline', 'end'];

/** Nobody else calls with those of that name; what they left open is ended. */
export async function pair({ crew, at }: Stage, name: string): Promise<Pair> {
  const [caller, callee] = [
    await crew.regular(`${at.name} ${name}`),
    await crew.regular(`${at.name} ${name}, called`),
  ];
  const { json } = await crew.do('video', 'GET /v1/calls/active', { as: caller });
  for (const { id } of (json as { items: { id: string }[] }).items)
    for (const rest of rests)
      await crew.do('video', `POST /v1/calls/${id}/${rest}`, { as: caller }).catch(isOver);
  return { caller, callee, conversation: await crew.talk(caller, callee) };
}

/** Of several ways to end a call one fits; the others are refused. */
function isOver(error: Error): void {
  if (!/answered POST .* with 4\d\d/.test(error.message)) throw error;
}

/** A call that rings. */
export async function ringing(stage: Stage, name: string): Promise<Pair & { call: string }> {
  const both = await pair(stage, name);
  const body = { call_type: 'video', conversation_id: both.conversation };
  const { json } = await stage.crew.do('video', 'POST /v1/calls/initiate', { as: both.caller, body });
  return { ...both, call: (json as { call_id: string }).call_id };
}

/** A call that both are in. */
export async function active(stage: Stage, name: string): Promise<Pair & { call: string }> {
  const made = await ringing(stage, name);
  await stage.crew.do('video', `POST /v1/calls/${made.call}/accept`, { as: made.callee });
  return made;
}

const inCall =
  (made: typeof ringing, who: 'caller' | 'callee', method: string, path: string): Recipe =>
  async (stage) => {
    const call = await made(stage, `${method} ${path}`);
    return stage.asks(`${method} /v1/calls/${call.call}${path}`, { as: call[who] });
  };

const subscription = () => {
  const p256dh = createECDH('prime256v1').generateKeys().toString('base64url');
  const endpoint = `https://8.8.8.8/${randomBytes(8).toString('hex')}`;
  return {
    provider: 'web',
    subscription: { endpoint, keys: { p256dh, auth: randomBytes(16).toString('base64url') } },
  };
};

/** Somebody with a device that calls wake. */
async function withDevice({ crew }: Stage): Promise<Person> {
  const as = await crew.newcomer();
  await crew.do('video', 'PUT /v1/push/tokens/laptop', { as, body: subscription() });
  return as;
}

const ofDevice =
  (route: string, expects?: readonly number[]): Recipe =>
  async (stage) =>
    stage.asks(route, { as: await withDevice(stage) }, expects);

const pushRecipes: Recipes = {
  'read-push-key': async (stage) => stage.asks('GET /v1/push/key', { as: await stage.crew.regular('ann') }),
  'register-push-token': async (stage) =>
    stage.asks('PUT /v1/push/tokens/laptop', { as: await stage.crew.newcomer(), body: subscription() }),
  'list-push-tokens': ofDevice('GET /v1/push/tokens'),
  'read-push-token': ofDevice('GET /v1/push/tokens/laptop'),
  'remove-push-token': ofDevice('DELETE /v1/push/tokens/laptop', [204]),
};

/** Calls from their ringing to their end, and the devices they wake. */
export const videoRecipes: Recipes = {
  ...pushRecipes,
  'initiate-call': async (stage) => {
    const { caller, callee, conversation } = await pair(stage, 'initiate');
    await stage.crew.do('video', 'PUT /v1/push/tokens/laptop', { as: callee, body: subscription() });
    const body = { call_type: 'audio', conversation_id: conversation };
    return stage.asks('POST /v1/calls/initiate', { as: caller, body }, [201]);
  },
  // By somebody whom this instance has never seen: who is known is looked up in memory alone.
  'list-calls': async (stage) => stage.asks('GET /v1/calls', { as: await stage.crew.newcomer() }),
  'active-calls': async (stage) =>
    stage.asks('GET /v1/calls/active', { as: await stage.crew.regular('ann') }),
  'accept-call': inCall(ringing, 'callee', 'POST', '/accept'),
  'join-call': inCall(active, 'caller', 'POST', '/join'),
  'decline-call': inCall(ringing, 'callee', 'POST', '/decline'),
  'cancel-call': inCall(ringing, 'caller', 'POST', '/cancel'),
  'leave-call': inCall(active, 'callee', 'POST', '/leave'),
  'end-call': inCall(active, 'caller', 'POST', '/end'),
  'read-call': inCall(ringing, 'callee', 'GET', ''),
  'list-participants': inCall(ringing, 'caller', 'GET', '/participants'),
  'find-ice-servers': inCall(active, 'caller', 'GET', '/ice-servers'),
  'kick-participant': async (stage) => {
    const { caller, callee, call } = await active(stage, 'kick');
    return stage.asks(`DELETE /v1/calls/${call}/participants/${callee.id}`, { as: caller }, [200, 204]);
  },
};
