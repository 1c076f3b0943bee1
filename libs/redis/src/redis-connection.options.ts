/** Where one Redis is and how long it may take; `url` wins over the single parts. */
export interface RedisConnectionOptions {
  readonly url?: string;
  readonly host: string;
  readonly port: number;
  readonly password?: string;
  readonly db: number;
  /** To connect, handshake included. */
  readonly connectTimeoutMs: number;
  /** For one command. */
  readonly commandTimeoutMs: number;
}
