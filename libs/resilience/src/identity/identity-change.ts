/**
 * What was noticed about the server: filled for the `first` time; `restarted` or failed over, so that its last writes
 * may be missing; `emptied`; `replaced` by one that was filled otherwise; `refilled` by another instance.
 */
export type IdentityChange = 'first' | 'restarted' | 'emptied' | 'replaced' | 'refilled';

/** What an operator reads of each. */
export const identityMeanings: Readonly<Record<IdentityChange, string>> = {
  first: 'Redis was never filled by us',
  restarted: 'Redis was restarted or failed over, its last writes may be missing',
  emptied: 'Redis came back empty or was emptied',
  replaced: 'Redis is not the one that was filled last',
  refilled: 'another instance has filled Redis again',
};
