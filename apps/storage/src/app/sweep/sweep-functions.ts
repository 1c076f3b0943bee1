/** How far the rows were held against the stores; one row, and one round after the other. */
export const createBlobRound = `
  CREATE TABLE blob_rounds (
    is_one boolean PRIMARY KEY DEFAULT true CHECK (is_one),
    after uuid,
    began_at timestamptz NOT NULL DEFAULT '-infinity'
  )`;

/** Files whose bytes are not where they should be; kept until they are there again, or the file is deleted. */
export const createLostBlobs = `
  CREATE TABLE lost_blobs (
    file_id uuid PRIMARY KEY REFERENCES files (id),
    since timestamptz NOT NULL DEFAULT clock_timestamp()
  )`;

/** What the sweep keeps for itself. */
export const sweepTables = [createBlobRound, createLostBlobs, 'INSERT INTO blob_rounds DEFAULT VALUES'];
