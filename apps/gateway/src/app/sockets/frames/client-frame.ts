/** What a frame is, by RFC 6455. */
export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** One frame as a client sent it. */
export interface ClientFrame {
  readonly opcode: number;
  readonly isFinal: boolean;
  readonly payload: Buffer;
  /** As it came, masked: what goes on. */
  readonly raw: Buffer;
}

/** Control frames come between the frames of a message too. */
export const isControl = (opcode: number): boolean => opcode >= opcodes.close;
