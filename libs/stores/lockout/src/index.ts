export {
  type Allowance,
  AllowanceStore,
  type Attempt,
  type AttemptVerdict,
  type Lock,
  LockoutStore,
} from './lockout.store';
