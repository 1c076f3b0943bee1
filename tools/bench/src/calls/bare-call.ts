import { type Calls, type GuardedSubject } from './guarded-subject';

/** Nothing between caller and called. */
export const bareCall = (calls: Calls): GuardedSubject => {
  let isAway = false;
  return {
    call: (key) => (isAway ? calls.findElsewhere(key) : calls.find(key)),
    degrade: () => void (isAway = true),
  };
};
