import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type ChangeRow } from '../delivery/change-row';
import { type ConversationChange } from '../delivery/conversation-change';
import { tellChanges } from '../delivery/tell-changes';
import { type Queries } from '../messages/messages-by-id';
import { missedChanges } from './missed-changes';
import { type Missed, type MissedQuestion, type MissedRow } from './missed-row';

/** A change somebody missed, in full. */
export interface ToldRow extends MissedRow {
  readonly change: ConversationChange;
}

/** What somebody missed, in full. */
export interface ToldMissed extends Omit<Missed, 'rows' | 'isCut'> {
  readonly rows: readonly ToldRow[];
  readonly hasMore: boolean;
}

const keyOf = ({ conversation_id, version }: Pick<ChangeRow, 'conversation_id' | 'version'>): string =>
  `${conversation_id} ${version}`;

/** What many people missed; a change that many of them missed is read once. */
@Injectable()
export class MissedInFull {
  constructor(private readonly source: DataSource) {}

  /** Of one moment: who is removed between two looks would be told how things were made after her time. */
  of(questions: readonly MissedQuestion[]): Promise<readonly ToldMissed[]> {
    return this.source.transaction('REPEATABLE READ', (manager) => inFull(manager, questions));
  }
}

async function inFull(
  queries: Queries,
  questions: readonly MissedQuestion[],
): Promise<readonly ToldMissed[]> {
  const found = await missedChanges(queries, questions);
  const pages = found.map(({ rows }, place) => rows.slice(0, questions[place]?.limit));
  const rows = new Map(pages.flat().map((row) => [keyOf(row), row]));
  const changes = await tellChanges(queries, [...rows.values()]);
  const told = new Map(changes.map((change) => [keyOf(change), change]));
  return found.map((each, place) => {
    const page = pages[place] ?? [];
    const full = page.flatMap((row) => {
      const change = told.get(keyOf(row));
      return change ? [{ ...row, change }] : [];
    });
    return { ...each, rows: full, hasMore: each.isCut || each.rows.length > page.length };
  });
}
