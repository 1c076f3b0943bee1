import { type MigrationInterface, type QueryRunner } from 'typeorm';
import {
  addCounts,
  countWhatIsThere,
  createCountedDeleteFile,
  createCountedDropUpload,
  createCountedOpenUpload,
  createCountedSettleUpload,
  dropOpenUpload,
  indexDeletions,
  indexEnded,
  lockWhatIsCounted,
} from './counting-functions';
import { createDeleteFile, createDropUpload, createOpenUpload, createSettleUpload } from './upload-functions';

const orReplace = (sql: string): string => sql.replace('CREATE FUNCTION', 'CREATE OR REPLACE FUNCTION');

/** How many files people have, and how many uploads under way, with each statement that moves their quota. */
export class CountUploads1763792000000 implements MigrationInterface {
  readonly name = 'CountUploads1763792000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const each of [lockWhatIsCounted, addCounts, countWhatIsThere, indexDeletions, indexEnded])
      await runner.query(each);
    for (const each of [dropOpenUpload, createCountedOpenUpload]) await runner.query(each);
    for (const each of [createCountedDropUpload, createCountedSettleUpload, createCountedDeleteFile])
      await runner.query(each);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION open_upload');
    await runner.query(createOpenUpload);
    for (const each of [createDropUpload, createSettleUpload, createDeleteFile])
      await runner.query(orReplace(each));
    await runner.query('DROP INDEX files_by_deletion, uploads_ended');
    await runner.query('ALTER TABLE quotas DROP COLUMN open_uploads, DROP COLUMN files');
  }
}
