import { CreateJobs1763694000000 } from '@secureconnect/jobs';
import {
  CountRefusedAttempts1763730500000,
  CreateLockout1763722000000,
  TellDeviceLocks1763728500000,
} from '@secureconnect/lockout-store';
import { CreatePresence1763724000000 } from '@secureconnect/presence-store';
import { CreateRevocations1763720000000 } from '@secureconnect/revocation-store';
import { CreateSessions1763721000000 } from '@secureconnect/session-store';
import { CreateUsers1763725000000 } from './accounts/create-users.migration';
import { HoldNames1763731000000 } from './accounts/hold-names.migration';
import { NoteFirstVerified1763728000000 } from './accounts/note-first-verified.migration';
import { CreateAuditEvents1763725200000 } from './audit/create-audit-events.migration';
import { CreateAccountLinks1763725100000 } from './links/create-account-links.migration';
import { CreateWaitingRegistrations1763730000000 } from './links/create-waiting-registrations.migration';
import { CreateKnownDevices1763727000000 } from './login/create-known-devices.migration';
import { CreateMfa1763726000000 } from './mfa/create-mfa.migration';
import { CreateSigningKeys1763690400000 } from './signing-keys/create-signing-keys.migration';

/** What auth has of tables, in the order in which they came to be. */
export const migrations = [
  ...[CreateSigningKeys1763690400000, CreateJobs1763694000000],
  ...[CreateRevocations1763720000000, CreateSessions1763721000000],
  ...[CreateLockout1763722000000, CreatePresence1763724000000],
  ...[CreateUsers1763725000000, CreateAccountLinks1763725100000, CreateAuditEvents1763725200000],
  ...[CreateMfa1763726000000, CreateKnownDevices1763727000000, NoteFirstVerified1763728000000],
  TellDeviceLocks1763728500000,
  CreateWaitingRegistrations1763730000000,
  CountRefusedAttempts1763730500000,
  HoldNames1763731000000,
];
