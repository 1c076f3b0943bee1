/** Who answered whether a token was revoked. */
export const checkLayers = ['memory', 'redis', 'postgres', 'nobody'] as const;

/** One of them. */
export type CheckLayer = (typeof checkLayers)[number];

/** How often each has answered, in this process. */
export class RevocationChecks {
  readonly counts: Record<CheckLayer, number> = { memory: 0, redis: 0, postgres: 0, nobody: 0 };
}
