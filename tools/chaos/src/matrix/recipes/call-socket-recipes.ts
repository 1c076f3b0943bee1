import { type Recipe, type Recipes } from './recipe';
import { active, type Pair } from './video-recipes';

const path = '/ws/calls';
type Called = Pair & { call: string };

/** Said by the caller to the other, both of them in a call and with a socket. */
const said =
  (event: string, more: object | ((call: Called) => object) = {}): Recipe =>
  async (stage) => {
    const call = await active(stage, `says ${event}`);
    const [own, other] = [await stage.socket(path, call.caller), await stage.socket(path, call.callee)];
    // Who is in a call is connected to it by her socket once she says where she is.
    for (const socket of [own, other]) await socket.emitAck('call.resume', { call_id: call.call }, 10_000);
    const payload = { call_id: call.call, ...(typeof more === 'function' ? more(call) : more) };
    const asked = stage.says(own, event, payload);
    return { ...asked, done: () => [own, other].forEach((socket) => socket.close()) };
  };

const toOther =
  (more: object = {}) =>
  ({ callee }: Called) => ({ to: callee.id, ...more });
const candidate = { candidate: 'candidate:1 1 udp 1 192.0.2.1 9 typ host', sdpMid: '0', sdpMLineIndex: 0 };

/** What those in a call say to each other. */
export const callSocketRecipes: Recipes = {
  offer: said('offer', toOther({ sdp: 'v=0' })),
  answer: said('answer', toOther({ sdp: 'v=0' })),
  candidates: said('candidates', toOther({ candidates: [candidate] })),
  'candidates.end': said('candidates.end', toOther()),
  'ice.restart': said('ice.restart', toOther()),
  'media.state': said('media.state', { audio: false }),
  'call.resume': said('call.resume'),
  'auth.refresh': async (stage) => {
    const person = await stage.crew.regular('ann');
    return stage.says(await stage.socket(path, person), 'auth.refresh', { access_token: person.token });
  },
};
