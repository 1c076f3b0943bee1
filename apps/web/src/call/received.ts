/** What has come of somebody so far, and by which way. */
export interface Received {
  readonly bytes: number;
  readonly isRelayed: boolean;
}

/** Reads it from the connection's own counters. */
export async function receivedBy(connection: RTCPeerConnection): Promise<Received> {
  const stats = [...(await connection.getStats()).values()] as Record<string, unknown>[];
  const inbound = stats.filter(({ type }) => type === 'inbound-rtp');
  const pair = stats.find(
    ({ type, nominated, state }) => type === 'candidate-pair' && nominated && state === 'succeeded',
  );
  const local = stats.find(({ id }) => id === pair?.['localCandidateId']);
  return {
    bytes: inbound.reduce((sum, { bytesReceived }) => sum + Number(bytesReceived ?? 0), 0),
    isRelayed: local?.['candidateType'] === 'relay',
  };
}
