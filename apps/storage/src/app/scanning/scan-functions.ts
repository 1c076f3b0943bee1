/** The oldest that nobody has looked through is found at once. */
export const createScanIndex = `
  CREATE INDEX files_to_scan ON files (created_at) WHERE state = 'scanning' AND deleted_at IS NULL`;

/** A file was looked through, and `what` found in it: it is everybody's from now on, or nobody's. False: it had been, or is deleted. */
export const createEndScan = `
  CREATE FUNCTION end_scan(file uuid, what text) RETURNS boolean LANGUAGE plpgsql AS $$
  DECLARE
    scanned files;
  BEGIN
    UPDATE files f SET state = CASE WHEN what IS NULL THEN 'ready' ELSE 'quarantined' END, finding = what
    WHERE f.id = file AND f.state = 'scanning' AND f.deleted_at IS NULL RETURNING * INTO scanned;
    IF NOT FOUND THEN RETURN false; END IF;
    IF what IS NULL THEN PERFORM await_thumbnails(file, scanned.type); END IF;
    RETURN true;
  END $$`;

/** What the tables of files need of scans. */
export const scanFunctions = [createScanIndex, createEndScan];
