/** Where the bare relay listens. */
export const relayPath = '/ws/relay';
