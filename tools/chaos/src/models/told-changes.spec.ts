import { type Facts } from '../history/storm-history';
import { faultsOf, MadeHistory } from './made-history.contract';
import { messagesModel } from './messages-model';

const place = { conversation: 'c', sender: 'u' };
const sent = { ...place, clientMsgId: 'a', body: 'one', id: 'a', seq: 1 };
const edited = { message: 'a', body: 'two' };
/** One message that was edited, as it is in the end, to somebody with two devices. */
const founded = (isDeleted = false) => {
  const what = isDeleted ? 'delete' : 'edit';
  return new MadeHistory()
    .step({ subject: 'messages', what: 'found', facts: { conversation: 'c', members: 'u' } })
    .find('conversation', { conversation: 'c' })
    .find('member', { conversation: 'c', user: 'u' })
    .find('device', { user: 'u' }, { actor: 'ada/0' })
    .find('device', { user: 'u' }, { actor: 'ada/1' })
    .step({ subject: 'messages', what: 'send', facts: sent })
    .step({ subject: 'messages', what, facts: isDeleted ? { message: 'a' } : edited })
    .find('message', { ...sent, body: isDeleted ? '' : 'two', deleted: isDeleted });
};
const told = (history: MadeHistory, actor: string, event: string, version: number, rest: Facts = {}) =>
  history.hear(event, { ...place, version, id: 'a', seq: 1, user: 'u', ...rest }, { actor });
const created = (history: MadeHistory, ...actors: string[]) => {
  for (const actor of actors) told(history, actor, 'message.created', 1);
  return history;
};
const first = (isDeleted = false) =>
  told(
    created(founded(isDeleted), 'ada/0', 'ada/1'),
    'ada/0',
    isDeleted ? 'message.deleted' : 'message.updated',
    2,
  );

describe('what a device knows of a message', () => {
  it.each([false, true])('is its last change, a deletion: %s', (isDeleted) => {
    const event = isDeleted ? 'message.deleted' : 'message.updated';
    expect(messagesModel.judge(told(first(isDeleted), 'ada/1', event, 2).later(10_000))).toEqual([]);
    expect(faultsOf(messagesModel, first(isDeleted).later(10_000))).toEqual(['change-untold']);
  });

  it('is what the application loads, where it was to', () => {
    for (const event of ['refilled', 'fresh_start']) {
      const loading = first().hear(event, { user: 'u', reason: 'cursor_too_old' }, { actor: 'ada/1' });
      expect(messagesModel.judge(loading.later(10_000))).toEqual([]);
    }
    const begun = first().hear('fresh_start', { user: 'u', reason: 'first' }, { actor: 'ada/1' });
    expect(faultsOf(messagesModel, begun.later(10_000))).toEqual(['change-untold']);
  });

  it('is what the message says', () => {
    const says = (body: string, deleted = false) => {
      const history = created(founded(), 'ada/0', 'ada/1');
      told(history, 'ada/0', 'message.updated', 2, { body: 'two', deleted: false });
      return told(history, 'ada/1', 'message.updated', 2, { body, deleted }).later(10_000);
    };
    expect(messagesModel.judge(says('two'))).toEqual([]);
    expect(faultsOf(messagesModel, says('one'))).toEqual(['told-otherwise']);
    expect(faultsOf(messagesModel, says('', true))).toEqual(['told-otherwise']);
  });
});
