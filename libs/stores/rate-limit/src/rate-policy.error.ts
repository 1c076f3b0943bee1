/** A limit that cannot be kept as it is written, or one name for two limits. */
export class RatePolicyError extends Error {
  override readonly name = 'RatePolicyError';
  readonly code = 'rate_policy';
}
