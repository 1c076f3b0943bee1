import { type ConversationChange } from './conversation-change';
import { Stream } from './stream';

it('who came after a message is told of its edit that something changed, at the same version, and no more', () => {
  const told: [string, number, string[]][] = [];
  const surroundings = {
    isHere: () => true,
    tell: (each: { event: string; version: number }, people: ReadonlySet<string>) =>
      void told.push([each.event, each.version, [...people]]),
    entered: () => undefined,
    gone: () => undefined,
    room: undefined as never,
  };
  const stream = new Stream('c', 7, surroundings as never);
  for (const each of ['ada', 'bo']) stream.admit(each, 7);
  const instead = { conversation_id: 'c', version: 8, event: 'conversation.updated' };
  const newcomers = { people: ['bo', 'cy'], change: { ...instead, data: {} } };
  const edit = { ...instead, event: 'message.updated', data: {}, newcomers };
  stream.hear(edit as unknown as ConversationChange);
  stream.hear({ ...instead, version: 9, data: {} } as unknown as ConversationChange);
  expect(told).toEqual([
    ['message.updated', 8, ['ada']],
    ['conversation.updated', 8, ['bo']],
    ['conversation.updated', 9, ['ada', 'bo']],
  ]);
});
