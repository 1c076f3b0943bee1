import * as fc from 'fast-check';
import { type Facts, type Step } from '../history/storm-history';
import { type Order, orders, serve, type Served } from './ideal-server.contract';
import { faultsOf, MadeHistory } from './made-history.contract';
import { messagesModel } from './messages-model';

const place = { conversation: 'c', sender: 'u' };
const sent = (name: string, seq: number, rest: Partial<Step> = {}) => ({
  ...{ subject: 'messages' as const, what: 'send' },
  facts: { ...place, clientMsgId: name, body: name, id: name, seq },
  ...rest,
});
const stored = (name: string, seq: number, rest: Facts = {}): Facts => ({
  ...{ ...place, clientMsgId: name, body: name, id: name, seq, deleted: false },
  ...rest,
});
const changed = (what: 'edit' | 'delete', body?: string, rest: Partial<Step> = {}) => ({
  ...{ subject: 'messages' as const, what },
  facts: { message: 'a', ...(body !== undefined && { body }) },
  ...rest,
});
const told = (name: string, seq: number, version = seq): Facts => ({
  ...{ conversation: 'c', version, id: name, seq, sender: 'u', user: 'u' },
});
/** A conversation of one, whose only device stays. */
const founded = () =>
  new MadeHistory()
    .step({ subject: 'messages', what: 'found', facts: { conversation: 'c', members: 'u' } })
    .find('conversation', { conversation: 'c' })
    .find('member', { conversation: 'c', user: 'u' })
    .find('device', { user: 'u' }, { actor: 'ada/0' });
const kept = () =>
  founded().step(sent('a', 1)).find('message', stored('a', 1)).hear('message.created', told('a', 1));

/** One conversation, as a server keeps it that does what it should. */
class IdealConversation {
  readonly messages: { id: string; body: string; deleted: boolean }[] = [];
  readonly told: { event: string; facts: Facts }[] = [];
  private count = 0;

  serve({ kind, at }: Order<'send' | 'edit' | 'delete'>): Served | undefined {
    this.count += 1;
    const [id, index] = [`m${this.count}`, at % Math.max(1, this.messages.length)];
    const message = this.messages[index];
    const subject = 'messages' as const;
    if (kind === 'send') {
      this.messages.push({ id, body: id, deleted: false });
      return { ...sent(id, this.tell('message.created', id, this.messages.length)), outcome: 'done' };
    }
    if (!message) return undefined;
    const body = `${message.id} becomes ${this.count}`;
    const facts = { message: message.id, ...(kind === 'edit' && { body }) };
    if (kind === 'edit' && message.deleted)
      return { subject, what: kind, facts, outcome: 'refused', status: 410, code: 'message_deleted' };
    if (kind === 'edit') message.body = body;
    else message.deleted = true;
    this.tell(kind === 'edit' ? 'message.updated' : 'message.deleted', message.id, index + 1);
    return { subject, what: kind, facts, outcome: 'done' };
  }

  private tell(event: string, id: string, seq: number): number {
    this.told.push({ event, facts: told(id, seq, this.told.length + 1) });
    return seq;
  }
}

describe('what may be of messages', () => {
  it('whatever a server does that does what it should, is found lawful', () => {
    fc.assert(
      fc.property(orders('send', 'send', 'edit', 'edit', 'delete'), (asked) => {
        const ideal = new IdealConversation();
        const history = founded();
        history.steps.push(...serve(asked, (order) => ideal.serve(order)));
        ideal.told.forEach(({ event, facts }) => history.hear(event, facts));
        ideal.messages.forEach(({ id, body, deleted }, index) =>
          history.find('message', stored(id, index + 1, { body: deleted ? '' : body, deleted })),
        );
        expect(messagesModel.judge(history)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it.each<[string, string, MadeHistory]>([
    ['an acknowledged message that is not there', 'message-lost', founded().step(sent('a', 1))],
    [
      'one at another number',
      'message-moved',
      founded().step(sent('a', 2)).find('message', stored('a', 1)).hear('message.created', told('a', 1)),
    ],
    ['a conversation that nobody can read', 'conversation-lost', new MadeHistory().step(sent('a', 1))],
    [
      'a number that is left out',
      'seq-gap',
      kept().step(sent('b', 3)).find('message', stored('b', 3)).hear('message.created', told('b', 3)),
    ],
    [
      'a number given twice',
      'seq-twice',
      kept()
        .step(sent('b', 1))
        .find('message', stored('b', 1))
        .hear('message.created', told('b', 1, 2)),
    ],
    [
      'a message stored twice',
      'message-doubled',
      kept()
        .find('message', stored('a', 2, { id: 'b' }))
        .hear('message.created', told('b', 2)),
    ],
    [
      'a message that nobody sent',
      'message-invented',
      kept().find('message', stored('b', 2)).hear('message.created', told('b', 2)),
    ],
    [
      'what was refused for good',
      'refused-applied',
      founded()
        .step(sent('a', 1, { outcome: 'refused', status: 503 }))
        .find('message', stored('a', 1))
        .hear('message.created', told('a', 1)),
    ],
    [
      'a message that is before one that was answered before it was sent',
      'sent-disordered',
      kept()
        .step(sent('c', 3))
        .step(sent('b', 2, { actor: 'bob/0' }))
        .find('message', stored('b', 2))
        .find('message', stored('c', 3))
        .hear('message.created', told('b', 2))
        .hear('message.created', told('c', 3)),
    ],
    ['an edit that is gone', 'edit-lost', kept().step(changed('edit', 'b'))],
    [
      'an edit that was written over and is back',
      'edit-lost',
      founded()
        .step(sent('a', 1))
        .step(changed('edit', 'b'))
        .step(changed('edit', 'c'))
        .find('message', stored('a', 1, { body: 'b' }))
        .hear('message.created', told('a', 1)),
    ],
    [
      'words that nobody said',
      'body-invented',
      founded()
        .step(sent('a', 1))
        .find('message', stored('a', 1, { body: 'x' }))
        .hear('message.created', told('a', 1)),
    ],
    ['a deletion that was taken back', 'deletion-undone', kept().step(changed('delete'))],
    [
      'a deletion that nobody asked for',
      'deletion-invented',
      founded()
        .step(sent('a', 1))
        .find('message', stored('a', 1, { deleted: true, body: '' }))
        .hear('message.created', told('a', 1)),
    ],
    [
      'a receipt that went back',
      'receipt-backwards',
      kept()
        .step({ subject: 'messages', what: 'read', facts: { conversation: 'c', user: 'u', seq: 1 } })
        .find('receipt', { conversation: 'c', user: 'u', seq: 0 }),
    ],
    [
      'a receipt that is gone',
      'receipt-lost',
      kept().step({
        subject: 'messages',
        what: 'read',
        facts: { conversation: 'c', user: 'u', seq: 1 },
      }),
    ],
    ['a change told twice', 'told-twice', kept().hear('message.created', told('a', 1))],
    [
      'a change told after a later one',
      'told-disordered',
      kept()
        .hear('message.updated', told('a', 1, 3))
        .hear('message.updated', told('a', 1, 2)),
    ],
    ['what was told and is not there', 'told-not-stored', kept().hear('message.created', told('b', 2))],
    [
      'a message that a device was never told',
      'not-told',
      founded().step(sent('a', 1)).find('message', stored('a', 1)),
    ],
    [
      'who hears of a conversation she is not in',
      'told-to-stranger',
      kept().hear('message.updated', { ...told('a', 1, 2), user: 'v' }, { actor: 'eve/0' }),
    ],
  ])('%s is found', (_what, fault, history) => {
    expect(faultsOf(messagesModel, history)).toEqual([fault]);
  });

  it('what one client sent in turn is in that turn, though all of it was under way together', () => {
    const both = (patient: boolean) => {
      const asked = (name: string, seq: number) => sent(name, seq).facts;
      const history = kept()
        .step({ ...sent('c', 3), begun: 100, ended: 200, facts: { ...asked('c', 3), patient } })
        .step({ ...sent('b', 2), begun: 110, ended: 190, facts: { ...asked('b', 2), patient } });
      for (const [name, seq] of [
        ['b', 2],
        ['c', 3],
      ] as const)
        history.find('message', stored(name, seq)).hear('message.created', told(name, seq));
      return history;
    };
    expect(faultsOf(messagesModel, both(true))).toEqual(['sent-disordered']);
    expect(messagesModel.judge(both(false))).toEqual([]);
  });

  it('where nobody knows whether an edit was done, both are lawful, and when it was too', () => {
    const lost = changed('edit', 'b', { outcome: 'unknown' });
    const ends = (history: MadeHistory, body: string) =>
      history.find('message', stored('a', 1, { body })).hear('message.created', told('a', 1));
    const edited = () => founded().step(sent('a', 1)).step(lost);
    for (const body of ['a', 'b']) expect(messagesModel.judge(ends(edited(), body))).toEqual([]);
    const again = changed('edit', 'c');
    for (const body of ['b', 'c']) expect(messagesModel.judge(ends(edited().step(again), body))).toEqual([]);
  });

  it('each change that comes after a later one is found, not the first alone', () => {
    const history = kept();
    for (const version of [4, 2, 3]) history.hear('message.updated', told('a', 1, version));
    expect(messagesModel.judge(history)).toHaveLength(2);
  });

  it('who was removed is told so, and what follows only from her return on', () => {
    const moved = (event: string, version: number) =>
      ({ event, facts: { conversation: 'c', version, about: 'v', user: 'v' } }) as const;
    const history = kept();
    const hear = ({ event, facts }: { event: string; facts: Facts }) =>
      history.hear(event, facts, { actor: 'eve/0' });
    [moved('member.added', 2), moved('member.removed', 3), moved('member.added', 5)].forEach(hear);
    expect(messagesModel.judge(history)).toEqual([]);
    hear({ event: 'message.updated', facts: { ...told('a', 1, 6), user: 'v' } });
    expect(messagesModel.judge(history)).toEqual([]);
    history.hear('message.updated', { ...told('a', 1, 4), user: 'v' }, { actor: 'eve/1' });
    expect(faultsOf(messagesModel, history)).toEqual(['told-to-stranger']);
  });
});
