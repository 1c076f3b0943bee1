import { Column, Entity, type MigrationInterface, type QueryRunner } from 'typeorm';
import { Id } from './id.decorator';

@Entity('notes')
export class Note {
  @Id() id: string;
  @Column('text') body: string;
}

/** Makes the one table these specs write to. */
export class CreateNotes1763700000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE notes (id uuid PRIMARY KEY, body text NOT NULL)');
  }
  down = async (): Promise<void> => undefined;
}
