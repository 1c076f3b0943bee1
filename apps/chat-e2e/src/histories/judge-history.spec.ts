import { Dice } from '@secureconnect/testing';
import { assert, integer, property } from 'fast-check';
import { type Device, type Told, type ToldMessage } from './history.contract';
import { type Fault, judgeHistory } from './judge-history.contract';
import { ToldHistory } from './told-history.contract';

type Created = Told & { message: ToldMessage };
type Plant = (history: ToldHistory, dice: Dice) => void;

const isCreated = (told: Told): told is Created => told.event === 'message.created';
/** A place in what some device was told that is drawn among those that will do. */
function placeOf(
  history: ToldHistory,
  dice: Dice,
  does: (told: Told, device: Device, at: number) => boolean,
) {
  const places = history.devices.flatMap((device) =>
    device.told.flatMap((told, at) => (does(told, device, at) ? [{ device, told, at }] : [])),
  );
  return dice.one(places);
}
const acknowledged = (history: ToldHistory) => {
  const ids = new Set(history.sent.flatMap((sent) => sent.acknowledged?.id ?? []));
  return (told: Told) => isCreated(told) && ids.has(told.message.id);
};
const bens = (history: ToldHistory) => history.devices.find(({ user }) => user === 'ben') as Device;
const later = (history: ToldHistory, user: string) =>
  history.devices.find((device) => device.user === user)?.told.at(-1) as Told;

const plants: Readonly<Record<string, readonly [Fault, Plant]>> = {
  'a message that one device was not told': [
    'lost',
    (history, dice) => {
      const isKnown = acknowledged(history);
      const { device, at } = placeOf(history, dice, isKnown);
      device.told.splice(at, 1);
    },
  ],
  'a message that nobody was told': [
    'lost',
    (history, dice) => {
      const { told: gone } = placeOf(history, dice, acknowledged(history)) as { told: Created };
      for (const { told } of history.devices) {
        const at = told.findIndex(({ message }) => message?.id === gone.message.id);
        if (at >= 0) told.splice(at, 1);
      }
    },
  ],
  'a change that was told twice': [
    'doubled',
    (history, dice) => {
      const { device, told, at } = placeOf(history, dice, () => true);
      device.told.splice(dice.below(device.told.length - at) + at + 1, 0, told);
    },
  ],
  'two changes in the wrong order': [
    'disordered',
    (history, dice) => {
      const isNext = (told: Told, device: Device, at: number) =>
        device.told[at + 1]?.conversation === told.conversation;
      const { device, told, at } = placeOf(history, dice, isNext);
      device.told.splice(at, 2, device.told[at + 1] as Told, told);
    },
  ],
  'a message told to whoever was removed before': [
    'told to no member',
    (history) => void bens(history).told.push(later(history, 'ann')),
  ],
  'somebody types before whoever was removed': [
    'told to no member',
    (history) => {
      const at = (history.removals.at(-1)?.at ?? 0) + 1_001;
      bens(history).told.push({ at, event: 'typing', conversation: 'first' });
    },
  ],
  'a removal that nobody was told': [
    'lost',
    (history) => history.removals.push({ conversation: 'first', user: 'ann', at: 1_000 }),
  ],
  'something told after the end of its session': [
    'told after the end',
    (history, dice) => {
      const { device, told } = placeOf(history, dice, () => true);
      device.end = { asked: told.at - 252, answered: told.at - 251 };
    },
  ],
  'a socket that was cut': [
    'cut',
    (history, dice) => void dice.one(history.devices).cuts.push({ at: 1, reason: 'transport close' }),
  ],
  'another body than was sent': [
    'altered',
    (history, dice) => {
      const { device, told, at } = placeOf(history, dice, isCreated) as {
        device: Device;
        told: Created;
        at: number;
      };
      device.told[at] = { ...told, message: { ...told.message, body: 'something else' } };
    },
  ],
  'a message that was refused to a member': [
    'refused',
    ({ sent }) =>
      void sent.push({
        ...{ conversation: 'first', sender: 'ann', instance: 0, clientMsgId: 'another', body: '', begun: 0 },
        refused: 'conversation_unknown',
      }),
  ],
  'one number for two messages': [
    'number twice',
    (history, dice) => {
      const { told } = placeOf(history, dice, isCreated) as { told: Created };
      const {
        conversation,
        message: { seq, sender },
      } = told;
      const sent = { conversation, sender, instance: 0, clientMsgId: 'another', body: '', begun: 0 };
      history.sent.push({ ...sent, acknowledged: { id: 'another', seq, at: 1 } });
    },
  ],
  'a number that no message has': [
    'number missing',
    (history) => {
      const last = Math.max(...history.sent.map((sent) => sent.acknowledged?.seq ?? 0));
      const sent = {
        conversation: 'first',
        sender: 'ann',
        instance: 0,
        clientMsgId: 'far',
        body: '',
        begun: 0,
      };
      history.sent.push({ ...sent, acknowledged: { id: 'far', seq: last + 2, at: 1 } });
    },
  ],
};

const judged = (history: ToldHistory) => judgeHistory(history, { cutWithinMs: 250 });

describe('a history of chat', () => {
  it('that a faultless server made holds, however it was delivered', () => {
    assert(property(integer(), (seed) => expect(judged(new ToldHistory(new Dice(seed)))).toEqual([])));
  });

  it.each(Object.entries(plants))('with %s does not hold', (_what, [fault, plant]) => {
    assert(
      property(integer(), (seed) => {
        const [history, dice] = [new ToldHistory(new Dice(seed)), new Dice(seed + 1)];
        plant(history, dice);
        expect(judged(history).map((finding) => finding.fault)).toContain(fault);
      }),
    );
  });

  it('owes nothing to whose session was ended, and does not mind its cut', () => {
    const history = new ToldHistory(new Dice(1));
    const device = history.devices[0] as Device;
    Object.assign(device, { end: { asked: 9, answered: 10 }, told: device.told.filter(({ at }) => at < 10) });
    device.cuts.push({ at: 11, reason: 'io server disconnect' });
    expect(judged(history)).toEqual([]);
  });
});
