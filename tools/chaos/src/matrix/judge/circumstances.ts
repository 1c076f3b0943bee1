/** What surrounded an answer. */
export interface Circumstances {
  /** What the instance called itself from a while before it was asked until a while after; unclear: it changed. */
  readonly mode: 'normal' | 'degraded' | 'unclear';
  /** What the fault takes away: without PostgreSQL or another process, more may be refused than is declared. */
  readonly lacks: 'nothing' | 'redis' | 'postgres' | 'instances';
}
