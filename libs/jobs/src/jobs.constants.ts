/** The token of JobsOptions, complete. */
export const JOBS_OPTIONS = Symbol('JOBS_OPTIONS');
