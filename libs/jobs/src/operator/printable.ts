/** Any name a row may have, for queues of older versions are there, too; what PostgreSQL cannot hold is none. */
export const printable = /^[^\p{Cc}\p{Cs}]*$/u;
