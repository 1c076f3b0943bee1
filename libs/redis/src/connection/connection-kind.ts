/** What sort of talk with Redis; each has connections of its own, so that none waits behind another. */
export type ConnectionKind = 'read' | 'write' | 'pubsub' | 'blocking';
