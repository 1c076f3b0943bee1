import { CreateJobs1763694000000 } from '@secureconnect/jobs';
import { CreatePushTokens1763740000000 } from '@secureconnect/push-token-store';
import { ReadRevocations1763720000000 } from '@secureconnect/revocation-store';
import { CreateCalls1763750000000 } from './calls/create-calls.migration';
import { CreatePushWakings1763741000000 } from './push/sending/create-push-wakings.migration';

/** What video has of tables, in the order in which they came to be. */
export const migrations = [
  ...[CreateJobs1763694000000, ReadRevocations1763720000000],
  ...[CreatePushTokens1763740000000, CreatePushWakings1763741000000, CreateCalls1763750000000],
];
