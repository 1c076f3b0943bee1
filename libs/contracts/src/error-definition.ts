/** What one stable error code stands for. */
export interface ErrorDefinition {
  readonly status: number;
  /** The constant in capitals that names the family of the error. */
  readonly error: string;
  /** What the caller is told unless the place that failed knows better. */
  readonly message: string;
}
