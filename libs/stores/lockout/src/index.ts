export { AttemptsPendingError } from './attempts-pending.error';
export { CountRefusedAttempts1763730500000 } from './count-refused-attempts.migration';
export { CreateLockout1763722000000 } from './create-lockout.migration';
export { LockoutCleaner } from './lockout-cleaner.service';
export { type LockoutAsyncOptions, LockoutStoreModule } from './lockout-store.module';
export {
  defaultLockoutRules,
  type HashingKey,
  type LockoutOptions,
  type LockoutRules,
} from './lockout.options';
export {
  type Allowance,
  AllowanceStore,
  type Attempt,
  type AttemptVerdict,
  type Lock,
  LockoutStore,
} from './lockout.store';
export { TellDeviceLocks1763728500000 } from './tell-device-locks.migration';
