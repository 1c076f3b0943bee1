import { int, type ValuesOf } from '@secureconnect/platform';

/** How much is kept for those who were away, and how much they may ask at once. */
export const syncSettings = {
  SYNC_KEPT_DAYS: int(1, 365, {
    meaning: 'days for which a cursor of /v1/sync is honoured, and for which at least changes are kept',
    default: 30,
  }),
  SYNC_QUERIES: int(1, 100, {
    meaning: 'queries of /v1/sync that one instance runs at once; all who wait share the next',
    default: 2,
  }),
};

/** The values of these settings. */
export type SyncValues = ValuesOf<typeof syncSettings>;
