/** Every event by which something is said in a call. */
export const saying = (call_id: string, to: string): Record<string, object> => ({
  offer: { call_id, to, sdp: 'v=0' },
  answer: { call_id, to, sdp: 'v=0' },
  candidates: { call_id, to, candidates: [{ candidate: 'candidate:1 1 udp 1 192.0.2.1 9 typ host' }] },
  'candidates.end': { call_id, to },
  'ice.restart': { call_id, to },
  'media.state': { call_id, audio: true },
});
