/** Why a WebSocket is closed, by RFC 6455. */
export const closeCodes = { goingAway: 1001, protocol: 1002, policy: 1008, tooLarge: 1009 } as const;

/** What a client sent is no WebSocket, or more than is read of it. */
export class FrameError extends Error {
  constructor(
    message: string,
    readonly closeCode: number = closeCodes.protocol,
  ) {
    super(message);
  }
}
