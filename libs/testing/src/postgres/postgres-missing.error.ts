/** There are no PostgreSQL programs to run; the message says how to get them. */
export class PostgresMissingError extends Error {
  readonly code = 'POSTGRES_MISSING';

  constructor(why: string) {
    super(
      `No PostgreSQL to run: ${why}. Run npm install, or apt-get install postgresql and set POSTGRES_BIN_DIR ` +
        `to its bin folder`,
    );
    this.name = 'PostgresMissingError';
  }
}
