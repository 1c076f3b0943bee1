import { opcodes } from '../frames/client-frame';
import { maskedFrame } from '../frames/client-frames.contract';
import { closeCodes, FrameError } from '../frames/frame.error';
import { FirstMessages } from './first-messages';

const request = '40{"token":"a.b.c"}';
const take = (...chunks: Buffer[]) => {
  const messages = new FirstMessages();
  const steps = chunks.map((chunk) => messages.take(chunk));
  return { messages, last: steps.at(-1), passed: Buffer.concat(steps.flatMap(({ pass }) => pass)) };
};
const closeCodeOf = (...chunks: Buffer[]): number | undefined => {
  try {
    take(...chunks);
    return undefined;
  } catch (error) {
    return error instanceof FrameError ? error.closeCode : 0;
  }
};

describe('the first messages of a client nobody knows', () => {
  it('hold back the request to be let in and all behind it, byte for byte', () => {
    const all = Buffer.concat([maskedFrame(request), maskedFrame('42["message.send",{}]')]);
    const { messages, last, passed } = take(all);
    expect(last?.request).toEqual({ namespace: '/', token: 'a.b.c' });
    expect(passed).toHaveLength(0);
    expect(messages.held()).toEqual(all);
  });

  it('are read however they arrive: byte by byte, in fragments, with pings between', () => {
    const ping = maskedFrame('are you there', { opcode: opcodes.ping });
    const all = [
      maskedFrame(request.slice(0, 5), { final: false }),
      ping,
      maskedFrame(request.slice(5, 9), { opcode: opcodes.continuation, final: false }),
      maskedFrame(request.slice(9), { opcode: opcodes.continuation }),
    ];
    const bytes = [...Buffer.concat(all)].map((byte) => Buffer.from([byte]));
    const { messages, last, passed } = take(...bytes);
    expect(last?.request).toEqual({ namespace: '/', token: 'a.b.c' });
    expect(passed).toEqual(ping);
    expect(messages.held()).toEqual(Buffer.concat(all.filter((frame) => frame !== ping)));
  });

  it.each(['2', '3', '5', '2probe', '3probe', '1'])('let %s of Engine.IO go on', (text) => {
    expect(take(maskedFrame(text)).passed).toEqual(maskedFrame(text));
  });

  it.each([
    ['an event before the request', '42["message.send",{}]'],
    ['a ping that carries more', '2 and more'],
    ['a namespace without an end', '40/somewhere'],
    ['nothing', ''],
  ])('end with %s', (_what, text) => expect(closeCodeOf(maskedFrame(text))).toBe(closeCodes.policy));

  it.each(['40', '40{}', '40{"token":{"$ne":1}}', '407{"token":"a.b.c"}', '40{token}', '40null'])(
    'find no token in %s',
    (text) => expect(take(maskedFrame(text)).last?.request).toEqual({ namespace: '/', token: undefined }),
  );

  it('end with a binary message, though it spells a request', () =>
    expect(closeCodeOf(maskedFrame(request, { opcode: opcodes.binary }))).toBe(closeCodes.policy));

  it('tell a namespace from the token', () =>
    expect(take(maskedFrame('40/admin,{"token":"a.b.c"}')).last?.request?.namespace).toBe('/admin'));

  it.each([
    ['unmasked', Buffer.from([129, 1, 50])],
    [
      'marked by a reserved bit, as a compressed one',
      Buffer.concat([Buffer.from([193]), maskedFrame('2').subarray(1)]),
    ],
    ['of an unknown kind', maskedFrame('2', { opcode: 3 })],
    ['a ping in fragments', maskedFrame('2', { opcode: opcodes.ping, final: false })],
    ['a ping of 126 bytes', maskedFrame('.'.repeat(126), { opcode: opcodes.ping })],
    ['the middle of nothing', maskedFrame('2', { opcode: opcodes.continuation })],
    ['no UTF-8', maskedFrame(Buffer.from([50, 255]))],
  ])('end with a frame that is %s', (_what, frame) => expect(closeCodeOf(frame)).toBe(closeCodes.protocol));

  it('end with a message begun within another', () =>
    expect(closeCodeOf(maskedFrame('4', { final: false }), maskedFrame('2'))).toBe(closeCodes.protocol));

  it('are bounded: one that says it is long, many that are short, and a token that is too long', () => {
    const announced = maskedFrame('.'.repeat(70_000)).subarray(0, 14);
    expect(closeCodeOf(announced)).toBe(closeCodes.tooLarge);
    expect(closeCodeOf(maskedFrame('.'.repeat(20_000), { final: false }))).toBe(closeCodes.tooLarge);
    const pings = Array.from({ length: 2_000 }, () => maskedFrame('', { opcode: opcodes.ping }));
    expect(closeCodeOf(Buffer.concat(pings), Buffer.concat(pings))).toBe(closeCodes.tooLarge);
  });
});
