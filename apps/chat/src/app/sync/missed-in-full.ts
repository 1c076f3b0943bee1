import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type ChangeRow } from '../delivery/change-row';
import { type ConversationChange } from '../delivery/conversation-change';
import { tellChanges } from '../delivery/tell-changes';
import { MissedChanges } from './missed-changes';
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
  constructor(
    private readonly missed: MissedChanges,
    private readonly source: DataSource,
  ) {}

  async of(questions: readonly MissedQuestion[]): Promise<readonly ToldMissed[]> {
    const found = await this.missed.of(questions);
    const pages = found.map(({ rows }, place) => rows.slice(0, questions[place]?.limit));
    const rows = new Map(pages.flat().map((row) => [keyOf(row), row]));
    const changes = await tellChanges(this.source, [...rows.values()]);
    const told = new Map(changes.map((change) => [keyOf(change), change]));
    return found.map((each, place) => {
      const page = pages[place] ?? [];
      const inFull = page.flatMap((row) => {
        const change = told.get(keyOf(row));
        return change ? [{ ...row, change }] : [];
      });
      return { ...each, rows: inFull, hasMore: each.isCut || each.rows.length > page.length };
    });
  }
}
