import { opcodes } from './client-frame';
import { MessageBoundary } from './message-boundary';
import { closeFrame, textFrame } from './server-frame';

const fragment = (first: number, text: string): Buffer =>
  Buffer.concat([Buffer.from([first, text.length]), Buffer.from(text)]);
const huge = Buffer.concat([Buffer.from([130, 127, 0, 0, 0, 0, 0, 1, 0, 0]), Buffer.alloc(65_536)]);
const messages = [
  textFrame('2'),
  textFrame(''),
  textFrame('x'.repeat(125)),
  textFrame('x'.repeat(126)),
  textFrame('x'.repeat(60_000)),
  huge,
  Buffer.concat([
    fragment(opcodes.text, 'begun'),
    fragment(128 | opcodes.ping, ''),
    fragment(opcodes.continuation, ''),
    fragment(128 | opcodes.continuation, 'ended'),
  ]),
  closeFrame(1001),
];

/** After how many bytes the boundary says that a message is complete. */
function endsOf(bytes: Buffer, step: number): number[] {
  const boundary = new MessageBoundary();
  const ends: number[] = [];
  for (let at = 0; at < bytes.length; at += step) {
    const first = boundary.follow(bytes.subarray(at, at + step));
    if (first >= 0) ends.push(at + first);
  }
  return ends;
}

describe('the boundary between two messages of a server', () => {
  it('is found in a stream that arrives byte by byte, and nowhere else', () => {
    let end = 0;
    expect(endsOf(Buffer.concat(messages), 1)).toEqual(messages.map(({ length }) => (end += length)));
  });

  it.each([2, 3, 7, 1_000, 70_000])('is here only where a chunk of %i bytes ends with a message', (step) => {
    const bytes = Buffer.concat(messages);
    const boundary = new MessageBoundary();
    const here: number[] = [];
    for (let at = 0; at < bytes.length; at += step) {
      boundary.follow(bytes.subarray(at, at + step));
      if (boundary.isHere) here.push(Math.min(at + step, bytes.length));
    }
    const isCut = (end: number) => end % step === 0 || end === bytes.length;
    expect(here).toEqual(endsOf(bytes, 1).filter(isCut));
  });

  it('is the first of a chunk that holds several', () => {
    const boundary = new MessageBoundary();
    expect(boundary.follow(Buffer.concat(messages))).toBe(messages[0]?.length);
  });
});
