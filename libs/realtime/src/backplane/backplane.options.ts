/** How long and how much; every node of a service should have the same. */
export interface BackplaneOptions {
  readonly pulseMs: number;
  /** A node that is silent for so long is gone. */
  readonly goneAfterMs: number;
  /** So many notices, characters of them and milliseconds are kept for whoever did not hear them. */
  readonly mostKept: number;
  readonly mostKeptLength: number;
  readonly keptMs: number;
  /** What is missing may have been overtaken: it has so long to come by itself. */
  readonly patienceMs: number;
  readonly askAgainMs: number;
  /** Notices that come later than this are not delivered. */
  readonly lateMs: number;
}

/** What holds unless an application says otherwise. */
export const defaultBackplaneOptions: BackplaneOptions = {
  pulseMs: 500,
  goneAfterMs: 5_000,
  mostKept: 10_000,
  mostKeptLength: 16 * 1024 * 1024,
  keptMs: 10_000,
  patienceMs: 100,
  askAgainMs: 500,
  lateMs: 30_000,
};
