import { type MigrationInterface, type QueryRunner } from 'typeorm';
import { addRequestKey, createOpenUploadOnce, createUncountedOpenUpload, oneOfAKey } from './once-functions';

const before = 'uuid, uuid, text, text, bigint, bytea, text, text, text, timestamptz, bigint';

/** Keys of forms, so that one whose answer was lost is not guessed at; and what instances of before ask is answered again. */
export class OpenUploadsOnce1763813000000 implements MigrationInterface {
  readonly name = 'OpenUploadsOnce1763813000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const each of [addRequestKey, oneOfAKey, createUncountedOpenUpload, createOpenUploadOnce])
      await runner.query(each);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION open_upload_once, open_upload(${before})`);
    await runner.query('ALTER TABLE uploads DROP COLUMN request_key');
  }
}
